import { readVpnFacts } from '../../../lib/operate/status/read-vpn';
import { aDirectSite, aManagedEnvironment, aSite, aVpnSite, TWO_INTERFACES } from '../../support/builders/sites';
import { Refusal } from '../../support/fake-aws/http-wire';
import { NOW, SECRET, World } from '../../support/fake-aws/operate-world';
import { filesOf, runStatus, statusRows } from '../../support/programs/operate-commands';

const MANAGED = aManagedEnvironment();
const BOTH = aDirectSite(TWO_INTERFACES, { vpn: aSite().vpn, alarms: { quietAfterHours: 24 } });

function deployed(site = BOTH, environment = MANAGED) {
  return { world: new World([site, environment]), folder: filesOf([site, environment]) };
}

type Change = (world: World) => void;
const tunnel2 =
  (change: object): Change =>
  (world) =>
    Object.assign(world.tunnel(2), change);
const negotiated =
  (change: object): Change =>
  (world) =>
    Object.assign(world.tunnel(2).negotiated, change);
const maintenance =
  (days: number): Change =>
  (world) => {
    world.tunnel(2).maintenance = {
      PendingMaintenance: 'available',
      MaintenanceAutoAppliedAfter: new Date(Date.parse('2026-11-22T02:00:00Z') + days * 86_400_000),
    };
  };
const stack =
  (status: string): Change =>
  (world) => {
    world.site().stackStatus = status;
  };
const vpnDown: Change = (world) => {
  for (const number of [1, 2] as const) world.tunnel(number).status = 'DOWN';
};
const interfaces =
  (change: object): Change =>
  (world) => {
    for (const name of ['primary', 'secondary']) Object.assign(world.interfaceOf(name), change);
  };
const all =
  (...changes: readonly Change[]): Change =>
  (world) => {
    for (const change of changes) change(world);
  };
const keys =
  (change: object): Change =>
  (world) =>
    Object.assign(world.site().vpn ?? {}, change);
const cell =
  (status: string | undefined): Change =>
  (world) => {
    world.site().cellStatus = status;
  };
/** The gate has said so this many days ago. */
const certificate =
  (days: number, ago: number): Change =>
  (world) => {
    world.site().certificate = { days, at: new Date(NOW.getTime() - ago * 86_400_000) };
  };
const lost: Change = (world) => {
  world.site().vpn = undefined;
};

describe('what gives a site its colour', () => {
  test.each<readonly [string, Change, string, number, RegExp]>([
    ['not-deployed', (world) => Object.assign(world.site(), { stackStatus: undefined }), 'red', 2, /npx cdk deploy/],
    ['stack-failed', stack('UPDATE_ROLLBACK_FAILED'), 'red', 2, /UPDATE_ROLLBACK_FAILED/],
    ['stack-failed', stack('ROLLBACK_COMPLETE'), 'red', 2, /SiteStack-auckland-heart is ROLLBACK_COMPLETE/],
    ['not-deployed', cell(undefined), 'red', 2, /npx cdk deploy --exclusively CellStack-auckland-heart/],
    ['stack-failed', cell('UPDATE_ROLLBACK_FAILED'), 'red', 2, /CellStack-auckland-heart is UPDATE_ROLLBACK_FAILED/],
    ['stack-rolled-back', cell('UPDATE_ROLLBACK_COMPLETE'), 'yellow', 1, /CellStack-auckland-heart is UPDATE_ROLL/],
    ['stack-changing', cell('UPDATE_IN_PROGRESS'), 'yellow', 1, /CellStack-auckland-heart is UPDATE_IN_PROGRESS/],
    ['certificate-expired', certificate(-1, 0.01), 'red', 2, /has expired/],
    // The load balancer has refused it since, so that the gate says nothing more of it.
    ['certificate-expired', certificate(3, 5), 'red', 2, /has expired/],
    ['certificate-expires', certificate(29, 0), 'yellow', 1, /expires in 29 days/],
    ['certificate-expires', certificate(30, 1), 'yellow', 1, /expires in 29 days/],
    ['certificate-expires', certificate(1, 0), 'yellow', 1, /expires in 1 day:/],
    ['certificate-expires', certificate(0, 0), 'yellow', 1, /expires in less than a day/],
    [
      'other-content',
      (world) => Object.assign(world.site(), { otherContent: [2, 0, 1] }),
      'yellow',
      1,
      /3 objects were refused in the last 24 hours: another one with the same SOP Instance UID/,
    ],
    [
      'other-content',
      (world) => Object.assign(world.site(), { otherContent: [1] }),
      'yellow',
      1,
      /1 object was refused/,
    ],
    [
      'alarm',
      (world) => world.site().alarms.set('heartlab-auckland-heart-cell-no-healthy-task', 'ALARM'),
      'yellow',
      1,
      /cell-no-healthy-task is on since/,
    ],
    ['stack-rolled-back', stack('UPDATE_ROLLBACK_COMPLETE'), 'yellow', 1, /was rolled back/],
    ['stack-changing', stack('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'), 'yellow', 1, /a change is in progress/],
    ['stack-unusual', stack('SOMETHING_NEW'), 'yellow', 1, /SOMETHING_NEW/],
    ['cut-off', all(vpnDown, interfaces({ bgp: 'down' })), 'red', 2, /cut off/],
    ['cut-off', all(lost, interfaces({ state: 'down' })), 'red', 2, /cut off/],
    ['weak-crypto', negotiated({ Phase1IntegrityAlgorithm: 'SHA1' }), 'red', 2, /phase 1 integrity SHA1/],
    ['weak-crypto', negotiated({ Phase2DHGroup: 5 }), 'red', 2, /phase 2 DH group 5 is/],
    ['weak-crypto', negotiated({ IkeVersion: 'ikev1' }), 'red', 2, /IKE version ikev1/],
    ['outside-policy', negotiated({ Phase2EncryptionAlgorithm: 'AES128' }), 'yellow', 1, /encryption AES128/],
    ['negotiated-not-known', negotiated({ Phase1EncryptionAlgorithm: 'ROT13' }), 'yellow', 1, /ROT13/],
    ['negotiated-not-known', negotiated({ IkeVersion: 'ikev3' }), 'yellow', 1, /ikev3/],
    [
      'provisioning',
      negotiated({ ProvisioningStatus: 'failed', ProvisioningStatusReason: 'no room' }),
      'yellow',
      1,
      /failed: no room/,
    ],
    [
      'tunnel-down',
      tunnel2({ status: 'DOWN', message: 'IPSEC IS DOWN' }),
      'yellow',
      1,
      /tunnel 2 .* is down since 2026-11-20 03:04 UTC: IPSEC/,
    ],
    ['no-routes', tunnel2({ acceptedRoutes: 0 }), 'yellow', 1, /advertises no route/],
    ['state-not-told', tunnel2({ status: undefined }), 'unknown', 2, /does not return its state/],
    ['vpn-missing', lost, 'yellow', 1, /no longer exists/],
    [
      'vpn-missing',
      (world) => Object.assign(world.site(), { outputs: { ...world.site().outputs, VpnConnectionId: undefined } }),
      'yellow',
      1,
      /the stack has none/,
    ],
    [
      'vpn-changing',
      (world) => Object.assign(world.site().vpn ?? {}, { state: 'modifying' }),
      'yellow',
      1,
      /is modifying/,
    ],
    ['keys-not-in-secrets-manager', keys({ keyStorage: 'Standard' }), 'yellow', 1, /not in Secrets Manager: .*keyGen/],
    [
      'keys-not-in-secrets-manager',
      keys({ keyStorage: 'Standard', keyArn: undefined }),
      'yellow',
      1,
      /anyone who may describe the connection can read them/,
    ],
    ['maintenance-soon', maintenance(13), 'yellow', 1, /after 2026-12-05 02:00 UTC/],
    ['maintenance-later', maintenance(15), 'green', 0, /pending maintenance/],
    [
      'interface-down',
      (world) => Object.assign(world.interfaceOf(), { bgp: 'down' }),
      'yellow',
      1,
      /primary .*: BGP is down/,
    ],
    [
      'interface-down',
      (world) => Object.assign(world.interfaceOf(), { state: 'deleting' }),
      'yellow',
      1,
      /is deleting/,
    ],
    ['interface-down', (world) => world.site().interfaces.clear(), 'yellow', 1, /no longer exists/],
    [
      'alarm',
      (world) => world.site().alarms.set('heartlab-auckland-heart-quiet', 'ALARM'),
      'yellow',
      1,
      /quiet is on since/,
    ],
    [
      'alarm',
      (world) => world.site().alarms.set('heartlab-auckland-heart-cut-off', 'INSUFFICIENT_DATA'),
      'yellow',
      1,
      /cut-off has no data/,
    ],
  ])('%s', async (id, change, colour, code, says) => {
    const { world, folder } = deployed();
    change(world);
    const found = await statusRows(world, folder);
    expect(found.rows[0]).toMatchObject({ colour });
    expect(found.code).toBe(code);
    const reasons = found.rows[0]?.reasons.filter((reason) => reason.id === id) ?? [];
    expect(reasons.map((reason) => reason.says).join()).toMatch(says);
    const { out } = await runStatus(world, folder);
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(says);
  });

  // Every run of a verb asserts that the key is in none of its lines; these are what it is made of.
  test('a key that EC2 shows is in no fact, nor in what is said when AWS denies the rest', async () => {
    const { world, folder } = deployed();
    keys({ keyStorage: 'Standard' })(world);
    world.trouble = ({ action }) => {
      if (/Get(Active|VpnTunnel)/.test(action)) throw new Refusal(403, 'UnauthorizedOperation');
    };
    const { region, account } = MANAGED;
    const outputs = new Map(Object.entries(world.site().outputs));
    const { vpn } = BOTH;
    if (vpn === undefined) throw new Error('the site has no VPN');
    const facts = await readVpnFacts(world.factory({ region, account }), vpn, outputs);
    expect(facts).toMatchObject({ state: 'available', keysInSecretsManager: false });
    expect(JSON.stringify(facts)).not.toContain(SECRET);
    const { rows } = await statusRows(world, folder);
    expect(rows[0]?.reasons.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['not-told', 'keys-not-in-secrets-manager']),
    );
  });

  test('with BGP, two tunnels that have learnt no route carry nothing', async () => {
    const { world, folder } = deployed(aSite());
    for (const number of [1, 2] as const) world.tunnel(number).acceptedRoutes = 0;
    expect((await statusRows(world, folder)).rows[0]?.reasons[0]?.id).toBe('cut-off');
  });

  test('a weak value that the site’s policy permits is only told', async () => {
    const { world, folder } = deployed(aVpnSite({ ipsec: 'eifu' }, { acknowledge: [] }));
    negotiated({ Phase1DHGroup: 2, Phase2DHGroup: 0 })(world);
    const { code, rows } = await statusRows(world, folder);
    expect(code).toBe(0);
    expect(rows[0]?.reasons).toEqual([
      { id: 'proposal-not-recorded', colour: 'green', says: expect.stringMatching(/phase 1 DH group 2 instead of 20/) },
      { id: 'weak-permitted', colour: 'green', says: expect.stringMatching(/phase 1 DH group 2 is/) },
    ]);
  });

  test('what AES-GCM protects itself is not judged, nor another spelling', async () => {
    const { world, folder } = deployed();
    negotiated({ Phase1EncryptionAlgorithm: 'AES_256_GCM_16', Phase2IntegrityAlgorithm: 'NONE', IkeVersion: 'IKEv2' })(
      world,
    );
    expect(await statusRows(world, folder)).toMatchObject({ code: 0, rows: [{ reasons: [] }] });
  });

  test.each([
    ['30 days are no reason', certificate(30, 0)],
    [
      'of a certificate that no gate has seen nothing is claimed',
      (world: World) => Object.assign(world.site(), { certificate: undefined }),
    ],
  ])('%s', async (_, change) => {
    const { world, folder } = deployed();
    change(world);
    expect(await statusRows(world, folder)).toMatchObject({ code: 0, rows: [{ colour: 'green', reasons: [] }] });
  });

  test('a cell that failed before its site’s stack was deployed has its way out all the same', async () => {
    const { world, folder } = deployed();
    Object.assign(world.site(), { stackStatus: undefined, cellStatus: 'ROLLBACK_COMPLETE', cellWasComplete: false });
    const { rows, code } = await statusRows(world, folder);
    expect(code).toBe(2);
    expect(rows[0]?.reasons.map(({ id }) => id).sort()).toEqual(['not-deployed', 'stack-failed']);
    expect(rows[0]?.cell?.wayOut?.steps.at(-1)?.commands).toEqual([
      'npx cdk deploy --exclusively --import-existing-resources CellStack-auckland-heart',
    ]);
    const { out } = await runStatus(world, folder);
    expect(out).toMatch(/recovery CellStack-auckland-heart: the first deploy failed/);
  });

  test('what CloudWatch does not tell of the gate is unknown, and the tunnels are shown', async () => {
    const { world, folder } = deployed();
    world.trouble = ({ action }) => {
      if (action === 'cloudwatch:GetMetricData') throw new Refusal(403, 'AccessDenied');
    };
    const { rows } = await statusRows(world, folder);
    expect(rows[0]).toMatchObject({ colour: 'unknown', certificateDays: null, otherContent: null });
    expect(rows[0]?.tunnels).toHaveLength(2);
  });

  test('no study in two weeks is told as none', async () => {
    const { world, folder } = deployed();
    world.site().lastStudy = undefined;
    expect((await runStatus(world, folder)).out).toMatch(/2 of 2 up {7}none/);
  });
});
