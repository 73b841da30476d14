import { FakeEc2, type FakeEc2Observer, type FakeEc2Setting } from '../../../tools/tunnel-simulator/fake-ec2';
import { RealTunnel } from '../../../tools/tunnel-simulator/hospital';
import { SeededRandom } from '../../../tools/tunnel-simulator/random';
import { VirtualTime } from '../../../tools/tunnel-simulator/time';
import { desiredTunnel, FIRST, SECOND, VPN } from '../../support/builders/tunnel-plans';

/** The simulator against what AWS documents of its VPN connections: an untrue simulator would prove an untrue planner. */

const nobody: FakeEc2Observer = {
  gatewayTaken: () => undefined,
  tunnelTaken: () => undefined,
  tagged: () => undefined,
};

function world(change: Partial<FakeEc2Setting> = {}, startup: 'start' | 'add' = 'start', startsAfter?: number) {
  const time = new VirtualTime(0);
  const tunnel = (insideCidr: string, outsideIpAddress: string) => ({
    insideCidr,
    outsideIpAddress,
    options: desiredTunnel(insideCidr, { StartupAction: startup }),
    up: true,
    habits: { answersAfter: 30_000, accepts: () => true, ...(startsAfter === undefined ? {} : { startsAfter }) },
  });
  const setting: FakeEc2Setting = {
    vpnConnectionId: VPN,
    customerGatewayId: 'cgw-01',
    tunnels: [tunnel(FIRST, '203.0.113.20'), tunnel(SECOND, '203.0.113.30')],
    tags: {},
    changeTakes: [120_000, 120_000],
    lag: 60_000,
    stale: 0,
    staleOften: 0,
    showsEarly: true,
    fizzle: 0,
    foundFrom: 0,
    ...change,
  };
  return { time, world: new FakeEc2(setting, time, new SeededRandom(1), () => undefined) };
}

const modification = {
  VpnConnectionId: VPN,
  VpnTunnelOutsideIpAddress: '203.0.113.20',
  TunnelOptions: { DPDTimeoutSeconds: 45 },
};
const statuses = (one: FakeEc2) =>
  Object.fromEntries(
    (one.describe()?.VgwTelemetry ?? []).map(({ OutsideIpAddress, Status }) => [OutsideIpAddress, Status]),
  );

test('a changed tunnel is down while the connection is modifying, the other is not; it comes back by itself with startup start', async () => {
  const { time, world: one } = world();
  one.modifyTunnel(modification, nobody);
  expect(one.describe()?.State).toBe('modifying');
  expect(one.tunnels.map(({ up }) => up)).toEqual([false, true]);
  await time.run(120_000);
  expect(one.describe()?.State).toBe('available');
  expect(one.tunnels[0].up).toBe(false);
  await time.run(150_000);
  expect(one.tunnels[0].up).toBe(true);
});

test('only one change at a time: EC2 refuses another until the connection is available', () => {
  const { world: one } = world();
  one.modifyTunnel(modification, nobody);
  expect(() => one.modifyTunnel({ ...modification, VpnTunnelOutsideIpAddress: '203.0.113.30' }, nobody)).toThrow(
    /modifying/,
  );
  expect(() => one.modifyGateway('cgw-02', nobody)).toThrow(/modifying/);
});

test('with startup add, only the hospital brings a tunnel back', async () => {
  const { time, world: never } = world({}, 'add');
  never.modifyTunnel(modification, nobody);
  await time.run(86_400_000);
  expect(never.tunnels[0].up).toBe(false);
  const { time: later, world: does } = world({}, 'add', 600_000);
  does.modifyTunnel(modification, nobody);
  await later.run(720_000);
  expect(does.tunnels[0].up).toBe(true);
});

test('the telemetry follows late', async () => {
  const { time, world: one } = world();
  time.at(1_000, () => one.modifyTunnel(modification, nobody));
  await time.run(30_000);
  time.at(30_000, () => undefined);
  await time.run(30_000);
  expect(one.tunnels[0].up).toBe(false);
  expect(statuses(one)).toMatchObject({ '203.0.113.20': 'UP' });
  time.at(62_000, () => undefined);
  await time.run(62_000);
  expect(statuses(one)).toMatchObject({ '203.0.113.20': 'DOWN', '203.0.113.30': 'UP' });
});

test('a new key keeps the tunnel down until the hospital has entered it', async () => {
  const { time, world: one } = world();
  one.modifyTunnel({ ...modification, preSharedKey: 'x' }, nobody);
  await time.run(86_400_000);
  expect(one.tunnels[0].up).toBe(false);
});

test('another customer gateway takes both down, until the hospital is there', async () => {
  const { time, world: one } = world({ hospitalFollows: 3_600_000 });
  one.modifyGateway('cgw-02', nobody);
  expect(one.tunnels.map(({ up }) => up)).toEqual([false, false]);
  await time.run(3_599_000);
  expect(one.describe()?.CustomerGatewayId).toBe('cgw-02');
  expect(one.tunnels.map(({ up }) => up)).toEqual([false, false]);
  await time.run(3_700_000);
  expect(one.tunnels.map(({ up }) => up)).toEqual([true, true]);
});

test('skipping the replacement keeps the tunnel up', () => {
  const { world: one } = world();
  one.modifyTunnel(
    { ...modification, SkipTunnelReplacement: true, TunnelOptions: { EnableTunnelLifecycleControl: false } },
    nobody,
  );
  expect(one.tunnels[0].up).toBe(true);
});

test('an answer may be old', async () => {
  const { time, world: one } = world({ stale: 20_000, staleOften: 1 });
  time.at(5_000, () => one.tag({ a: 'b' }, nobody));
  await time.run(5_000);
  const seen = Array.from({ length: 50 }, () => (one.describe()?.Tags ?? []).length);
  expect(seen).toContain(0);
});

test('a tunnel that nobody has is refused', () => {
  const { world: one } = world();
  expect(() => one.modifyTunnel({ ...modification, VpnTunnelOutsideIpAddress: '192.0.2.1' }, nobody)).toThrow(
    /no such tunnel/,
  );
});

test('a device that can not do with the options stays down until they are changed back', async () => {
  const time = new VirtualTime(0);
  const old = desiredTunnel(FIRST);
  const tunnel = new RealTunnel(
    FIRST,
    '203.0.113.20',
    old,
    { answersAfter: 1_000, accepts: ({ DPDTimeoutSeconds }) => DPDTimeoutSeconds === 30 },
    time,
    () => undefined,
  );
  tunnel.begin(true, 0);
  tunnel.options = { ...old, DPDTimeoutSeconds: 45 };
  tunnel.refresh('change');
  await time.run(60_000);
  expect(tunnel.up).toBe(false);
  tunnel.options = old;
  tunnel.refresh('change');
  await time.run(60_000);
  expect(tunnel.up).toBe(true);
});
