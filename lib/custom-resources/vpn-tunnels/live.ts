import { type ComparableOptions, liveOptions } from './compare';
import type { DescribedConnection } from './port';
import { type ConnectionState, readConnectionState } from './state-tags';

/** The live state of a tunnel. */
export interface LiveTunnelOptions {
  /** Identifies the tunnel. It never changes. */
  readonly insideCidr: string;
  /** The EC2 API addresses the tunnel by it. */
  readonly outsideIpAddress: string;
  readonly options: ComparableOptions;
  /** How long before its end AWS begins to renew phase 2. Also the change marker of a new key (state-tags.ts). */
  readonly rekeyMarginSeconds: number;
  /** UP: phase 2 is established, and with BGP its session too. Reported with a delay of minutes. */
  readonly status: 'UP' | 'DOWN';
  /** Milliseconds since 1970. Absent if the tunnel was never up. */
  readonly lastStatusChange?: number;
}

/** The live state of a VPN connection. */
export interface LiveConnection {
  readonly vpnConnectionId: string;
  /** pending, available, modifying, deleting, deleted. The SDK's type lacks `modifying`, which EC2 returns. */
  readonly state: string;
  readonly customerGatewayId: string;
  readonly tunnels: readonly LiveTunnelOptions[];
  readonly recorded: ConnectionState;
}

const DEFAULT_REKEY_MARGIN_SECONDS = 270;

/** Converts the response of EC2. The status is matched by outside address, because the two lists can differ in order. */
export function liveConnection(described: DescribedConnection): LiveConnection {
  const telemetry = new Map((described.VgwTelemetry ?? []).map((entry) => [entry.OutsideIpAddress, entry]));
  return {
    vpnConnectionId: described.VpnConnectionId ?? '',
    state: described.State ?? '',
    customerGatewayId: described.CustomerGatewayId ?? '',
    tunnels: described.TunnelOptions.map((tunnel) => {
      const status = telemetry.get(tunnel.OutsideIpAddress);
      return {
        insideCidr: tunnel.TunnelInsideCidr ?? '',
        outsideIpAddress: tunnel.OutsideIpAddress ?? '',
        options: liveOptions(tunnel),
        rekeyMarginSeconds: tunnel.RekeyMarginTimeSeconds ?? DEFAULT_REKEY_MARGIN_SECONDS,
        status: status?.Status === 'UP' ? 'UP' : 'DOWN',
        lastStatusChange: status?.LastStatusChange?.getTime(),
      };
    }),
    recorded: readConnectionState(described.Tags ?? []),
  };
}
