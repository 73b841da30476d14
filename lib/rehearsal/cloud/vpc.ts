import { addressText, cidrBlock } from '../../config/addressing/ipv4';
import { FrrDaemon } from '../daemons/frr';
import type { LabMachine } from '../lab/lab';
import { LAB_ADDRESSES } from '../plan';
import type { CloudDelivery, SecurityRule } from './cloud-network';
import type { CloudVpn } from './cloud-vpn';

export interface VpcOptions {
  readonly cloud: CloudVpn;
  readonly ingress: readonly SecurityRule[];
  readonly endpointAddresses: readonly string[];
  readonly delivery: CloudDelivery | undefined;
  /** Routes out of the VPC in the template, other than the VPN. */
  readonly routesOut: readonly string[];
}

/** The VPC's router. At AWS it answers no ping; here it does, so that gaps can be measured. */
export const routerAddress = (vpcCidr: string): string => addressText(cidrBlock(vpcCidr).first + 1);

const set = (items: readonly (string | number)[]): string => `{ ${items.join(', ')} }`;

const accepts = ({ cidr, from, to }: SecurityRule, side: 'saddr' | 'daddr'): string =>
  `ip ${side} ${cidr} tcp dport ${from}-${to}`;
const indented = (lines: readonly string[]): string => lines.map((line) => `    ${line}\n`).join('');

/**
 * The template's security groups, before the endpoint's network interfaces: traffic without a rule is dropped silently. Behind
 * them is PrivateLink: a connection to an interface continues to the ingest from an address of the endpoint, and nothing else
 * passes. Results reach the destinations that the security group of their load balancer permits.
 */
export function vpcRules({ ingress, endpointAddresses, delivery, routesOut }: VpcOptions): string {
  const { vpc, ingest, delivery: deliveryAddress } = LAB_ADDRESSES.privateLink;
  const { paths = [], egress = [], sources = [] } = delivery ?? {};
  const toPacs = paths.map(
    ({ listenerPort, address, port }) =>
      `ip daddr ${deliveryAddress} tcp dport ${listenerPort} dnat ip to ${address}:${port}`,
  );
  return `table inet vpc {
  chain interfaces {
    type filter hook prerouting priority raw;
    ip daddr ${set(endpointAddresses)} jump groups
  }
  chain groups {
${indented(ingress.map((rule) => `${accepts(rule, 'saddr')} accept`))}    icmp type destination-unreachable accept
    counter drop
  }
  chain privatelink {
    type nat hook prerouting priority dstnat;
    ip daddr ${set(endpointAddresses)} meta l4proto tcp dnat ip to ${ingest}
${indented(toPacs)}  }
  chain sources {
    type nat hook postrouting priority srcnat;
    ip daddr ${ingest} ct status dnat snat ip to ${vpc}
${indented(paths.map(({ address }) => `ip daddr ${address} ct status dnat snat ip to ${sources[0]}`))}  }
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state established,related accept
    ip daddr ${ingest} ct status dnat accept
${indented(egress.map((rule) => `${accepts(rule, 'daddr')} ct status dnat accept`))}${indented(routesOut.map((cidr) => `ip daddr ${cidr} accept`))}  }
}
`;
}

/** The site's VPC: its routes to the hospital, the endpoint's interfaces, and nothing else. */
export class LabVpc {
  readonly frr: FrrDaemon | undefined;

  constructor(
    readonly machine: LabMachine,
    private readonly options: VpcOptions,
  ) {
    if (options.cloud.staticRoutes === undefined) this.frr = new FrrDaemon(machine, this.bgp());
  }

  /** Like the VPN gateway, it propagates the routes of a tunnel. */
  private bgp(): string {
    const { awsAsn } = this.options.cloud;
    const neighbours = LAB_ADDRESSES.endpoint.map(({ aws }) => aws);
    return `router bgp ${awsAsn}
 bgp router-id ${LAB_ADDRESSES.privateLink.vpc}
${neighbours.map((address) => ` neighbor ${address} remote-as ${awsAsn}\n neighbor ${address} timers connect 2\n`).join('')}`;
  }

  async start(): Promise<void> {
    const { cloud, endpointAddresses, delivery, routesOut } = this.options;
    for (const address of [routerAddress(cloud.vpcCidr), ...endpointAddresses, ...(delivery?.sources ?? [])])
      await this.machine.ip('address', 'add', `${address}/32`, 'dev', 'lo');
    // Traffic to unassigned addresses is dropped.
    await this.machine.ip('route', 'add', 'blackhole', cloud.vpcCidr);
    for (const cidr of routesOut) await this.machine.ip('route', 'add', cidr, 'via', LAB_ADDRESSES.wayOut.nbr);
    await this.machine.nft(vpcRules(this.options));
    await this.frr?.start();
  }
}
