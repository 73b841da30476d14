import {
  DescribeCustomerGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  DescribeVpcEndpointsCommand,
} from '@aws-sdk/client-ec2';
import { compareAscending } from '../config/ascending';
import type { Site, VirtualInterface } from '../config/model';
import { SITE_OUTPUTS, siteStackName, virtualInterfaceOutputs } from '../config/naming/stack-contract';
import { stowPasswordSecret } from '../config/stow-password';
import type { LiveEndpointAddress, LiveSite, LiveTunnel, LiveVirtualInterface } from '../handover/live-site';
import type { AwsClients } from './aws/clients';
import { askAws } from './aws/failure';
import { type DeployedStack, deployedStack } from './aws/stack';
import { findVirtualInterface } from './aws/virtual-interface';
import { type FoundVpnConnection, findVpnConnection } from './aws/vpn-connection';

/**
 * The values of a site that exist only after its deploy, from its stack's outputs, EC2 and Direct Connect. Of secrets it has only
 * the names.
 *
 * @throws AwsFailure
 */
export async function readLiveSite(clients: AwsClients, site: Site): Promise<LiveSite> {
  const stack = await deployedStack(clients, siteStackName(site.site));
  const [vpn, endpoint, virtualInterfaces] = await Promise.all([
    liveVpn(clients, site, stack),
    liveEndpoint(clients, stack),
    Promise.all((site.directConnect?.virtualInterfaces ?? []).map((one) => liveVirtualInterface(clients, one, stack))),
  ]);
  const hostName = stack.outputs.get(SITE_OUTPUTS.hostName);
  const stowPassword = stowPasswordSecret(site);
  return {
    ...vpn,
    ...endpoint,
    virtualInterfaces: virtualInterfaces.length === 0 ? undefined : virtualInterfaces,
    hostName,
    stowPassword,
  };
}

async function liveVpn(
  clients: AwsClients,
  site: Site,
  { outputs }: DeployedStack,
): Promise<Pick<LiveSite, 'tunnels' | 'customerGatewayAddress'>> {
  const id = outputs.get(SITE_OUTPUTS.vpnConnectionId);
  if (site.vpn === undefined || id === undefined) return {};
  const connection = await findVpnConnection(clients, id);
  if (connection === undefined) return {};
  const [first, second] = site.vpn.tunnels.map(({ insideCidr }) => liveTunnel(connection, insideCidr));
  const customerGatewayAddress = await gatewayAddress(clients, connection.CustomerGatewayId);
  return {
    tunnels: first === undefined || second === undefined ? undefined : [first, second],
    customerGatewayAddress,
  };
}

/** EC2 returns the tunnels in any order; the inside CIDR identifies a tunnel. */
function liveTunnel(connection: FoundVpnConnection, insideCidr: string): LiveTunnel {
  const { tunnels, keysInSecretsManager, PreSharedKeyArn } = connection;
  const found = tunnels.find(({ TunnelInsideCidr }) => TunnelInsideCidr === insideCidr);
  return {
    outsideAddress: found?.OutsideIpAddress,
    // A secret that the connection no longer uses may hold an old key: it is not handed over.
    preSharedKey: keysInSecretsManager ? PreSharedKeyArn : undefined,
  };
}

/** With filters, here and below, because EC2 fails the whole call if an id was deleted by hand. */
async function gatewayAddress(clients: AwsClients, id: string | undefined): Promise<string | undefined> {
  if (id === undefined) return undefined;
  const { CustomerGateways } = await askAws('ec2:DescribeCustomerGateways', clients.place, () =>
    clients.ec2.send(new DescribeCustomerGatewaysCommand({ Filters: [{ Name: 'customer-gateway-id', Values: [id] }] })),
  );
  return CustomerGateways?.[0]?.IpAddress;
}

async function liveEndpoint(
  clients: AwsClients,
  { outputs }: DeployedStack,
): Promise<Pick<LiveSite, 'endpointAddresses' | 'endpointDnsName'>> {
  const id = outputs.get(SITE_OUTPUTS.endpointId);
  const endpointDnsName = outputs.get(SITE_OUTPUTS.endpointDnsName);
  const endpointAddresses = id === undefined ? [] : await addressesOf(clients, id);
  return {
    endpointAddresses: endpointAddresses.length === 0 ? undefined : endpointAddresses,
    endpointDnsName,
  };
}

async function addressesOf(clients: AwsClients, endpointId: string): Promise<readonly LiveEndpointAddress[]> {
  const { VpcEndpoints } = await askAws('ec2:DescribeVpcEndpoints', clients.place, () =>
    clients.ec2.send(new DescribeVpcEndpointsCommand({ Filters: [{ Name: 'vpc-endpoint-id', Values: [endpointId] }] })),
  );
  const ids = VpcEndpoints?.[0]?.NetworkInterfaceIds ?? [];
  if (ids.length === 0) return [];
  const { NetworkInterfaces } = await askAws('ec2:DescribeNetworkInterfaces', clients.place, () =>
    clients.ec2.send(
      new DescribeNetworkInterfacesCommand({ Filters: [{ Name: 'network-interface-id', Values: [...ids] }] }),
    ),
  );
  return (NetworkInterfaces ?? [])
    .flatMap(({ AvailabilityZone, PrivateIpAddress }) =>
      AvailabilityZone === undefined || PrivateIpAddress === undefined
        ? []
        : [{ zone: AvailabilityZone, address: PrivateIpAddress }],
    )
    .sort((one, other) => compareAscending(one.zone, other.zone));
}

async function liveVirtualInterface(
  clients: AwsClients,
  { name }: VirtualInterface,
  { outputs }: DeployedStack,
): Promise<LiveVirtualInterface> {
  const names = virtualInterfaceOutputs(name);
  const id = outputs.get(names.id);
  const authKey = outputs.get(names.authKeySecret);
  const known = { name, authKey };
  if (id === undefined) return known;
  const found = await findVirtualInterface(clients, id);
  const { customerAddress: hospital, amazonAddress: aws, jumboFrameCapable } = found ?? {};
  return {
    ...known,
    id,
    peering: hospital === undefined || aws === undefined ? undefined : { hospital, aws },
    jumboFrames: jumboFrameCapable,
  };
}
