import { randomBytes } from 'node:crypto';
import { addressText, blocksOverlap, cidrBlock, parseAddress } from '../config/addressing/ipv4';
import type { Site } from '../config/model';
import type { HandoverFacts } from '../handover/facts';
import type { LiveSite } from '../handover/live-site';
import type { TemplateView } from '../template/view';
import { endpointSubnets } from './cloud/cloud-network';
import { cloudVpn } from './cloud/cloud-vpn';

/** Addresses and keys that the rehearsal chooses instead of AWS and the internet provider. */

/** Documentation addresses (RFC 5737), which are never assigned. */
const OUTSIDE = ['198.51.100.201', '198.51.100.202', '192.0.2.201', '192.0.2.202'] as const;

/** The rehearsal's internal cables: RFC 2544 reserves 198.18.0.0/15 for network tests. */
export const LAB_ADDRESSES = {
  /** Site VPC, its delivery endpoint, and the site's cell. */
  privateLink: { vpc: '198.18.0.1', delivery: '198.18.0.3', ingest: '198.18.0.2', prefix: 29 },
  endpoint: [
    { aws: '198.18.1.1', vpc: '198.18.1.2' },
    { aws: '198.18.2.1', vpc: '198.18.2.2' },
  ],
  lan: { device: '198.18.9.1', lan: '198.18.9.2' },
  neighbour: { nbr: '198.18.3.1', ingest: '198.18.3.2' },
  /** From the two cells to PostgreSQL. */
  database: [
    { cell: '198.18.5.1', database: '198.18.5.2' },
    { cell: '198.18.6.1', database: '198.18.6.2' },
  ],
  /** To the neighbour, for a template with a route out of the site's VPC. */
  wayOut: { vpc: '198.18.4.1', nbr: '198.18.4.2' },
} as const;

/** A pre-shared key in AWS's alphabet: letters, digits, dots and underscores, no zero at the start. */
export const newKey = (): string => `k${randomBytes(24).toString('base64url').replaceAll('-', '.')}`;

export const newKeys = (): readonly [string, string] => [newKey(), newKey()];

/** AWS assigns addresses from the fifth address of a subnet on (Amazon VPC User Guide, "Subnet sizing"). */
const FIRST_ASSIGNED = 4;

/** The values of the site's connection after a deploy. */
export function rehearsedLiveSite(template: TemplateView): LiveSite {
  const { gateway } = cloudVpn(template);
  const [first, second] = OUTSIDE.filter((address) => address !== gateway.address);
  return {
    tunnels: [{ outsideAddress: first ?? '' }, { outsideAddress: second ?? '' }],
    customerGatewayAddress: gateway.address,
    endpointAddresses: endpointSubnets(template).map(({ zone, cidr }) => ({
      zone,
      address: addressText(cidrBlock(cidr).first + FIRST_ASSIGNED),
    })),
    endpointDnsName: 'vpce-rehearsal.example',
  };
}

/** One source address in each of the hospital's CIDRs, if possible not that of a PACS. */
export function workstationAddresses({
  hospitalCidrs,
  deliveries,
}: Pick<HandoverFacts, 'hospitalCidrs' | 'deliveries'>): readonly string[] {
  const taken = new Set(deliveries.map(({ address }) => parseAddress(address)));
  return hospitalCidrs.map((cidr) => {
    const { first, last } = cidrBlock(cidr);
    const wanted = Array.from({ length: 64 }, (_, index) => first + 10 + index).find(
      (address) => address < last && !taken.has(address),
    );
    return addressText(wanted ?? first);
  });
}

/** The first of these blocks that the site doesn't use. */
export function firstFreeCidr(
  candidates: readonly string[],
  network: Pick<Site['network'], 'hospitalCidrs' | 'cloudCidr'>,
): string {
  const own = [...network.hospitalCidrs, network.cloudCidr].map(cidrBlock);
  const free = candidates.find((cidr) => !own.some((one) => blocksOverlap(one, cidrBlock(cidr))));
  return free ?? candidates[0] ?? '';
}

/** Another site's cloudCidr. */
export const neighbourCidr = (site: Site): string =>
  firstFreeCidr(['100.127.255.0/26', '100.127.254.0/26', '100.65.255.0/26', '198.18.200.0/26'], site.network);
