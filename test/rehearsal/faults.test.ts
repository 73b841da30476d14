import type { FaultReport } from '../../lib/rehearsal/faults/run';
import { FAULTS } from '../../lib/rehearsal/faults/table';
import { leftOf, rehearse, withLab } from './support';

withLab('each mistake of a hospital is named by diagnose', () => {
  jest.setTimeout(240_000);

  test('all of them, at a site with BGP', async () => {
    const { code, out, err } = await rehearse('auckland-heart', '--faults', 'all', '--json').ended;
    expect(err).not.toContain('Error');
    const { prefix, faults } = JSON.parse(out) as { readonly prefix: string; readonly faults: readonly FaultReport[] };
    expect(faults.filter(({ fault, diagnosed }) => fault !== diagnosed)).toEqual([]);
    expect(faults.map(({ result }) => result)).toEqual(FAULTS.map(() => 'pass'));
    expect(code).toBe(0);
    expect(leftOf(prefix)).toEqual([]);
  });
});

test('a fault that is not known is refused before anything is made', async () => {
  const { code, err } = await rehearse('auckland-heart', '--fault', 'no-pf').ended;
  expect(err).toContain('did you mean no-pfs?');
  expect(code).toBe(1);
});
