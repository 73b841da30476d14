import { DescribeVpnConnectionsCommand, type TunnelOption, type VpnConnection } from '@aws-sdk/client-ec2';
import type { AwsClients } from './clients';
import { askAws } from './failure';

/** A VPN connection without its pre-shared keys, which do not leave this file. */
export type FoundVpnConnection = Pick<
  VpnConnection,
  'VpnConnectionId' | 'State' | 'CustomerGatewayId' | 'VgwTelemetry' | 'Tags' | 'Routes' | 'PreSharedKeyArn'
> & {
  readonly staticRoutesOnly: boolean;
  readonly tunnels: readonly Omit<TunnelOption, 'PreSharedKey'>[];
  /** Whether Secrets Manager keeps the keys of both tunnels. If not, PreSharedKeyArn may name a secret with old keys. */
  readonly keysInSecretsManager: boolean;
};

/** The VPN connection of a site; undefined if it no longer exists. */
export async function findVpnConnection(clients: AwsClients, id: string): Promise<FoundVpnConnection | undefined> {
  const { VpnConnections } = await askAws('ec2:DescribeVpnConnections', clients.place, () =>
    clients.ec2.send(new DescribeVpnConnectionsCommand({ Filters: [{ Name: 'vpn-connection-id', Values: [id] }] })),
  );
  // EC2 returns a deleted connection for some time.
  const found = VpnConnections?.find(({ State }) => State !== 'deleted');
  return found === undefined ? undefined : withoutKeys(found);
}

/** Copies only the named fields, so that a key in a field that AWS adds later is not copied. */
function withoutKeys(connection: VpnConnection): FoundVpnConnection {
  const { VpnConnectionId, State, CustomerGatewayId, VgwTelemetry, Tags, Routes, PreSharedKeyArn, Options } =
    connection;
  return {
    ...{ VpnConnectionId, State, CustomerGatewayId, VgwTelemetry, Tags, Routes, PreSharedKeyArn },
    staticRoutesOnly: Options?.StaticRoutesOnly === true,
    tunnels: (Options?.TunnelOptions ?? []).map(({ PreSharedKey: _, ...tunnel }) => tunnel),
    keysInSecretsManager: keysInSecretsManager(connection),
  };
}

/**
 * DescribeVpnConnections does not return the storage. If Secrets Manager keeps the keys, the answer has REDACTED in their
 * place. Otherwise it has the keys themselves, and may still have the ARN of a secret, so that an ARN alone is no proof
 * (github.com/hashicorp/terraform-provider-aws/pull/42819). An answer without key and ARN also
 * means the storage Standard (Site-to-Site VPN user guide, enhanced-security-storage).
 */
function keysInSecretsManager({ Options, CustomerGatewayConfiguration = '', PreSharedKeyArn }: VpnConnection): boolean {
  const shown = [
    ...(Options?.TunnelOptions ?? []).map(({ PreSharedKey = '' }) => PreSharedKey),
    ...[...CustomerGatewayConfiguration.matchAll(/<pre_shared_key>([^<]*)</g)].map(([, text = '']) => text),
  ].filter((text) => text.trim() !== '');
  return shown.every(isRedacted) && (Boolean(PreSharedKeyArn) || shown.length > 0);
}

/** Any text except the known replacements counts as a key. */
const isRedacted = (text: string): boolean => /^\W*(redacted\W*)?$/i.test(text);
