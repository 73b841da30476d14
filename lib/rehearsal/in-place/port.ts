import type { DesiredTunnel } from '../../config/tunnels';
import type {
  DescribedConnection,
  DescribedTunnel,
  TunnelModification,
  VpnPort,
} from '../../custom-resources/vpn-tunnels/port';
import { Ec2Error } from '../../custom-resources/vpn-tunnels/port';
import type { AwsEndpoint } from '../cloud/endpoint';
import type { Testbed } from '../testbed';
import type { FastClock } from './clock';

/** One tunnel in the form of EC2. */
interface RehearsedTunnel {
  readonly endpoint: AwsEndpoint;
  readonly outside: string;
  options: DesiredTunnel;
  margin: number;
  up: boolean;
  since: number;
}

export const REHEARSED_CONNECTION = { id: 'vpn-rehearsal', gateway: 'cgw-rehearsal' } as const;

const DEFAULT_REKEY_MARGIN_SECONDS = 270;

/** The part of EC2 that the planner uses, on the lab's endpoints: its changes apply to running tunnels. */
export class RehearsedPort implements VpnPort {
  /** Changed keys that the hospital must enter, by tunnel. */
  readonly newKeys = new Map<1 | 2, string>();
  /** The number of tunnel changes. */
  changes = 0;
  private readonly tunnels: readonly RehearsedTunnel[];
  private readonly tags = new Map<string, string>();
  /** While an endpoint is being replaced, the connection is in state modifying. */
  private failure: Error | undefined;
  private replacing: Promise<void> | undefined;

  constructor(
    testbed: Testbed,
    private readonly clock: FastClock,
  ) {
    this.tunnels = testbed.endpoints.map((endpoint, index) => {
      const facts = testbed.facts.vpn.tunnels[index === 0 ? 0 : 1];
      return {
        endpoint,
        outside: facts.outsideAddress,
        options: endpoint.tunnelOptions,
        margin: DEFAULT_REKEY_MARGIN_SECONDS,
        up: true,
        since: clock.now() - 3_600_000,
      };
    });
  }

  /** UP as in AWS: phase 2 is established and, with BGP, the session too. */
  private async refresh(tunnel: RehearsedTunnel): Promise<void> {
    const { charon, frr, inside } = tunnel.endpoint;
    const up = (await charon.up()) && (frr === undefined || (await frr.established(inside.device)));
    if (up !== tunnel.up) tunnel.since = this.clock.now();
    tunnel.up = up;
  }

  async describe(): Promise<DescribedConnection> {
    if (this.failure !== undefined) throw this.failure;
    await Promise.all(this.tunnels.map((tunnel) => this.refresh(tunnel)));
    return {
      VpnConnectionId: REHEARSED_CONNECTION.id,
      CustomerGatewayId: REHEARSED_CONNECTION.gateway,
      State: this.replacing === undefined ? 'available' : 'modifying',
      Tags: [...this.tags].map(([Key, Value]) => ({ Key, Value })),
      VgwTelemetry: this.tunnels.map(({ outside, up, since }) => ({
        OutsideIpAddress: outside,
        Status: up ? ('UP' as const) : ('DOWN' as const),
        LastStatusChange: new Date(since),
      })),
      TunnelOptions: this.tunnels.map(described),
    };
  }

  async modifyTunnel(modification: TunnelModification): Promise<void> {
    const { VpnTunnelOutsideIpAddress, TunnelOptions, SkipTunnelReplacement, preSharedKey } = modification;
    const tunnel = this.tunnels.find(({ outside }) => outside === VpnTunnelOutsideIpAddress);
    if (tunnel === undefined) throw new Ec2Error('permanent', 'InvalidParameterValue', 'there is no such tunnel');
    const { RekeyMarginTimeSeconds = tunnel.margin, ...options } = TunnelOptions;
    if (this.replacing !== undefined) throw new Ec2Error('busy', 'IncorrectState', 'the connection is being modified');
    this.changes += 1;
    tunnel.margin = RekeyMarginTimeSeconds;
    tunnel.options = { ...tunnel.options, ...options };
    if (preSharedKey !== undefined) this.newKeys.set(tunnel === this.tunnels[0] ? 1 : 2, preSharedKey);
    if (SkipTunnelReplacement === true) return;
    // EC2 answers immediately, and applies the change afterwards.
    this.replacing = tunnel.endpoint.replace(tunnel.options, preSharedKey).then(
      () => {
        this.replacing = undefined;
      },
      (error: Error) => {
        this.failure = error;
      },
    );
  }

  async modifyGateway(): Promise<void> {
    throw new Ec2Error('permanent', 'UnsupportedOperation', 'the rehearsal does not change the customer gateway');
  }

  async tag(_: string, tags: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, value] of Object.entries(tags)) this.tags.set(name, value);
  }
}

const list = <T>(items: readonly { readonly Value: T }[]): { Value: T }[] => items.map(({ Value }) => ({ Value }));

/** The tunnel in the form of DescribeVpnConnections. Some names differ from those of ModifyVpnTunnelOptions. */
function described({ options, outside, margin }: RehearsedTunnel): DescribedTunnel {
  const { LogEnabled, LogGroupArn, BgpLogEnabled, BgpLogGroupArn } = options.LogOptions.CloudWatchLogOptions;
  return {
    OutsideIpAddress: outside,
    TunnelInsideCidr: options.TunnelInsideCidr,
    IkeVersions: list(options.IKEVersions),
    Phase1EncryptionAlgorithms: list(options.Phase1EncryptionAlgorithms),
    Phase1IntegrityAlgorithms: list(options.Phase1IntegrityAlgorithms),
    Phase1DHGroupNumbers: list(options.Phase1DHGroupNumbers),
    Phase1LifetimeSeconds: options.Phase1LifetimeSeconds,
    Phase2EncryptionAlgorithms: list(options.Phase2EncryptionAlgorithms),
    Phase2IntegrityAlgorithms: list(options.Phase2IntegrityAlgorithms),
    Phase2DHGroupNumbers: list(options.Phase2DHGroupNumbers),
    Phase2LifetimeSeconds: options.Phase2LifetimeSeconds,
    DpdTimeoutSeconds: options.DPDTimeoutSeconds,
    DpdTimeoutAction: options.DPDTimeoutAction,
    StartupAction: options.StartupAction,
    EnableTunnelLifecycleControl: options.EnableTunnelLifecycleControl,
    RekeyMarginTimeSeconds: margin,
    LogOptions: {
      CloudWatchLogOptions: {
        LogEnabled,
        LogGroupArn,
        LogOutputFormat: 'json',
        ...(BgpLogEnabled === true ? { BgpLogEnabled, BgpLogGroupArn, BgpLogOutputFormat: 'json' } : {}),
      },
    },
  };
}
