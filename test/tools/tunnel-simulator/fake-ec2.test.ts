import { FakeEc2, type FakeEc2Observer, type FakeEc2Settings } from '../../../tools/tunnel-simulator/fake-ec2';
import { RealTunnel } from '../../../tools/tunnel-simulator/hospital';
import { SeededRandom } from '../../../tools/tunnel-simulator/random';
import { VirtualTime } from '../../../tools/tunnel-simulator/time';
import { desiredTunnel, FIRST, SECOND, VPN } from '../../support/builders/tunnel-plans';

/** Compares the simulator with AWS's documentation of VPN connections: a wrong simulator would not prove the planner. */

const observer: FakeEc2Observer = {
  gatewayModified: () => undefined,
  tunnelModified: () => undefined,
  tagged: () => undefined,
};

function fakeEc2(change: Partial<FakeEc2Settings> = {}, startup: 'start' | 'add' = 'start', startsAfter?: number) {
  const time = new VirtualTime(0);
  const tunnel = (insideCidr: string, outsideIpAddress: string) => ({
    insideCidr,
    outsideIpAddress,
    options: desiredTunnel(insideCidr, { StartupAction: startup }),
    up: true,
    device: { answersAfter: 30_000, accepts: () => true, startsAfter },
  });
  const setting: FakeEc2Settings = {
    vpnConnectionId: VPN,
    customerGatewayId: 'cgw-01',
    tunnels: [tunnel(FIRST, '203.0.113.20'), tunnel(SECOND, '203.0.113.30')],
    tags: {},
    changeDuration: [120_000, 120_000],
    telemetryLag: 60_000,
    staleness: 0,
    staleProbability: 0,
    showsOptionsEarly: true,
    ineffectiveChanges: 0,
    existsFrom: 0,
    ...change,
  };
  return { time, ec2: new FakeEc2(setting, time, new SeededRandom(1), () => undefined) };
}

const modification = {
  VpnConnectionId: VPN,
  VpnTunnelOutsideIpAddress: '203.0.113.20',
  TunnelOptions: { DPDTimeoutSeconds: 45 },
};
const statuses = (ec2: FakeEc2) =>
  Object.fromEntries(
    (ec2.describe()?.VgwTelemetry ?? []).map(({ OutsideIpAddress, Status }) => [OutsideIpAddress, Status]),
  );

test('a changed tunnel is down while the connection is modifying, and the other is not; with startup start it comes up again by itself', async () => {
  const { time, ec2 } = fakeEc2();
  ec2.modifyTunnel(modification, observer);
  expect(ec2.describe()?.State).toBe('modifying');
  expect(ec2.tunnels.map(({ up }) => up)).toEqual([false, true]);
  await time.run(120_000);
  expect(ec2.describe()?.State).toBe('available');
  expect(ec2.tunnels[0].up).toBe(false);
  await time.run(150_000);
  expect(ec2.tunnels[0].up).toBe(true);
});

test('only one change at a time: EC2 refuses another until the connection is available', () => {
  const { ec2 } = fakeEc2();
  ec2.modifyTunnel(modification, observer);
  expect(() => ec2.modifyTunnel({ ...modification, VpnTunnelOutsideIpAddress: '203.0.113.30' }, observer)).toThrow(
    /modifying/,
  );
  expect(() => ec2.modifyGateway('cgw-02', observer)).toThrow(/modifying/);
});

test('with startup add, only the hospital starts a tunnel', async () => {
  const { time, ec2 } = fakeEc2({}, 'add');
  ec2.modifyTunnel(modification, observer);
  await time.run(86_400_000);
  expect(ec2.tunnels[0].up).toBe(false);
  const { time: later, ec2: withStart } = fakeEc2({}, 'add', 600_000);
  withStart.modifyTunnel(modification, observer);
  await later.run(720_000);
  expect(withStart.tunnels[0].up).toBe(true);
});

test('the telemetry is delayed', async () => {
  const { time, ec2 } = fakeEc2();
  time.at(1_000, () => ec2.modifyTunnel(modification, observer));
  await time.run(30_000);
  time.at(30_000, () => undefined);
  await time.run(30_000);
  expect(ec2.tunnels[0].up).toBe(false);
  expect(statuses(ec2)).toMatchObject({ '203.0.113.20': 'UP' });
  time.at(62_000, () => undefined);
  await time.run(62_000);
  expect(statuses(ec2)).toMatchObject({ '203.0.113.20': 'DOWN', '203.0.113.30': 'UP' });
});

test('a new key keeps the tunnel down until the hospital has entered it', async () => {
  const { time, ec2 } = fakeEc2();
  ec2.modifyTunnel({ ...modification, preSharedKey: 'x' }, observer);
  await time.run(86_400_000);
  expect(ec2.tunnels[0].up).toBe(false);
});

test('another customer gateway takes both tunnels down until the hospital moves to it', async () => {
  const { time, ec2 } = fakeEc2({ hospitalMovesAt: 3_600_000 });
  ec2.modifyGateway('cgw-02', observer);
  expect(ec2.tunnels.map(({ up }) => up)).toEqual([false, false]);
  await time.run(3_599_000);
  expect(ec2.describe()?.CustomerGatewayId).toBe('cgw-02');
  expect(ec2.tunnels.map(({ up }) => up)).toEqual([false, false]);
  await time.run(3_700_000);
  expect(ec2.tunnels.map(({ up }) => up)).toEqual([true, true]);
});

test('skipping the replacement keeps the tunnel up', () => {
  const { ec2 } = fakeEc2();
  ec2.modifyTunnel(
    { ...modification, SkipTunnelReplacement: true, TunnelOptions: { EnableTunnelLifecycleControl: false } },
    observer,
  );
  expect(ec2.tunnels[0].up).toBe(true);
});

test('a response may be stale', async () => {
  const { time, ec2 } = fakeEc2({ staleness: 20_000, staleProbability: 1 });
  time.at(5_000, () => ec2.tag({ a: 'b' }, observer));
  await time.run(5_000);
  const counts = Array.from({ length: 50 }, () => (ec2.describe()?.Tags ?? []).length);
  expect(counts).toContain(0);
});

test('an unknown tunnel is refused', () => {
  const { ec2 } = fakeEc2();
  expect(() => ec2.modifyTunnel({ ...modification, VpnTunnelOutsideIpAddress: '192.0.2.1' }, observer)).toThrow(
    /no such tunnel/,
  );
});

test('a device that does not support the options stays down until they are changed back', async () => {
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
  tunnel.setInitialState(true, 0);
  tunnel.options = { ...old, DPDTimeoutSeconds: 45 };
  tunnel.refresh('change');
  await time.run(60_000);
  expect(tunnel.up).toBe(false);
  tunnel.options = old;
  tunnel.refresh('change');
  await time.run(60_000);
  expect(tunnel.up).toBe(true);
});
