import { type ComparableOptions, liveOptions } from './compare';
import type { DescribedConnection } from './port';
import { type ConnectionState, readConnectionState } from './state-tags';

/** A tunnel as it runs now. */
export interface LiveTunnelOptions {
  /** Which tunnel it is, for life. */
  readonly insideCidr: string;
  /** By which the EC2 API addresses it. */
  readonly outsideIpAddress: string;
  readonly options: ComparableOptions;
  /** When AWS begins to renew phase 2; here it witnesses a change of key (state-tags.ts). */
  readonly rekeyMarginSeconds: number;
  /** UP: phase 2 stands, and with BGP its session too. May lag by minutes. */
  readonly status: 'UP' | 'DOWN';
  /** Milliseconds since 1970; absent if it was never up. */
  readonly lastStatusChange?: number;
}

/** A VPN connection as it runs now. */
export interface LiveConnection {
  readonly vpnConnectionId: string;
  /** pending, available, modifying, deleting, deleted. The SDK's type leaves `modifying` out; EC2 doesn't. */
  readonly state: string;
  readonly customerGatewayId: string;
  readonly tunnels: readonly LiveTunnelOptions[];
  readonly marks: ConnectionState;
}

const DEFAULT_REKEY_MARGIN_SECONDS = 270;

/** What EC2 says, in our terms. Status is matched by outside address: the two lists needn't be in one order. */
export function liveConnection(described: DescribedConnection): LiveConnection {
  const telemetry = new Map((described.VgwTelemetry ?? []).map((entry) => [entry.OutsideIpAddress, entry]));
  return {
    vpnConnectionId: described.VpnConnectionId ?? '',
    state: described.State ?? '',
    customerGatewayId: described.CustomerGatewayId ?? '',
    tunnels: described.TunnelOptions.map((tunnel) => {
      const status = telemetry.get(tunnel.OutsideIpAddress);
      const lastStatusChange = status?.LastStatusChange?.getTime();
      return {
        insideCidr: tunnel.TunnelInsideCidr ?? '',
        outsideIpAddress: tunnel.OutsideIpAddress ?? '',
        options: liveOptions(tunnel),
        rekeyMarginSeconds: tunnel.RekeyMarginTimeSeconds ?? DEFAULT_REKEY_MARGIN_SECONDS,
        status: status?.Status === 'UP' ? 'UP' : 'DOWN',
        ...(lastStatusChange === undefined ? {} : { lastStatusChange }),
      };
    }),
    marks: readConnectionState(described.Tags ?? []),
  };
}
