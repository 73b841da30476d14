import { compareAscending } from './ascending';
import type { VpnSettings } from './model';
import { DPD_TIMEOUT_SECONDS, effectivePolicy, IKE_VERSION, type IpsecPolicy, PERMITTED_POLICY } from './proposals';

/**
 * The two tunnels of a VPN connection, with the option names of the EC2 API and CloudFormation
 * (ModifyVpnTunnelOptionsSpecification; AWS::EC2::VPNConnection VpnTunnelOptionsSpecification).
 */

/** The type of the custom resource that keeps the tunnels in the state of the site file. */
export const VPN_TUNNELS_TYPE = 'Custom::HeartLabVpnTunnels';

/** The log groups of one tunnel. */
export interface TunnelLogs {
  readonly tunnelLogGroupArn: string;
  /** Only with BGP routing: EC2 refuses it on a static connection. */
  readonly bgpLogGroupArn?: string;
}

interface CloudWatchLogOptions {
  readonly LogEnabled: boolean;
  readonly LogGroupArn: string;
  readonly LogOutputFormat: 'json';
  readonly BgpLogEnabled?: boolean;
  readonly BgpLogGroupArn?: string;
  readonly BgpLogOutputFormat?: 'json';
}

interface Value<T> {
  readonly Value: T;
}

/**
 * All options of a tunnel that can be changed in place. Every list is present, because AWS reads an absent list as all values.
 */
export interface TunnelOptions {
  readonly TunnelInsideCidr: string;
  readonly IKEVersions: readonly Value<string>[];
  readonly Phase1EncryptionAlgorithms: readonly Value<string>[];
  readonly Phase1IntegrityAlgorithms: readonly Value<string>[];
  readonly Phase1DHGroupNumbers: readonly Value<number>[];
  readonly Phase1LifetimeSeconds: number;
  readonly Phase2EncryptionAlgorithms: readonly Value<string>[];
  readonly Phase2IntegrityAlgorithms: readonly Value<string>[];
  readonly Phase2DHGroupNumbers: readonly Value<number>[];
  readonly Phase2LifetimeSeconds: number;
  readonly DPDTimeoutSeconds: number;
  readonly DPDTimeoutAction: 'clear' | 'none' | 'restart';
  readonly StartupAction: 'add' | 'start';
  readonly EnableTunnelLifecycleControl: boolean;
  readonly LogOptions: { readonly CloudWatchLogOptions: CloudWatchLogOptions };
}

/** One tunnel as the site file describes it. TunnelInsideCidr never changes, and identifies the tunnel. */
export interface DesiredTunnel extends TunnelOptions {
  /** Raising it by one gives this tunnel a new pre-shared key. EC2 does not store it. */
  readonly KeyGeneration: number;
}

/** The properties of Custom::HeartLabVpnTunnels without its ServiceToken: the desired state of a connection. */
export interface VpnTunnelsProperties {
  readonly VpnConnectionId: string;
  readonly CustomerGatewayId: string;
  /** True if a change may take the last working tunnel down. */
  readonly AcceptOutage: boolean;
  readonly Tunnels: readonly [DesiredTunnel, DesiredTunnel];
}

function values<T>(items: readonly T[]): readonly Value<T>[] {
  return items.map((item) => ({ Value: item }));
}

/** Sorted, so that another order in the file is not a change. */
function proposals(policy: IpsecPolicy) {
  const sorted = <T extends string | number>(items: readonly T[]): readonly Value<T>[] =>
    values([...items].sort(compareAscending));
  return {
    IKEVersions: values([IKE_VERSION]),
    Phase1EncryptionAlgorithms: sorted(policy.phase1.encryption),
    Phase1IntegrityAlgorithms: sorted(policy.phase1.integrity),
    Phase1DHGroupNumbers: sorted(policy.phase1.dhGroups),
    Phase1LifetimeSeconds: policy.phase1.lifetimeSeconds,
    Phase2EncryptionAlgorithms: sorted(policy.phase2.encryption),
    Phase2IntegrityAlgorithms: sorted(policy.phase2.integrity),
    Phase2DHGroupNumbers: sorted(policy.phase2.dhGroups),
    Phase2LifetimeSeconds: policy.phase2.lifetimeSeconds,
  };
}

function logOptions(logs: TunnelLogs): TunnelOptions['LogOptions'] {
  return {
    CloudWatchLogOptions: {
      LogEnabled: true,
      LogGroupArn: logs.tunnelLogGroupArn,
      LogOutputFormat: 'json',
      ...(logs.bgpLogGroupArn === undefined
        ? {}
        : { BgpLogEnabled: true, BgpLogGroupArn: logs.bgpLogGroupArn, BgpLogOutputFormat: 'json' as const }),
    },
  };
}

/** The options that are equal for all tunnels: a dead tunnel is restarted, and we choose when AWS replaces an endpoint. */
const FIXED = { DPDTimeoutAction: 'restart', EnableTunnelLifecycleControl: true } as const;

/**
 * The options with which a connection is created. They stay in its CloudFormation properties for ever, because changing one would
 * replace the connection and cut the hospital off (architecture: "a routine change must never replace").
 */
export function baselineTunnel(insideCidr: string, logs: TunnelLogs): TunnelOptions {
  return {
    TunnelInsideCidr: insideCidr,
    ...proposals(PERMITTED_POLICY),
    ...FIXED,
    DPDTimeoutSeconds: DPD_TIMEOUT_SECONDS,
    StartupAction: 'start',
    LogOptions: logOptions(logs),
  };
}

/** The two tunnels as the site file describes them. */
export function desiredTunnels(vpn: VpnSettings, logs: TunnelLogs): readonly [DesiredTunnel, DesiredTunnel] {
  const tunnel = ({ insideCidr, keyGeneration }: VpnSettings['tunnels'][number]): DesiredTunnel => ({
    TunnelInsideCidr: insideCidr,
    ...proposals(effectivePolicy(vpn.ipsec)),
    ...FIXED,
    DPDTimeoutSeconds: vpn.dpdTimeoutSeconds,
    StartupAction: vpn.startup,
    LogOptions: logOptions(logs),
    KeyGeneration: keyGeneration,
  });
  return [tunnel(vpn.tunnels[0]), tunnel(vpn.tunnels[1])];
}
