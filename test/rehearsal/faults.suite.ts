import type { FaultReport } from '../../lib/rehearsal/faults/run';
import { HOSPITAL_MISTAKES } from '../../lib/rehearsal/faults/table';
import { LONG } from '../support/long';
import { leftOf, rehearse, withLab } from './support';

withLab('each mistake of a hospital is named by diagnose', () => {
  const sites = [
    ['auckland-heart', 'with BGP', []],
    // Of a policy that permits all that AWS may, not every weak value is a mistake.
    [
      'dunedin-cardiac',
      'with static routes, and the whole envelope',
      HOSPITAL_MISTAKES.filter(({ bgp }) => bgp === true),
    ],
  ] as const;
  test.each(LONG ? sites : sites.slice(0, 1))('all of them, at %s: %s', async (site, _, skipped) => {
    const { code, out, err } = await rehearse(site, '--fault', 'all', '--json').ended;
    expect(err).not.toContain('Error');
    const { prefix, faults } = JSON.parse(out) as { readonly prefix: string; readonly faults: readonly FaultReport[] };
    expect(faults.map(({ mistake }) => mistake)).toEqual(HOSPITAL_MISTAKES.map(({ mistake }) => mistake));
    const made = faults.filter(({ mistake }) => !skipped.some((fault) => fault.mistake === mistake));
    expect(made.filter(({ fault, diagnosed }) => fault !== diagnosed)).toEqual([]);
    expect(made.map(({ result }) => result)).toEqual(made.map(() => 'pass'));
    expect(faults.filter(({ result }) => result === 'skip')).toHaveLength(skipped.length);
    expect(code).toBe(0);
    expect(leftOf(prefix)).toEqual([]);
  });
});

test('a fault that is not known is refused before anything is made', async () => {
  const { code, err } = await rehearse('auckland-heart', '--fault', 'no-pf').ended;
  expect(err).toContain('did you mean no-pfs?');
  expect(code).toBe(1);
});
