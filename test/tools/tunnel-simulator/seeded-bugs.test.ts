import { isSeededBug, SEEDED_BUGS, type SeededBugName } from '../../../tools/tunnel-simulator/seeded-bugs';
import { playSeed, simulateSchedules } from '../../../tools/tunnel-simulator/simulate';

/** The rules that each bug breaks: it must be found for what it is. */
const BREAKS: Record<SeededBugName, RegExp> = {
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

test('the bugs that must be known are', () => {
  expect(names).toEqual(expect.arrayContaining(['second-tunnel-early', 'no-health-gate', 'rotate-twice']));
});

test.each(names)(
  '%s is found, and its schedule shows it again',
  async (plant) => {
    const summary = await simulateSchedules({ runs: 2_000, seed: 2, plant });
    const [first] = summary.violations;
    expect(first?.rule).toMatch(BREAKS[plant]);
    const again = await playSeed(first?.seed ?? 0, { plant });
    expect(again.violations[0]?.rule).toBe(first?.rule);
    // The same schedule without the bug is clean: it is the bug that was found.
    expect((await playSeed(first?.seed ?? 0)).violations).toEqual([]);
  },
  120_000,
);
