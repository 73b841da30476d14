import { DescribeVpnConnectionsCommand, type TunnelOption, type VpnConnection } from '@aws-sdk/client-ec2';
import type { AwsClients } from './clients';
import { askAws } from './failure';

/** A VPN connection without its pre-shared keys: they go no further than this file. */
export type FoundVpnConnection = Pick<
  VpnConnection,
  'VpnConnectionId' | 'State' | 'CustomerGatewayId' | 'VgwTelemetry' | 'Tags' | 'Routes' | 'PreSharedKeyArn'
> & {
  readonly staticRoutesOnly: boolean;
  readonly tunnels: readonly Omit<TunnelOption, 'PreSharedKey'>[];
  /** Whether Secrets Manager keeps the keys of both tunnels. If not, PreSharedKeyArn may name a secret that holds old ones. */
  readonly keysInSecretsManager: boolean;
};

/** The VPN connection of a site, or undefined where it is gone. */
export async function findVpnConnection(clients: AwsClients, id: string): Promise<FoundVpnConnection | undefined> {
  const { VpnConnections } = await askAws('ec2:DescribeVpnConnections', clients.place, () =>
    clients.ec2.send(new DescribeVpnConnectionsCommand({ Filters: [{ Name: 'vpn-connection-id', Values: [id] }] })),
  );
  // A deleted one is still shown for a while.
  const found = VpnConnections?.find(({ State }) => State !== 'deleted');
  return found === undefined ? undefined : withoutKeys(found);
}

/** Takes what is named and nothing else, so that a key under a name that AWS adds later is left behind too. */
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
 * DescribeVpnConnections doesn't name the storage. Where Secrets Manager keeps the keys, the answer has REDACTED in their
 * place; otherwise it has the keys themselves, and may still have the ARN of a secret, so that an ARN alone doesn't tell
 * (github.com/hashicorp/terraform-provider-aws/pull/42819). An answer without any key and without an ARN is that of a
 * connection with the storage Standard too (Site-to-Site VPN user guide, enhanced-security-storage).
 */
function keysInSecretsManager({ Options, CustomerGatewayConfiguration = '', PreSharedKeyArn }: VpnConnection): boolean {
  const shown = [
    ...(Options?.TunnelOptions ?? []).map(({ PreSharedKey = '' }) => PreSharedKey),
    ...[...CustomerGatewayConfiguration.matchAll(/<pre_shared_key>([^<]*)</g)].map(([, text = '']) => text),
  ].filter((text) => text.trim() !== '');
  return shown.every(isRedacted) && (Boolean(PreSharedKeyArn) || shown.length > 0);
}

/** Any text that EC2 is not known to show in place of a key counts as a key. */
const isRedacted = (text: string): boolean => /^\W*(redacted\W*)?$/i.test(text);
