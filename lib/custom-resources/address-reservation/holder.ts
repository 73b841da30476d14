import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { blockContains, parseAddress, parseInterfaceAddress } from '../../config/addressing/ipv4';

/** Finds the network interface that has an address, and its load balancer. Pure. */

/** The network interface that has the address, by itself or in a prefix; undefined if it is free. */
export function holderOf(interfaces: readonly NetworkInterface[], address: string): NetworkInterface | undefined {
  const number = parseAddress(address);
  return interfaces.find(({ PrivateIpAddress, PrivateIpAddresses = [], Ipv4Prefixes = [] }) => {
    if ([PrivateIpAddress, ...PrivateIpAddresses.map((one) => one.PrivateIpAddress)].includes(address)) return true;
    return Ipv4Prefixes.some(({ Ipv4Prefix = '' }) => {
      const prefix = parseInterfaceAddress(Ipv4Prefix)?.block;
      return prefix !== undefined && number !== undefined && blockContains(prefix, number);
    });
  });
}

/**
 * The ARN of the Network Load Balancer that a network interface belongs to; undefined for any other interface. The description
 * is `ELB net/<name>/<id>` (AWS re:Post, "What source IP address does Elastic Load Balancing use"). The load balancer is in the
 * account and Region of the stack.
 *
 * @param stackId `arn:<partition>:cloudformation:<region>:<account>:stack/…`
 */
export function loadBalancerOf(
  { InterfaceType, Description = '' }: NetworkInterface,
  stackId: string,
): string | undefined {
  const [, name] = /^ELB (net\/[A-Za-z0-9-]+\/[0-9a-f]+)$/.exec(Description) ?? [];
  if (InterfaceType !== 'network_load_balancer' || name === undefined) return undefined;
  const [, partition, , region, account] = stackId.split(':');
  return `arn:${partition}:elasticloadbalancing:${region}:${account}:loadbalancer/${name}`;
}

/** `eni-0a1 ("RDSNetworkInterface", interface, owner 111122223333, requester amazon-rds)` */
export function describeInterface(networkInterface: NetworkInterface): string {
  const { NetworkInterfaceId, Description, InterfaceType, OwnerId, RequesterId } = networkInterface;
  const parts = [
    Description && JSON.stringify(Description),
    InterfaceType,
    OwnerId && `owner ${OwnerId}`,
    RequesterId && `requester ${RequesterId}`,
  ];
  return `${NetworkInterfaceId} (${parts.filter((part) => part).join(', ')})`;
}
