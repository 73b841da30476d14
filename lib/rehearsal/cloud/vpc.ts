import { addressText, block } from '../../site/ipv4';
import { Frr } from '../daemons/frr';
import type { Machine } from '../lab/lab';
import { WIRES } from '../plan';
import type { CloudDelivery, CloudVpn, IngressRule } from './template';

export interface VpcOptions {
  readonly cloud: CloudVpn;
  readonly ingress: readonly IngressRule[];
  readonly endpointAddresses: readonly string[];
  readonly delivery: CloudDelivery | undefined;
}

/** The VPC's router: at AWS it answers no ping, here it does, so that gaps can be measured. */
export const routerAddress = (vpcCidr: string): string => addressText(block(vpcCidr).first + 1);

const set = (items: readonly (string | number)[]): string => `{ ${items.join(', ')} }`;

/**
 * The security groups of the template, in front of the endpoint's network interfaces: what no rule names is dropped, silently. Behind
 * them PrivateLink: a connection to an interface goes on to the ingest, from an address of the endpoint's own, and nothing else passes.
 */
export function vpcRules({ ingress, endpointAddresses, delivery }: VpcOptions): string {
  const { vpc, ingest, delivery: deliveryAddress } = WIRES.privateLink;
  const ways = delivery?.ways ?? [];
  return `table inet vpc {
  chain interfaces {
    type filter hook prerouting priority raw;
    ip daddr ${set(endpointAddresses)} jump groups
  }
  chain groups {
${ingress.map(({ cidr, from, to }) => `    ip saddr ${cidr} tcp dport ${from}-${to} accept\n`).join('')}    icmp type destination-unreachable accept
    counter drop
  }
  chain privatelink {
    type nat hook prerouting priority dstnat;
    ip daddr ${set(endpointAddresses)} meta l4proto tcp dnat ip to ${ingest}
${ways.map(({ listenerPort, address, port }) => `    ip daddr ${deliveryAddress} tcp dport ${listenerPort} dnat ip to ${address}:${port}\n`).join('')}  }
  chain sources {
    type nat hook postrouting priority srcnat;
    ip daddr ${ingest} ct status dnat snat ip to ${vpc}
${ways.map(({ address }) => `    ip daddr ${address} ct status dnat snat ip to ${delivery?.sources[0]}\n`).join('')}  }
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct status dnat accept
  }
}
`;
}

/** The site's VPC: its routes to the hospital, the endpoint's interfaces, and nothing else. */
export class Vpc {
  readonly frr: Frr | undefined;

  constructor(
    readonly machine: Machine,
    private readonly options: VpcOptions,
  ) {
    if (options.cloud.staticRoutes === undefined) this.frr = new Frr(machine, this.bgp());
  }

  /** What the VPN gateway does: the routes that a tunnel brings are propagated. */
  private bgp(): string {
    const { awsAsn } = this.options.cloud;
    const neighbours = WIRES.endpoint.map(({ aws }) => aws);
    return `router bgp ${awsAsn}
 bgp router-id ${WIRES.privateLink.vpc}
${neighbours.map((address) => ` neighbor ${address} remote-as ${awsAsn}\n neighbor ${address} timers connect 2\n`).join('')}`;
  }

  async start(): Promise<void> {
    const { cloud, endpointAddresses, delivery } = this.options;
    for (const address of [routerAddress(cloud.vpcCidr), ...endpointAddresses, ...(delivery?.sources ?? [])])
      await this.machine.ip('address', 'add', `${address}/32`, 'dev', 'lo');
    // What is nobody's address ends here.
    await this.machine.ip('route', 'add', 'blackhole', cloud.vpcCidr);
    await this.machine.nft(vpcRules(this.options));
    await this.frr?.start();
  }
}
