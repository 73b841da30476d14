import { isSeededBug, SEEDED_BUGS, type SeededBugName } from '../../../tools/tunnel-simulator/seeded-bugs';
import { replaySeed, simulateSchedules } from '../../../tools/tunnel-simulator/simulate';

/** The rules that each bug breaks, one of which must be reported. */
const BROKEN_RULES: Record<SeededBugName, RegExp> = {
  'second-tunnel-early': /^(outage|come-back|last-working)$/,
  'no-health-gate': /^(outage|come-back|last-working)$/,
  'trusts-telemetry': /^(outage|come-back|last-working)$/,
  'rotate-twice': /^rotate-once$/,
  'key-marked-first': /^marked-unmade$/,
  'no-claim': /^(outage|come-back|last-working|rotate-once)$/,
  'gateway-last': /^gateway-first$/,
  'absent-is-drift': /^untouched$/,
  'no-deadline': /^begun-too-late$/,
};

const names = Object.keys(SEEDED_BUGS).filter(isSeededBug);

test('the seeded bugs include the required ones', () => {
  expect(names).toEqual(expect.arrayContaining(['second-tunnel-early', 'no-health-gate', 'rotate-twice']));
});

test.each(names)('%s is found, and its schedule reproduces it', async (plant) => {
  const summary = await simulateSchedules({ runs: 2_000, seed: 2, plant });
  const [first] = summary.violations;
  expect(first?.rule).toMatch(BROKEN_RULES[plant]);
  const again = await replaySeed(first?.seed ?? 0, { plant });
  expect(again.violations[0]?.rule).toBe(first?.rule);
  // The same schedule without the bug has no violation.
  expect((await replaySeed(first?.seed ?? 0)).violations).toEqual([]);
});
