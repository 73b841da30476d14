import { baselineTunnel, type DesiredTunnel, type VpnTunnelsProperties } from '../../../lib/config/tunnels';
import { liveConnection } from '../../../lib/custom-resources/vpn-tunnels/live';
import type { PlanInput } from '../../../lib/custom-resources/vpn-tunnels/plan-input';
import { planStep } from '../../../lib/custom-resources/vpn-tunnels/planner';
import {
  type DescribedConnection,
  type DescribedTunnel,
  Ec2Error,
  type VpnPort,
} from '../../../lib/custom-resources/vpn-tunnels/port';
import type { PlannedStep } from '../../../lib/custom-resources/vpn-tunnels/step';
import type { InvocationHost, LogEntry } from '../../../lib/custom-resources/vpn-tunnels/update';

export const MINUTE = 60_000;
export const NOW = Date.UTC(2026, 10, 22, 3, 0, 0);
export const LOGS = { tunnelLogGroupArn: 'arn:aws:logs:ap-southeast-2:111122223333:log-group:/aws/vendedlogs/vpn' };
export const FIRST = '169.254.100.0/30';
export const SECOND = '169.254.100.4/30';
export const OUTSIDE = { [FIRST]: '203.0.113.20', [SECOND]: '203.0.113.30' } as const;
export const VPN = 'vpn-0a1b2c3d';

export function desiredTunnel(insideCidr: string, change: Partial<DesiredTunnel> = {}): DesiredTunnel {
  return { ...baselineTunnel(insideCidr, LOGS), KeyGeneration: 1, ...change };
}

export function desired(
  first: Partial<DesiredTunnel> = {},
  second: Partial<DesiredTunnel> = {},
  change: Partial<VpnTunnelsProperties> = {},
): VpnTunnelsProperties {
  return {
    VpnConnectionId: VPN,
    CustomerGatewayId: 'cgw-01',
    AcceptOutage: false,
    Tunnels: [desiredTunnel(FIRST, first), desiredTunnel(SECOND, second)],
    ...change,
  };
}

/** A tunnel with the baseline as EC2 returns it, written with the names of its API and not by our code. */
export function describedTunnel(
  insideCidr: typeof FIRST | typeof SECOND,
  change: Partial<DescribedTunnel> = {},
): DescribedTunnel {
  const list = <T>(items: readonly T[]): { Value: T }[] => items.map((Value) => ({ Value }));
  return {
    OutsideIpAddress: OUTSIDE[insideCidr],
    TunnelInsideCidr: insideCidr,
    IkeVersions: list(['ikev2']),
    Phase1EncryptionAlgorithms: list(['AES128', 'AES256', 'AES128-GCM-16', 'AES256-GCM-16']),
    Phase1IntegrityAlgorithms: list(['SHA1', 'SHA2-256', 'SHA2-384', 'SHA2-512']),
    Phase1DHGroupNumbers: list([2, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24]),
    Phase1LifetimeSeconds: 28800,
    Phase2EncryptionAlgorithms: list(['AES128', 'AES256', 'AES128-GCM-16', 'AES256-GCM-16']),
    Phase2IntegrityAlgorithms: list(['SHA1', 'SHA2-256', 'SHA2-384', 'SHA2-512']),
    Phase2DHGroupNumbers: list([2, 5, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24]),
    Phase2LifetimeSeconds: 3600,
    DpdTimeoutSeconds: 30,
    DpdTimeoutAction: 'restart',
    StartupAction: 'start',
    EnableTunnelLifecycleControl: true,
    LogOptions: {
      CloudWatchLogOptions: { LogEnabled: true, LogGroupArn: `${LOGS.tunnelLogGroupArn}:*`, LogOutputFormat: 'json' },
    },
    ...change,
  };
}

export interface LiveFixture {
  readonly state?: string;
  readonly gateway?: string;
  readonly first?: Partial<DescribedTunnel>;
  readonly second?: Partial<DescribedTunnel>;
  /** `UP`, `DOWN` for a day, or `flapping`: DOWN for a minute. */
  readonly status?: readonly ['UP' | 'DOWN' | 'flapping', 'UP' | 'DOWN' | 'flapping'];
  readonly tags?: Readonly<Record<string, string>>;
}

export const KEY_TAGS = { [`heartlab:vpn-key/${FIRST}`]: '1', [`heartlab:vpn-key/${SECOND}`]: '1' };

export function described({
  state,
  gateway,
  first,
  second,
  status = ['UP', 'UP'],
  tags,
}: LiveFixture = {}): DescribedConnection {
  const telemetry = (insideCidr: typeof FIRST | typeof SECOND, i: 0 | 1) => ({
    OutsideIpAddress: OUTSIDE[insideCidr],
    Status: status[i] === 'UP' ? ('UP' as const) : ('DOWN' as const),
    LastStatusChange: new Date(NOW - (status[i] === 'flapping' ? MINUTE : 24 * 60 * MINUTE)),
  });
  return {
    VpnConnectionId: VPN,
    State: state ?? 'available',
    CustomerGatewayId: gateway ?? 'cgw-01',
    // The order differs from that of the options: EC2 does not guarantee it.
    VgwTelemetry: [telemetry(SECOND, 1), telemetry(FIRST, 0)],
    TunnelOptions: [describedTunnel(FIRST, first), describedTunnel(SECOND, second)],
    Tags: Object.entries({ 'heartlab:site': 'auckland-heart', ...RUNNING, ...KEY_TAGS, ...tags }).map(
      ([Key, Value]) => ({
        Key,
        Value,
      }),
    ),
  };
}

/** The run that the fixture plans for. It started two minutes ago and has written its tag. */
export const RUN = { id: 'run-1', startedAt: NOW - 2 * MINUTE };

/** The tag of a run. By default it was written when the run started. */
export function runTags(id: string, startedAt: number, announcedAt = startedAt): Record<string, string> {
  const started = new Date(startedAt).toISOString();
  return { 'heartlab:vpn-run': `${id} started=${started} announced=${new Date(announcedAt).toISOString()}` };
}

const RUNNING = runTags('run-1', RUN.startedAt);

export function planInput(
  live: LiveFixture | undefined,
  wanted: VpnTunnelsProperties,
  change: Partial<PlanInput> = {},
): PlanInput {
  return {
    now: NOW,
    site: 'auckland-heart',
    run: RUN,
    invocation: 'me',
    desired: wanted,
    previousKeys: new Map([
      [FIRST, 1],
      [SECOND, 1],
    ]),
    live: live === undefined ? undefined : liveConnection(described(live)),
    ...change,
  };
}

/** The tag of a change on the connection. */
export function changeTags(fields: Readonly<Record<string, string | number>>): Record<string, string> {
  const all = { of: FIRST, to: 'x', up: 1, run: 'run-1', by: 'me', attempt: 1, claimed: minutesAgo(2), ...fields };
  return {
    'heartlab:vpn-change': Object.entries(all)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
  };
}

/** A time in the format of the tags. */
export function minutesAgo(minutes: number): string {
  return `${new Date(NOW - minutes * MINUTE).toISOString().slice(0, 19)}Z`;
}

/** The next step. Throws if it is of another kind. */
export function plannedStep<K extends PlannedStep['do']>(
  kind: K,
  input: PlanInput,
): Extract<PlannedStep, { readonly do: K }> {
  const step = planStep(input);
  if (!isKind(step, kind)) throw new Error(`expected ${kind}, got ${JSON.stringify(step)}`);
  return step;
}

function isKind<K extends PlannedStep['do']>(
  step: PlannedStep,
  kind: K,
): step is Extract<PlannedStep, { readonly do: K }> {
  return step.do === kind;
}

/** The tag of the claim that the planner makes, with another time. */
export function claimTags(input: PlanInput, secondsAgo: number): Record<string, string> {
  const { tags } = plannedStep('record', input);
  const text = tags['heartlab:vpn-change'] ?? '';
  return { 'heartlab:vpn-change': text.replace(/claimed=\S+/, `claimed=${minutesAgo(secondsAgo / 60)}`) };
}

/** An option of a tunnel that is not the default, in the site file and as EC2 returns it. */
export const DPD = { DPDTimeoutSeconds: 45 };
export const LIVE_DPD = { DpdTimeoutSeconds: 45 };

/** The step after the claim of the next change is confirmed. */
export function confirmedStep(live: LiveFixture, wanted = desired(), over: Partial<PlanInput> = {}): PlannedStep {
  const tags = { ...live.tags, ...claimTags(planInput(live, wanted, over), 100) };
  return planStep(planInput({ ...live, tags }, wanted, over));
}

/** A host whose clock advances only by sleep. */
export function testHost(): InvocationHost & { readonly slept: number[]; readonly entries: LogEntry[] } {
  let now = NOW;
  const slept: number[] = [];
  const entries: LogEntry[] = [];
  return {
    slept,
    entries,
    now: () => now,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      now += milliseconds;
    },
    random: () => 0.5,
    nonce: () => 'me',
    newPreSharedKey: () => 'S3cret'.padEnd(64, 'x'),
    log: (entry) => entries.push(entry),
  };
}

/** A port with the given answers. It records the calls. */
export function testPort(answers: Partial<VpnPort>): VpnPort & { readonly calls: string[] } {
  const calls: string[] = [];
  const unexpected = (name: string) => async (): Promise<never> => {
    throw new Ec2Error('permanent', 'Unexpected', name);
  };
  return {
    calls,
    describe: (id) => {
      calls.push('describe');
      return (answers.describe ?? unexpected('describe'))(id);
    },
    modifyGateway: (id, gateway) => {
      calls.push(`gateway ${gateway}`);
      return (answers.modifyGateway ?? unexpected('modifyGateway'))(id, gateway);
    },
    modifyTunnel: (modification) => {
      calls.push(`tunnel ${modification.VpnTunnelOutsideIpAddress}`);
      return (answers.modifyTunnel ?? unexpected('modifyTunnel'))(modification);
    },
    tag: (id, tags) => {
      calls.push(`tag ${Object.keys(tags).join(' ')}`);
      return (answers.tag ?? (async () => undefined))(id, tags);
    },
  };
}

/** A fake EC2 with one connection and writable tags. Each test defines the effect of changes. */
export function fakeConnection(over: Partial<VpnPort> = {}, live: LiveFixture = {}) {
  let tags: Record<string, string> = { ...live.tags };
  return testPort({
    describe: async () => described({ ...live, tags }),
    tag: async (_, written) => {
      tags = { ...tags, ...written };
    },
    modifyTunnel: async () => undefined,
    modifyGateway: async () => undefined,
    ...over,
  });
}

/** An update of that connection to the settings. */
export const updateTask = (wanted = desired(DPD)) => ({
  site: 'auckland-heart',
  run: RUN,
  desired: wanted,
  previousKeys: new Map([
    [FIRST, 1],
    [SECOND, 1],
  ]),
});
