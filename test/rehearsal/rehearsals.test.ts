import type { StepReport } from '../../lib/rehearsal/step';
import { hostNetwork, leftOf, rehearse, withLab } from './support';

interface Told {
  readonly prefix: string;
  readonly added: readonly string[];
  readonly steps: readonly StepReport[];
}

/** With BGP and mTLS; with static routes and Basic, every unencrypted DIMSE port, two PACS. */
const SITES = ['auckland-heart', 'dunedin-cardiac'] as const;

withLab('the rehearsal of two sites at once', () => {
  jest.setTimeout(420_000);
  const told = new Map<string, Told>();
  let before: readonly string[] = [];

  beforeAll(async () => {
    before = hostNetwork();
    const all = await Promise.all(SITES.map(async (site) => [site, await rehearse(site, '--json').ended] as const));
    for (const [site, { code, out, err }] of all) {
      if (code !== 0) throw new Error(`${site}: ${err.slice(-2000)} ${out.slice(-4000)}`);
      told.set(site, JSON.parse(out));
    }
  });

  test.each(SITES)('%s: every step passes', (site) => {
    const steps = told.get(site)?.steps ?? [];
    expect(steps.length).toBeGreaterThan(14);
    expect(steps.filter(({ result }) => result !== 'pass')).toEqual([]);
  });

  test.each(SITES)('%s: what it adds is told, and nothing is left of it', (site) => {
    const { prefix, added } = told.get(site) ?? { prefix: '-', added: [] };
    expect(added.length).toBeGreaterThan(5);
    expect(leftOf(prefix)).toEqual([]);
  });

  test("this machine's own network is as it was", () => {
    expect(hostNetwork()).toEqual(before);
  });
});
