import { aDirectSite, aManagedEnvironment, anEnvironment, aSite, TWO_INTERFACES } from '../support/builders/sites';
import { SINCE, World } from '../support/fake-aws/operate-world';
import { filesOf, runStatus, statusRows } from '../support/programs/operate-commands';

const MANAGED = aManagedEnvironment();
const BOTH = aDirectSite(TWO_INTERFACES, { vpn: aSite().vpn, alarms: { quietAfterHours: 24 } });

function deployed(site = BOTH, environment = MANAGED) {
  return { world: new World([site, environment]), folder: filesOf([site, environment]) };
}

describe('a site that is well', () => {
  test('is green, and says all that is known of it', async () => {
    const { world, folder } = deployed();
    const { code, rows } = await statusRows(world, folder);
    expect(code).toBe(0);
    const negotiated = { encryption: 'AES256-GCM-16', integrity: 'SHA2-512', dhGroup: 20 };
    const tunnel = (number: 1 | 2) => ({
      number,
      insideCidr: BOTH.vpn?.tunnels[number - 1]?.insideCidr,
      outsideAddress: world.tunnel(number).outsideAddress,
      state: 'UP',
      since: SINCE.toISOString().replace('.000', ''),
      acceptedRoutes: 1,
      message: null,
      negotiated: { ikeVersion: 'ikev2', phase1: negotiated, phase2: negotiated, provisioning: 'available' },
      maintenance: { pending: false, autoAppliedAfter: null, lastApplied: null },
    });
    const bgp = [{ family: 'ipv4', state: 'available', status: 'up' }];
    expect(rows).toEqual([
      {
        site: 'auckland-heart',
        name: 'Auckland Heart Clinic',
        environment: 'sydney',
        colour: 'green',
        reasons: [],
        stack: 'CREATE_COMPLETE',
        wayOut: null,
        cell: { name: 'CellStack-auckland-heart', status: 'CREATE_COMPLETE', wayOut: null },
        tunnels: [tunnel(1), tunnel(2)],
        virtualInterfaces: ['primary', 'secondary'].map((name) => ({
          ...{ name, id: world.interfaceOf(name).id, state: 'available', bgp },
        })),
        studiesCounted: true,
        lastStudy: '2026-11-22T01:55:00Z',
        certificateDays: 199,
        otherContent: 0,
        alarms: [],
      },
    ]);
  });

  test('is one line, and its tunnels too where it is named', async () => {
    const { world, folder } = deployed();
    const all = await runStatus(world, folder);
    expect(all.out.split('\n')).toEqual([
      'SITE            ENVIRONMENT  STATE  TUNNELS  DIRECT CONNECT  LAST STUDY  ALARMS',
      'auckland-heart  sydney       GREEN  up up    2 of 2 up       5 min ago   -',
      '1 site: 1 green.',
    ]);
    const named = await runStatus(world, folder, { names: ['auckland-heart'] });
    expect(named.out).toMatch(/^ {4}tunnel 1 198.51.100.\d+ UP since 2026-11-20 03:04 UTC, 1 route accepted, ikev2,/m);
    expect(named.out).toMatch(/virtual interface primary dxvif-\d+ available, BGP ipv4 up/);
    expect(named.out).toMatch(
      /^ {4}cell CellStack-auckland-heart CREATE_COMPLETE, client certificate expires in 199 days$/m,
    );
    for (const line of named.out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  test('with Basic no certificate is asked for, and none is shown', async () => {
    const { world, folder } = deployed(aSite({ dicom: { stow: { auth: 'basic' } } }));
    const { code, rows } = await statusRows(world, folder);
    expect(code).toBe(0);
    expect(rows[0]).toMatchObject({ certificateDays: null, otherContent: 0, lastStudy: '2026-11-22T01:55:00Z' });
    expect((await runStatus(world, folder, { names: ['auckland-heart'] })).out).not.toMatch(/certificate/);
  });

  test('where the ingest is another’s, no study is asked for', async () => {
    const { world, folder } = deployed(aSite(), anEnvironment());
    const { code, rows } = await statusRows(world, folder);
    expect(code).toBe(0);
    expect(rows[0]).toMatchObject({ studiesCounted: false, lastStudy: null, cell: null, certificateDays: null });
    expect(world.calls.map(({ action }) => action)).not.toContain('cloudwatch:GetMetricData');
  });
});
