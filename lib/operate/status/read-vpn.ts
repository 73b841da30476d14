import {
  type ActiveVpnTunnelStatus,
  GetActiveVpnTunnelStatusCommand,
  GetVpnTunnelReplacementStatusCommand,
} from '@aws-sdk/client-ec2';
import type { VpnSettings } from '../../config/model';
import { SITE_OUTPUTS } from '../../config/naming/stack-contract';
import type { AwsClients } from '../aws/clients';
import { askAws } from '../aws/failure';
import { type FoundVpnConnection, findVpnConnection } from '../aws/vpn-connection';
import { attemptQuery } from '../fleet';
import type { EndpointMaintenance, LiveTunnelFacts, LiveVpnFacts, NegotiatedOptions } from './facts';

export async function readVpnFacts(
  clients: AwsClients,
  { tunnels }: VpnSettings,
  outputs: ReadonlyMap<string, string>,
): Promise<LiveVpnFacts> {
  const connectionId = outputs.get(SITE_OUTPUTS.vpnConnectionId);
  if (connectionId === undefined) return { tunnels: [] };
  const connection = await findVpnConnection(clients, connectionId);
  if (connection === undefined) return { connectionId, tunnels: [] };
  return {
    connectionId,
    state: connection.State ?? 'unknown',
    keysInSecretsManager: connection.keysInSecretsManager,
    tunnels: await Promise.all(
      tunnels.map(({ insideCidr }, index) =>
        tunnelFacts(clients, connectionId, telemetry(connection, index === 0 ? 1 : 2, insideCidr)),
      ),
    ),
  };
}

/** EC2 returns tunnels and telemetry in any order: the inside CIDR identifies a tunnel, the outside address its telemetry. */
function telemetry(connection: FoundVpnConnection, number: 1 | 2, insideCidr: string): LiveTunnelFacts {
  const outsideAddress = connection.tunnels.find(
    ({ TunnelInsideCidr }) => TunnelInsideCidr === insideCidr,
  )?.OutsideIpAddress;
  const tunnel = { number, insideCidr };
  if (outsideAddress === undefined) return tunnel;
  const found = connection.VgwTelemetry?.find(({ OutsideIpAddress }) => OutsideIpAddress === outsideAddress);
  return {
    ...tunnel,
    outsideAddress,
    state: found?.Status,
    since: found?.LastStatusChange,
    acceptedRoutes: found?.AcceptedRouteCount,
    ...(found?.StatusMessage ? { message: found.StatusMessage } : {}),
  };
}

async function tunnelFacts(
  clients: AwsClients,
  connectionId: string,
  tunnel: LiveTunnelFacts,
): Promise<LiveTunnelFacts> {
  const { outsideAddress } = tunnel;
  if (outsideAddress === undefined) return tunnel;
  const [negotiated, maintenance] = await Promise.all([
    attemptQuery(() => readNegotiated(clients, connectionId, outsideAddress)),
    attemptQuery(() => readMaintenance(clients, connectionId, outsideAddress)),
  ]);
  // A tunnel that is down has negotiated nothing. EC2 may then return no answer, which is not reported.
  const idle = tunnel.state !== 'UP' && 'failure' in negotiated;
  return { ...tunnel, ...(idle ? {} : { negotiated }), maintenance };
}

async function readNegotiated(
  clients: AwsClients,
  connectionId: string,
  outsideAddress: string,
): Promise<NegotiatedOptions> {
  const { ActiveVpnTunnelStatus: found = {} } = await askAws('ec2:GetActiveVpnTunnelStatus', clients.place, () =>
    clients.ec2.send(
      new GetActiveVpnTunnelStatusCommand({ VpnConnectionId: connectionId, VpnTunnelOutsideIpAddress: outsideAddress }),
    ),
  );
  const { IkeVersion, ProvisioningStatus, ProvisioningStatusReason } = found;
  return {
    ...(IkeVersion ? { ikeVersion: IkeVersion } : {}),
    phase1: phase(found, 'Phase1'),
    phase2: phase(found, 'Phase2'),
    provisioning: ProvisioningStatus,
    ...(ProvisioningStatusReason ? { provisioningReason: ProvisioningStatusReason } : {}),
  };
}

function phase(found: ActiveVpnTunnelStatus, name: 'Phase1' | 'Phase2'): NegotiatedOptions['phase1'] {
  const encryption = found[`${name}EncryptionAlgorithm`];
  const integrity = found[`${name}IntegrityAlgorithm`];
  const dhGroup = found[`${name}DHGroup`];
  return {
    ...(encryption ? { encryption } : {}),
    ...(integrity ? { integrity } : {}),
    ...(dhGroup ? { dhGroup } : {}),
  };
}

async function readMaintenance(
  clients: AwsClients,
  connectionId: string,
  outsideAddress: string,
): Promise<EndpointMaintenance> {
  const { MaintenanceDetails: found = {} } = await askAws('ec2:GetVpnTunnelReplacementStatus', clients.place, () =>
    clients.ec2.send(
      new GetVpnTunnelReplacementStatusCommand({
        VpnConnectionId: connectionId,
        VpnTunnelOutsideIpAddress: outsideAddress,
      }),
    ),
  );
  const { PendingMaintenance, MaintenanceAutoAppliedAfter, LastMaintenanceApplied } = found;
  return {
    // A text whose values the API reference does not list: anything except a word for "none" counts as pending.
    pending:
      PendingMaintenance !== undefined &&
      !/^(|-|no|none|false|not[ _-]?available|unavailable)$/i.test(PendingMaintenance),
    autoAppliedAfter: MaintenanceAutoAppliedAfter,
    lastApplied: LastMaintenanceApplied,
  };
}
