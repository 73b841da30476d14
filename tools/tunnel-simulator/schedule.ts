import { type IpsecPolicy, NAMED_POLICIES, PERMITTED_POLICY } from '../../lib/config/proposals';
import {
  baselineTunnel,
  type DesiredTunnel,
  type TunnelLogs,
  type VpnTunnelsProperties,
} from '../../lib/config/tunnels';
import type { FakeEc2Settings } from './fake-ec2';
import { haveSameOptions } from './oracle';
import { SeededRandom } from './random';

/** A permanent fault of a schedule, which then need not converge. */
export type PermanentFault =
  | 'denied'
  | 'throttled permanently'
  | 'deleted'
  | 'a tunnel never comes up again'
  | 'a tunnel stays down';

/** One schedule: a connection, a hospital, the deploys, and all faults. */
export interface SimulatedSchedule {
  readonly seed: number;
  readonly ec2: FakeEc2Settings;
  readonly before: VpnTunnelsProperties;
  readonly after: VpnTunnelsProperties;
  /** The properties of a second deploy. */
  readonly second: VpnTunnelsProperties;
  readonly type: 'Create' | 'Update';
  /** A second event at a moment during the deploy: the same event again, a second deploy, or a rollback during polling. */
  readonly secondEvent?: {
    readonly what: 'same event twice' | 'second deploy' | 'rollback in the middle';
    readonly at: number;
  };
  readonly flaps: readonly { readonly tunnel: 0 | 1; readonly at: number; readonly duration: number }[];
  /** How often a call is throttled, fails with a server error, or is executed without an answer. */
  readonly throttled: number;
  readonly serverError: number;
  readonly lostResponse: number;
  readonly slow: number;
  /** The calls of the whole schedule at which the Lambda crashes: before or after the call. */
  readonly crashes: readonly { readonly call: number; readonly after: boolean; readonly fatal: boolean }[];
  readonly pollInterval: number;
  readonly permanentFault?: PermanentFault;
}

export const SCHEDULE_START = Date.UTC(2026, 10, 22, 1, 0, 0);
const MINUTE = 60_000;

const LOGS: TunnelLogs = {
  tunnelLogGroupArn: 'arn:aws:logs:ap-southeast-2:111122223333:log-group:/aws/vendedlogs/vpn',
  bgpLogGroupArn: 'arn:aws:logs:ap-southeast-2:111122223333:log-group:/aws/vendedlogs/bgp',
};

const values = <T>(items: readonly T[]): { Value: T }[] => items.map((Value) => ({ Value }));

function options(insideCidr: string, policy: IpsecPolicy, random: SeededRandom): Omit<DesiredTunnel, 'KeyGeneration'> {
  return {
    ...baselineTunnel(insideCidr, LOGS),
    Phase1EncryptionAlgorithms: values(policy.phase1.encryption),
    Phase1IntegrityAlgorithms: values(policy.phase1.integrity),
    Phase1DHGroupNumbers: values(policy.phase1.dhGroups),
    Phase1LifetimeSeconds: policy.phase1.lifetimeSeconds,
    Phase2EncryptionAlgorithms: values(policy.phase2.encryption),
    Phase2IntegrityAlgorithms: values(policy.phase2.integrity),
    Phase2DHGroupNumbers: values(policy.phase2.dhGroups),
    Phase2LifetimeSeconds: policy.phase2.lifetimeSeconds,
    DPDTimeoutSeconds: random.pick([30, 30, 45]),
    StartupAction: random.pick(['start', 'start', 'add']),
    EnableTunnelLifecycleControl: random.is(0.9),
  };
}

const CIDRS = ['169.254.100.0/30', '169.254.100.4/30'] as const;

function properties(random: SeededRandom, from?: VpnTunnelsProperties): VpnTunnelsProperties {
  const policy = random.pick([PERMITTED_POLICY, NAMED_POLICIES.strong, NAMED_POLICIES.nzism]);
  const generations = from?.Tunnels.map(({ KeyGeneration }) => KeyGeneration) ?? [
    random.whole(1, 3),
    random.whole(1, 3),
  ];
  const grows = from === undefined || random.is(0.6) ? 'neither' : random.pick(['first', 'second', 'second', 'both']);
  const first = options(CIDRS[0], policy, random);
  const second = options(CIDRS[1], policy, random);
  return {
    VpnConnectionId: 'vpn-0a1b2c3d4e5f60718',
    CustomerGatewayId:
      from === undefined ? 'cgw-00000000000000001' : random.is(0.2) ? 'cgw-00000000000000002' : from.CustomerGatewayId,
    AcceptOutage: random.is(0.06),
    Tunnels: [
      {
        ...(from !== undefined && random.is(0.25) ? from.Tunnels[0] : first),
        KeyGeneration: (generations[0] ?? 1) + (grows === 'first' || grows === 'both' ? 1 : 0),
      },
      {
        ...(from !== undefined && random.is(0.35) ? from.Tunnels[1] : second),
        KeyGeneration: (generations[1] ?? 1) + (grows === 'second' || grows === 'both' ? 1 : 0),
      },
    ],
  };
}

/** The schedule of a seed. */
export function scheduleOf(seed: number): SimulatedSchedule {
  const random = new SeededRandom(seed);
  const before = properties(random);
  const after = properties(random, before);
  const type = random.is(0.12) ? 'Create' : 'Update';
  const permanentFault = random.is(0.1)
    ? random.pick([
        'denied',
        'throttled permanently',
        'deleted',
        'a tunnel never comes up again',
        'a tunnel stays down',
      ] as const)
    : undefined;
  const state = random.pick([
    'both up',
    'both up',
    'both up',
    'both up',
    'one down',
    'other down',
    'both down',
  ] as const);
  const secondEventKind = random.is(0.35)
    ? random.pick(['same event twice', 'second deploy', 'rollback in the middle'] as const)
    : undefined;
  // The same event twice, stale responses and quick changes are the hardest test of claims.
  const isRace = secondEventKind === 'same event twice' && random.is(0.5);
  // If the device did not support the second deploy either, there would be no state to roll back to.
  const incapable = secondEventKind !== 'second deploy' && random.is(0.05) ? random.whole(0, 1) : undefined;
  const moves = after.CustomerGatewayId !== before.CustomerGatewayId;
  const moment = SCHEDULE_START + random.whole(1, 25 * 60) * 1000;
  const device = (i: 0 | 1): FakeEc2Settings['tunnels'][0]['device'] => {
    const never = permanentFault === 'a tunnel never comes up again' && i === random.whole(0, 1);
    return {
      answersAfter: random.whole(5, 300) * 1000,
      startsAfter: never ? undefined : random.whole(10, 400) * 1000,
      entersKeyAfter: random.is(0.5) ? random.whole(5, 120) * MINUTE : undefined,
      // This device does not support the new options, but supports the old ones.
      accepts: (newOptions) => i !== incapable || haveSameOptions(newOptions, before.Tunnels[i]),
    };
  };
  const down = { 'both up': [], 'one down': [0], 'other down': [1], 'both down': [0, 1] }[state];
  const permanentlyDown = permanentFault === 'a tunnel stays down' ? random.whole(0, 1) : undefined;
  const isUp = (i: number): boolean => !down.some((one) => one === i) && permanentlyDown !== i;
  const flaps: { tunnel: 0 | 1; at: number; duration: number }[] = [];
  for (const i of [0, 1] as const) {
    // A tunnel that is down at the start comes up within the first 20 minutes, in half of the schedules.
    if (!isUp(i) && permanentlyDown !== i && random.is(0.5))
      flaps.push({ tunnel: i, at: SCHEDULE_START, duration: random.whole(1, 20 * 60) * 1000 });
    else if (isUp(i) && random.is(0.3)) {
      for (let n = random.whole(1, 3); n > 0; n -= 1) {
        flaps.push({
          tunnel: i,
          at: SCHEDULE_START + random.whole(0, 50 * 60) * 1000,
          duration: random.whole(5, 150) * 1000,
        });
      }
    }
  }
  const staysDown = (i: 0 | 1): boolean =>
    !isUp(i) && flaps.every(({ tunnel: which, at }) => which !== i || at !== SCHEDULE_START);
  const tunnel = (i: 0 | 1): FakeEc2Settings['tunnels'][0] => ({
    insideCidr: CIDRS[i],
    outsideIpAddress: i === 0 ? '52.0.2.10' : '13.0.2.20',
    options: before.Tunnels[i],
    up: isUp(i),
    device: device(i),
  });
  const isFaulty = random.is(0.6);
  const ec2: FakeEc2Settings = {
    vpnConnectionId: before.VpnConnectionId,
    customerGatewayId: before.CustomerGatewayId,
    tunnels: [tunnel(0), tunnel(1)],
    tags:
      type === 'Create' || random.is(0.1)
        ? { 'heartlab:site': 'auckland-heart' }
        : {
            'heartlab:site': 'auckland-heart',
            ...Object.fromEntries(
              before.Tunnels.map((one) => [`heartlab:vpn-key/${one.TunnelInsideCidr}`, String(one.KeyGeneration)]),
            ),
          },
    changeDuration: isRace
      ? [8_000, 20_000]
      : random.pick<readonly [number, number]>([
          [90_000, 300_000],
          [60_000, 120_000],
          [240_000, 420_000],
          [20_000, 60_000],
          [8_000, 25_000],
        ]),
    telemetryLag: random.whole(0, 170) * 1000,
    staleness: isRace ? 28_000 : random.pick([0, 5_000, 20_000, 28_000]),
    staleProbability: isRace ? 0.9 : random.next() * 0.9,
    showsOptionsEarly: random.is(0.5),
    ineffectiveChanges: random.is(0.05) ? 1 : 0,
    existsFrom: type === 'Create' && random.is(0.3) ? SCHEDULE_START + random.whole(1, 90) * 1000 : SCHEDULE_START,
    // The hospital moves independently: no tunnel is up until both sides use the same gateway.
    hospitalMovesAt: moves && random.is(0.8) ? SCHEDULE_START + random.whole(0, 40 * 60) * 1000 : undefined,
  };
  const crashes = isFaulty ? Array.from({ length: random.whole(0, 3) }, () => random.whole(1, 60)) : [];
  return {
    seed,
    ec2,
    before,
    after,
    second: random.is(0.5) ? before : properties(random, after),
    type,
    secondEvent:
      secondEventKind === undefined || (type === 'Create' && secondEventKind !== 'same event twice')
        ? undefined
        : {
            what: secondEventKind,
            at:
              secondEventKind === 'same event twice'
                ? SCHEDULE_START + random.whole(0, random.is(0.5) ? 2_000 : 30_000)
                : moment,
          },
    flaps,
    throttled: isFaulty ? random.next() * 0.2 : 0,
    serverError: isFaulty ? random.next() * 0.05 : 0,
    lostResponse: isFaulty ? random.next() * 0.08 : 0,
    slow: isFaulty ? random.next() * 0.1 : 0,
    crashes: crashes.map((call) => ({ call, after: random.is(0.5), fatal: random.is(0.3) })),
    pollInterval: random.pick([30_000, 60_000]),
    permanentFault: permanentFault ?? (staysDown(0) !== staysDown(1) ? 'a tunnel stays down' : undefined),
  };
}
