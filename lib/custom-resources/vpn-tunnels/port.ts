import type { TunnelOption, VpnConnection } from '@aws-sdk/client-ec2';
import type { TunnelOptions } from '../../config/tunnels';

/**
 * A tunnel in the response of DescribeVpnConnections, without its pre-shared key. EC2 redacts a key that is in Secrets Manager;
 * the adapter removes any other.
 */
export type DescribedTunnel = Omit<TunnelOption, 'PreSharedKey'>;

/** The used part of a response of DescribeVpnConnections. CustomerGatewayConfiguration contains the keys and is omitted. */
export type DescribedConnection = Pick<
  VpnConnection,
  'VpnConnectionId' | 'CustomerGatewayId' | 'VgwTelemetry' | 'Tags'
> & {
  /** pending, available, modifying, deleting, deleted. The SDK's type lacks `modifying`, which EC2 returns. */
  readonly State?: string | undefined;
  readonly TunnelOptions: readonly DescribedTunnel[];
};

/** The options that a change of a tunnel sets. Absent options are left as they are. */
export type TunnelChange = Partial<Omit<TunnelOptions, 'TunnelInsideCidr'>> & {
  readonly RekeyMarginTimeSeconds?: number;
};

/** One ModifyVpnTunnelOptions. The tunnel is down for up to several minutes, unless SkipTunnelReplacement applies. */
export interface TunnelModification {
  readonly VpnConnectionId: string;
  readonly VpnTunnelOutsideIpAddress: string;
  readonly TunnelOptions: TunnelChange;
  /** Only if nothing but EnableTunnelLifecycleControl changes. EC2 then keeps the endpoint, and the tunnel stays up. */
  readonly SkipTunnelReplacement?: true;
  /** A secret. Never logged, never in an error. AWS keeps it in Secrets Manager. */
  readonly preSharedKey?: string;
}

/** The EC2 calls of the update. Each method rejects only with an Ec2Error. */
export interface VpnPort {
  /** The connection; undefined if EC2 does not find it. */
  describe(vpnConnectionId: string): Promise<DescribedConnection | undefined>;
  /** Takes both tunnels down for minutes. Outside addresses, options and keys do not change. */
  modifyGateway(vpnConnectionId: string, customerGatewayId: string): Promise<void>;
  modifyTunnel(modification: TunnelModification): Promise<void>;
  tag(vpnConnectionId: string, tags: Readonly<Record<string, string>>): Promise<void>;
}

/**
 * The kind of an EC2 error.
 * - throttled: nothing was changed. The same call can be repeated later.
 * - busy: nothing was changed, because the connection is being changed.
 * - absent: nothing was changed. A resource does not exist, or not yet.
 * - unknown: no response, or an error of the server. The change may have been made.
 * - permanent: nothing was changed, and repeating the call will not help.
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
