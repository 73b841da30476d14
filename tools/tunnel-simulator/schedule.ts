import { type IpsecPolicy, NAMED_POLICIES, PERMITTED_POLICY } from '../../lib/config/proposals';
import {
  baselineTunnel,
  type DesiredTunnel,
  type TunnelLogs,
  type VpnTunnelsProperties,
} from '../../lib/config/tunnels';
import type { FakeEc2Setting } from './fake-ec2';
import { sameOptions } from './oracle';
import { SeededRandom } from './random';

/** A permanent fault of a schedule, which then need not converge. */
export type PermanentFault =
  | 'denied'
  | 'throttled for ever'
  | 'deleted'
  | 'a tunnel never comes back'
  | 'a tunnel is down for good';

/** One schedule: a connection, a hospital, the deploys, and all faults. */
export interface SimulatedSchedule {
  readonly seed: number;
  readonly world: FakeEc2Setting;
  readonly before: VpnTunnelsProperties;
  readonly after: VpnTunnelsProperties;
  /** The properties of a second deploy. */
  readonly second: VpnTunnelsProperties;
  readonly type: 'Create' | 'Update';
  /** A second event at a moment during the deploy: the same event again, a second deploy, or a rollback during polling. */
  readonly beside?: {
    readonly what: 'same event twice' | 'second deploy' | 'rollback in the middle';
    readonly at: number;
  };
  readonly flaps: readonly { readonly tunnel: 0 | 1; readonly at: number; readonly duration: number }[];
  /** How often a call is throttled, fails with a server error, or is executed without an answer. */
  readonly throttled: number;
  readonly serverError: number;
  readonly lostAnswer: number;
  readonly slow: number;
  /** The calls of the whole schedule at which the Lambda dies: before or after the call. */
  readonly deaths: readonly { readonly call: number; readonly after: boolean; readonly fatal: boolean }[];
  readonly pollEvery: number;
  readonly permanent?: PermanentFault;
}

export const SCHEDULE_START = Date.UTC(2026, 10, 22, 1, 0, 0);
const MINUTE = 60_000;

const LOGS: TunnelLogs = {
  tunnelLogGroupArn: 'arn:aws:logs:ap-southeast-2:111122223333:log-group:/aws/vendedlogs/vpn',
  bgpLogGroupArn: 'arn:aws:logs:ap-southeast-2:111122223333:log-group:/aws/vendedlogs/bgp',
};

const values = <T>(items: readonly T[]): { Value: T }[] => items.map((Value) => ({ Value }));

function options(insideCidr: string, policy: IpsecPolicy, chance: SeededRandom): Omit<DesiredTunnel, 'KeyGeneration'> {
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
    DPDTimeoutSeconds: chance.pick([30, 30, 45]),
    StartupAction: chance.pick(['start', 'start', 'add']),
    EnableTunnelLifecycleControl: chance.is(0.9),
  };
}

const CIDRS = ['169.254.100.0/30', '169.254.100.4/30'] as const;

function properties(chance: SeededRandom, from?: VpnTunnelsProperties): VpnTunnelsProperties {
  const policy = chance.pick([PERMITTED_POLICY, NAMED_POLICIES.strong, NAMED_POLICIES.nzism]);
  const generations = from?.Tunnels.map(({ KeyGeneration }) => KeyGeneration) ?? [
    chance.whole(1, 3),
    chance.whole(1, 3),
  ];
  const grows = from === undefined || chance.is(0.6) ? 'neither' : chance.pick(['first', 'second', 'second', 'both']);
  const [a, b] = [options(CIDRS[0], policy, chance), options(CIDRS[1], policy, chance)];
  const kept = (i: 0 | 1): boolean => from !== undefined && chance.is(i === 0 ? 0.25 : 0.35);
  return {
    VpnConnectionId: 'vpn-0a1b2c3d4e5f60718',
    CustomerGatewayId:
      from === undefined ? 'cgw-00000000000000001' : chance.is(0.2) ? 'cgw-00000000000000002' : from.CustomerGatewayId,
    AcceptOutage: chance.is(0.06),
    Tunnels: [
      {
        ...(kept(0) && from !== undefined ? from.Tunnels[0] : a),
        KeyGeneration: (generations[0] ?? 1) + (grows === 'first' || grows === 'both' ? 1 : 0),
      },
      {
        ...(kept(1) && from !== undefined ? from.Tunnels[1] : b),
        KeyGeneration: (generations[1] ?? 1) + (grows === 'second' || grows === 'both' ? 1 : 0),
      },
    ],
  };
}

/** The schedule of a seed. */
export function scheduleOf(seed: number): SimulatedSchedule {
  const chance = new SeededRandom(seed);
  const before = properties(chance);
  const after = properties(chance, before);
  const type = chance.is(0.12) ? 'Create' : 'Update';
  const permanent = chance.is(0.1)
    ? chance.pick([
        'denied',
        'throttled for ever',
        'deleted',
        'a tunnel never comes back',
        'a tunnel is down for good',
      ] as const)
    : undefined;
  const state = chance.pick([
    'both up',
    'both up',
    'both up',
    'both up',
    'one down',
    'other down',
    'both down',
  ] as const);
  const beside = chance.is(0.35)
    ? chance.pick(['same event twice', 'second deploy', 'rollback in the middle'] as const)
    : undefined;
  // The same event twice, stale answers and quick changes are the hardest test of which run may act.
  const race = beside === 'same event twice' && chance.is(0.5);
  // If the device did not support the second deploy either, there would be no state to roll back to.
  const incapable = beside !== 'second deploy' && chance.is(0.05) ? chance.whole(0, 1) : undefined;
  const moves = after.CustomerGatewayId !== before.CustomerGatewayId;
  const moment = SCHEDULE_START + chance.whole(1, 25 * 60) * 1000;
  const habits = (i: 0 | 1): FakeEc2Setting['tunnels'][0]['habits'] => {
    const never = permanent === 'a tunnel never comes back' && i === chance.whole(0, 1);
    return {
      answersAfter: chance.whole(5, 300) * 1000,
      ...(never ? {} : { startsAfter: chance.whole(10, 400) * 1000 }),
      ...(chance.is(0.5) ? { entersKeyAfter: chance.whole(5, 120) * MINUTE } : {}),
      // This device does not support the new options, but supports the old ones.
      accepts: (given) => i !== incapable || sameOptions(given, before.Tunnels[i]),
    };
  };
  const down = { 'both up': [], 'one down': [0], 'other down': [1], 'both down': [0, 1] }[state];
  const downForGood = permanent === 'a tunnel is down for good' ? chance.whole(0, 1) : undefined;
  const isUp = (i: number): boolean => !down.some((one) => one === i) && downForGood !== i;
  const flaps: { tunnel: 0 | 1; at: number; duration: number }[] = [];
  for (const i of [0, 1] as const) {
    // A tunnel that is down at the start comes up within the first 20 minutes, in half of the schedules.
    if (!isUp(i) && downForGood !== i && chance.is(0.5))
      flaps.push({ tunnel: i, at: SCHEDULE_START, duration: chance.whole(1, 20 * 60) * 1000 });
    else if (isUp(i) && chance.is(0.3)) {
      for (let n = chance.whole(1, 3); n > 0; n -= 1) {
        flaps.push({
          tunnel: i,
          at: SCHEDULE_START + chance.whole(0, 50 * 60) * 1000,
          duration: chance.whole(5, 150) * 1000,
        });
      }
    }
  }
  const staysDown = (i: 0 | 1): boolean =>
    !isUp(i) && flaps.every(({ tunnel: which, at }) => which !== i || at !== SCHEDULE_START);
  const stays = staysDown(0) !== staysDown(1) && downForGood === undefined;
  const tunnel = (i: 0 | 1): FakeEc2Setting['tunnels'][0] => ({
    insideCidr: CIDRS[i],
    outsideIpAddress: i === 0 ? '52.0.2.10' : '13.0.2.20',
    options: before.Tunnels[i],
    up: isUp(i),
    habits: habits(i),
  });
  const faulty = chance.is(0.6);
  const world: FakeEc2Setting = {
    vpnConnectionId: before.VpnConnectionId,
    customerGatewayId: before.CustomerGatewayId,
    tunnels: [tunnel(0), tunnel(1)],
    tags:
      type === 'Create' || chance.is(0.1)
        ? { 'heartlab:site': 'auckland-heart' }
        : {
            'heartlab:site': 'auckland-heart',
            ...Object.fromEntries(
              before.Tunnels.map((one) => [`heartlab:vpn-key/${one.TunnelInsideCidr}`, String(one.KeyGeneration)]),
            ),
          },
    changeTakes: race
      ? [8_000, 20_000]
      : chance.pick<readonly [number, number]>([
          [90_000, 300_000],
          [60_000, 120_000],
          [240_000, 420_000],
          [20_000, 60_000],
          [8_000, 25_000],
        ]),
    lag: chance.whole(0, 170) * 1000,
    stale: race ? 28_000 : chance.pick([0, 5_000, 20_000, 28_000]),
    staleOften: race ? 0.9 : chance.next() * 0.9,
    showsEarly: chance.is(0.5),
    fizzle: chance.is(0.05) ? 1 : 0,
    foundFrom: type === 'Create' && chance.is(0.3) ? SCHEDULE_START + chance.whole(1, 90) * 1000 : SCHEDULE_START,
    // The hospital moves independently: no tunnel is up until both sides use the same gateway.
    ...(moves && chance.is(0.8) ? { hospitalFollows: SCHEDULE_START + chance.whole(0, 40 * 60) * 1000 } : {}),
  };
  const deaths = faulty ? Array.from({ length: chance.whole(0, 3) }, () => chance.whole(1, 60)) : [];
  const oneDown: PermanentFault | undefined = stays ? 'a tunnel is down for good' : undefined;
  const fault = permanent ?? oneDown;
  return {
    seed,
    world,
    before,
    after,
    second: chance.is(0.5) ? before : properties(chance, after),
    type,
    ...(beside === undefined || (type === 'Create' && beside !== 'same event twice')
      ? {}
      : {
          beside: {
            what: beside,
            at:
              beside === 'same event twice'
                ? SCHEDULE_START + chance.whole(0, chance.is(0.5) ? 2_000 : 30_000)
                : moment,
          },
        }),
    flaps,
    throttled: faulty ? chance.next() * 0.2 : 0,
    serverError: faulty ? chance.next() * 0.05 : 0,
    lostAnswer: faulty ? chance.next() * 0.08 : 0,
    slow: faulty ? chance.next() * 0.1 : 0,
    deaths: deaths.map((call) => ({ call, after: chance.is(0.5), fatal: chance.is(0.3) })),
    pollEvery: chance.pick([30_000, 60_000]),
    ...(fault === undefined ? {} : { permanent: fault }),
  };
}
