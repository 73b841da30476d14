import { deliveriesOf } from './delivery';
import type { Site } from './model';
import { dicomPorts, portService } from './ports';

/** What the security groups of a site let through: what its stack makes, and what `heartlab drift` holds the live ones against. */

export interface CidrRule {
  readonly cidr: string;
  readonly protocol: 'tcp';
  readonly port: number;
  readonly description: string;
}

/** Of a group: only those who wear the ingest's group may send. */
export interface SourceRule {
  readonly protocol: 'tcp';
  readonly port: number;
  readonly description: string;
}

/** The logical ids of a site's security groups. Another is another group. */
export const dicomGroupId = (index: number): string =>
  index === 0 ? 'DicomSecurityGroup' : `DicomSecurityGroup${index + 1}`;
export const DELIVERY_GROUP_ID = 'DeliverySecurityGroup';
export const DELIVERY_ENDPOINT_GROUP_ID = 'DeliveryEndpointSecurityGroup';

/**
 * Hospital CIDRs a group: with all four DICOM ports on, 15 make 60 rules, which is EC2's limit for one group. A fixed number,
 * so that turning a port on or appending a CIDR never moves a rule from one group to another.
 */
export const CIDRS_PER_GROUP = 15;

/** Who may reach the site's endpoint: the ingress rules of each of its groups, in their order. */
export function dicomRules(site: Site): readonly (readonly CidrRule[])[] {
  const { hospitalCidrs } = site.network;
  const ports = dicomPorts(site);
  return Array.from({ length: Math.ceil(hospitalCidrs.length / CIDRS_PER_GROUP) }, (_, index) =>
    hospitalCidrs.slice(index * CIDRS_PER_GROUP, (index + 1) * CIDRS_PER_GROUP).flatMap((cidr) =>
      ports.map((port) => ({
        cidr,
        protocol: 'tcp' as const,
        port,
        description: `${portService(port)} from the hospital`,
      })),
    ),
  );
}

/** Where the delivery load balancer may send. Two AE titles at one address and port need one rule: at most 50 of EC2's 60. */
export function deliveryRules(site: Site): readonly CidrRule[] {
  const pairs = new Map(deliveriesOf(site).map(({ address, port }) => [`${address} ${port}`, { address, port }]));
  return [...pairs.values()].map(({ address, port }) => ({
    cidr: `${address}/32`,
    protocol: 'tcp',
    port,
    // No AE title: a PACS renamed would take the rule away for a moment.
    description: 'Results to the PACS of the hospital',
  }));
}

/** What the ingest may send to a site's delivery endpoint. */
export function deliveryEndpointRules(site: Site): readonly SourceRule[] {
  return deliveriesOf(site).map(({ listenerPort }) => ({
    protocol: 'tcp',
    port: listenerPort,
    description: 'Results from the ingest',
  }));
}

/** Of EC2's 60 rules a group and direction, in three zones: as many ranges of ports as fit. */
const MOST_PORT_RANGES = 20;

/**
 * The ports on which a cell's tasks reach the site's delivery endpoint, as ranges: neighbouring ports share a rule. Where there would be
 * more ranges than a group has rules for, one range holds them all; the endpoint's own group still names each port.
 */
export function cellDeliveryPorts(site: Site): readonly { readonly from: number; readonly to: number }[] {
  const ports = deliveriesOf(site)
    .map(({ listenerPort }) => listenerPort)
    .sort((a, b) => a - b);
  const ranges: { from: number; to: number }[] = [];
  for (const port of ports) {
    const last = ranges.at(-1);
    if (last !== undefined && port <= last.to + 1) last.to = port;
    else ranges.push({ from: port, to: port });
  }
  const first = ranges[0];
  const last = ranges.at(-1);
  return ranges.length > MOST_PORT_RANGES && first !== undefined && last !== undefined
    ? [{ from: first.from, to: last.to }]
    : ranges;
}

/**
 * EC2 gives a new group a rule that lets everything out, and CloudFormation takes that away only for another rule: this one,
 * to the host itself, is what AWS documents for "no egress". An empty list would leave it.
 */
export const NO_EGRESS_RULE = {
  cidr: '127.0.0.1/32',
  protocol: '-1',
  description: 'No egress - stands in for the allow-all default',
} as const;
