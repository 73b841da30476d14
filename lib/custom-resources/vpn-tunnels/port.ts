import type { TunnelOption, VpnConnection } from '@aws-sdk/client-ec2';
import type { TunnelOptions } from '../../config/tunnels';

/**
 * What DescribeVpnConnections says of one tunnel, without its pre-shared key: EC2 redacts it where Secrets Manager keeps
 * it, and where it doesn't, it must go no further than the adapter.
 */
export type DescribedTunnel = Omit<TunnelOption, 'PreSharedKey'>;

/** What DescribeVpnConnections says of a connection, as far as we need it. CustomerGatewayConfiguration holds the keys, and is left behind. */
export type DescribedConnection = Pick<
  VpnConnection,
  'VpnConnectionId' | 'CustomerGatewayId' | 'VgwTelemetry' | 'Tags'
> & {
  /** pending, available, modifying, deleting, deleted. The SDK's type leaves `modifying` out; EC2 doesn't. */
  readonly State?: string | undefined;
  readonly TunnelOptions: readonly DescribedTunnel[];
};

/** The options that a change of a tunnel names; what it doesn't name stays as it is. */
export type TunnelChange = Partial<Omit<TunnelOptions, 'TunnelInsideCidr'>> & {
  readonly RekeyMarginTimeSeconds?: number;
};

/** One ModifyVpnTunnelOptions. The tunnel is down for up to several minutes, unless SkipTunnelReplacement applies. */
export interface TunnelModification {
  readonly VpnConnectionId: string;
  readonly VpnTunnelOutsideIpAddress: string;
  readonly TunnelOptions: TunnelChange;
  /** Only where EnableTunnelLifecycleControl is all that changes: the endpoint then stays, and the tunnel up. */
  readonly SkipTunnelReplacement?: true;
  /** A secret. Never logged, never in an error. AWS keeps it in Secrets Manager. */
  readonly preSharedKey?: string;
}

/** EC2, as far as the update needs it. Every method rejects with an Ec2Error and nothing else. */
export interface VpnPort {
  /** The connection; undefined if EC2 doesn't find it. */
  describe(vpnConnectionId: string): Promise<DescribedConnection | undefined>;
  /** Takes both tunnels down for minutes; outside addresses, options and keys stay. */
  modifyGateway(vpnConnectionId: string, customerGatewayId: string): Promise<void>;
  modifyTunnel(modification: TunnelModification): Promise<void>;
  tag(vpnConnectionId: string, tags: Readonly<Record<string, string>>): Promise<void>;
}

/**
 * What an error of EC2 means for us.
 * - throttled: nothing happened; the same call again, later.
 * - busy: nothing happened; the connection is in the middle of a change.
 * - absent: nothing happened; something named isn't there, or not yet.
 * - unknown: no answer, or the server's own fault. A change may have been made.
 * - permanent: nothing happened, nor ever will.
 */
export type Ec2ErrorKind = 'throttled' | 'busy' | 'absent' | 'unknown' | 'permanent';

export class Ec2Error extends Error {
  override readonly name = 'Ec2Error';

  constructor(
    readonly kind: Ec2ErrorKind,
    /** EC2's own code: `IncorrectState`. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
