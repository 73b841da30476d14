import { DescribeCustomerGatewaysCommand } from '@aws-sdk/client-ec2';
import { type Site, STATIC_ASN } from '../../config/model';
import { logGroupName } from '../../config/naming/log-groups';
import { desiredTunnels, type TunnelLogs } from '../../config/tunnels';
import { type ComparableOptions, desiredOptions } from '../../custom-resources/vpn-tunnels/compare';
import { liveConnection } from '../../custom-resources/vpn-tunnels/live';
import { generationOf } from '../../custom-resources/vpn-tunnels/pending-change';
import type { AwsClients } from '../aws/clients';
import { type AwsPlace, askAws } from '../aws/failure';
import { partitionOf } from '../aws/partition';
import type { FoundVpnConnection } from '../aws/vpn-connection';
import type { DriftItem } from './differences';

/** The options of a tunnel, in words. */
const OPTIONS: Readonly<Record<keyof ComparableOptions, string>> = {
  IKEVersions: 'IKE version',
  Phase1EncryptionAlgorithms: 'phase 1 encryption',
  Phase1IntegrityAlgorithms: 'phase 1 integrity',
  Phase1DHGroupNumbers: 'phase 1 DH groups',
  Phase1LifetimeSeconds: 'phase 1 lifetime (s)',
  Phase2EncryptionAlgorithms: 'phase 2 encryption',
  Phase2IntegrityAlgorithms: 'phase 2 integrity',
  Phase2DHGroupNumbers: 'phase 2 DH groups',
  Phase2LifetimeSeconds: 'phase 2 lifetime (s)',
  DPDTimeoutSeconds: 'DPD timeout (s)',
  DPDTimeoutAction: 'DPD action',
  StartupAction: 'startup',
  EnableTunnelLifecycleControl: 'lifecycle control',
  LogOptions: 'logs',
};

function optionItems(subject: string, options: ComparableOptions): readonly DriftItem[] {
  return (Object.keys(OPTIONS) as (keyof ComparableOptions)[]).map((name) => ({
    kind: 'tunnel-option',
    subject,
    option: OPTIONS[name],
    value: options[name],
  }));
}

const subjectOf = (insideCidr: string): string => `tunnel ${insideCidr}`;
const CONNECTION = 'VPN connection';
const GATEWAY = 'customer gateway';
const inPlace = (insideCidr: string): DriftItem => ({
  kind: 'tunnel',
  subject: subjectOf(insideCidr),
  option: 'inside addresses',
  value: insideCidr,
});
const key = (insideCidr: string, value: string): DriftItem => ({
  kind: 'tunnel-key',
  subject: subjectOf(insideCidr),
  option: 'key generation',
  value,
});
const route = (cidr: string): DriftItem => ({
  kind: 'static-route',
  subject: CONNECTION,
  option: `route ${cidr}`,
  value: 'there',
});
const routing = (value: string): DriftItem => ({ kind: 'connection', subject: CONNECTION, option: 'routing', value });
const keyStorage = (inSecretsManager: boolean): DriftItem => ({
  kind: 'key-storage',
  subject: CONNECTION,
  option: 'pre-shared key storage',
  value: inSecretsManager ? 'Secrets Manager' : 'the VPN service',
});
const gatewayItems = (address: string, asn: string): readonly DriftItem[] => [
  { kind: 'gateway', subject: GATEWAY, option: 'address', value: address },
  { kind: 'gateway', subject: GATEWAY, option: 'ASN', value: asn },
];

/** The file's values of the connection. */
export function declaredVpn({ site, vpn, network }: Site, place: AwsPlace): readonly DriftItem[] {
  if (vpn === undefined) return [];
  const arn = (log: 'tunnels' | 'bgp'): string =>
    `arn:${partitionOf(place.region)}:logs:${place.region}:${place.account}:log-group:${logGroupName(site, log)}`;
  const logs: TunnelLogs = {
    tunnelLogGroupArn: arn('tunnels'),
    ...(vpn.routing === 'bgp' ? { bgpLogGroupArn: arn('bgp') } : {}),
  };
  return [
    routing(vpn.routing),
    keyStorage(true),
    ...gatewayItems(vpn.gateway.publicIp, String(vpn.gateway.asn ?? STATIC_ASN)),
    ...(vpn.routing === 'static' ? network.hospitalCidrs.map(route) : []),
    ...desiredTunnels(vpn, logs).flatMap((tunnel) => [
      inPlace(tunnel.TunnelInsideCidr),
      ...optionItems(subjectOf(tunnel.TunnelInsideCidr), desiredOptions(tunnel)),
      key(tunnel.TunnelInsideCidr, String(tunnel.KeyGeneration)),
    ]),
  ];
}

/** The live values; undefined if the connection no longer exists. */
export async function liveVpn(
  clients: AwsClients,
  connection: FoundVpnConnection | undefined,
): Promise<readonly DriftItem[]> {
  if (connection === undefined) return [];
  const live = liveConnection({ ...connection, TunnelOptions: connection.tunnels });
  const routes = (connection.Routes ?? []).filter(({ State }) => State !== 'deleted' && State !== 'deleting');
  return [
    routing(connection.staticRoutesOnly ? 'static' : 'bgp'),
    keyStorage(connection.keysInSecretsManager),
    ...(await liveGateway(clients, connection.CustomerGatewayId)),
    ...routes.flatMap(({ DestinationCidrBlock: cidr }) => (cidr === undefined ? [] : [route(cidr)])),
    ...live.tunnels.flatMap(({ insideCidr, options }) => [
      inPlace(insideCidr),
      ...optionItems(subjectOf(insideCidr), options),
      key(insideCidr, String(generationOf(live, insideCidr) ?? 'not recorded')),
    ]),
  ];
}

async function liveGateway(clients: AwsClients, id: string | undefined): Promise<readonly DriftItem[]> {
  if (id === undefined) return [];
  const { CustomerGateways } = await askAws('ec2:DescribeCustomerGateways', clients.place, () =>
    clients.ec2.send(new DescribeCustomerGatewaysCommand({ Filters: [{ Name: 'customer-gateway-id', Values: [id] }] })),
  );
  const { IpAddress = 'none', BgpAsn, BgpAsnExtended } = CustomerGateways?.[0] ?? {};
  return gatewayItems(IpAddress, BgpAsnExtended ?? BgpAsn ?? 'none');
}
