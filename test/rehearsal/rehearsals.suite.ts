import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { StepReport } from '../../lib/rehearsal/step';
import { hostNetwork, leftOf, Running, rehearse, withLab } from './support';

interface ReportedRehearsal {
  readonly prefix: string;
  readonly added: readonly string[];
  readonly steps: readonly StepReport[];
}

/** With BGP and mTLS; with static routes and Basic, every unencrypted DIMSE port, two PACS. */
const SITES = ['auckland-heart', 'dunedin-cardiac'] as const;

withLab('the rehearsal of two sites at once', () => {
  const told = new Map<string, ReportedRehearsal>();
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

withLab('a site that is valid and unusual', () => {
  const name = 'a-name-of-thirty-two-characters1';

  test('is rehearsed as any other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'heartlab-unusual-'));
    try {
      cpSync('examples/fleet', folder, { recursive: true });
      const site = {
        site: name,
        name: 'Unusual',
        environment: 'melbourne',
        contacts: { network: ['netops@unusual.example'] },
        network: {
          // Its own public address among them, single addresses, and one that is all there is: the PACS.
          hospitalCidrs: ['203.0.113.0/24', '10.30.0.5/32', '10.30.1.7/32', '10.40.0.0/13'],
          cloudCidr: '100.72.0.192/26',
        },
        vpn: {
          gateway: { publicIp: '203.0.113.250', device: 'strongswan' },
          routing: 'static',
          startup: 'add',
          ipsec: {
            phase1: {
              encryption: ['AES256'],
              integrity: ['SHA2-256'],
              dhGroups: [14],
              lifetimeSeconds: 901,
            },
            phase2: { encryption: ['AES128'], integrity: ['SHA1'], dhGroups: [5], lifetimeSeconds: 900 },
          },
        },
        dicom: {
          stow: { auth: 'basic' },
          dimse: { ports: [104, 11112, 2762], callingAeTitles: ['UNUSUAL_CT', 'UNUSUAL MR'] },
          deliverTo: [
            { aeTitle: 'ABCDEFGHIJKLMNOP', address: '10.30.0.5', port: 65534 },
            { aeTitle: 'OTHER', address: '10.30.0.5', port: 65534 },
          ],
        },
        acknowledge: [
          {
            rule: 'HeartLab-VPN3',
            reason: 'an invented device',
            approvedBy: 'security@heartlab.example',
            expires: '2099-01-01',
          },
        ],
      };
      writeFileSync(join(folder, `${site.site}.yaml`), stringify(site));
      const wanted = ['negotiated', 'STOW-RS', 'C-STORE', 'delivered', 'refused', 'neighbour', 'MTU', 'renewed'];
      const { code, out, err } = await rehearse(
        ...[site.site, '--sites', folder, '--json', ...wanted.flatMap((words) => ['--step', words])],
      ).ended;
      if (out === '')
        throw new Error(
          `${err.slice(-3000)}${(await new Running(['bin/heartlab.cjs', 'check', '--sites', folder]).ended).err}`,
        );
      const { prefix, steps }: ReportedRehearsal = JSON.parse(out);
      expect(steps.filter(({ result }) => result !== 'pass')).toEqual([]);
      expect(steps).toHaveLength(3 + wanted.length);
      expect([code, leftOf(prefix)]).toEqual([0, []]);
      const faults = await rehearse(
        site.site,
        '--sites',
        folder,
        '--fault',
        'unknown-peer',
        '--fault',
        'phase1-proposal',
      ).ended;
      expect(faults.out).toContain('3 passed, 0 failed, 0 skipped.');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
