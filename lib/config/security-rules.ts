import { deliveriesOf } from './delivery';
import type { Site } from './model';
import { dicomPorts, portService } from './ports';

/** The rules of a site's security groups: its stack creates them, and `heartlab drift` compares the deployed groups with them. */

export interface CidrRule {
  readonly cidr: string;
  readonly protocol: 'tcp';
  readonly port: number;
  readonly description: string;
}

/** The logical ids of a site's security groups. A new id would replace the group. */
export const dicomGroupId = (index: number): string =>
  index === 0 ? 'DicomSecurityGroup' : `DicomSecurityGroup${index + 1}`;
export const DELIVERY_GROUP_ID = 'DeliverySecurityGroup';
export const DELIVERY_ENDPOINT_GROUP_ID = 'DeliveryEndpointSecurityGroup';

/**
 * Hospital CIDRs in one group: with all four DICOM ports on, 15 make 60 rules, EC2's limit for a group. The number is fixed, so
 * that turning a port on or appending a CIDR never moves a rule from one group to another.
 */
export const CIDRS_PER_GROUP = 15;

/** The ingress rules of the groups of the site's endpoint, in the order of the groups. */
export const dicomRules = (site: Site): readonly (readonly CidrRule[])[] =>
  dicomGroupRules(site.network.hospitalCidrs, dicomPorts(site));

/** The ingress rules of the groups that allow these ports from these CIDRs. */
export function dicomGroupRules(
  hospitalCidrs: readonly string[],
  ports: readonly number[],
): readonly (readonly CidrRule[])[] {
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

/** Egress rules of the delivery load balancer. Two AE titles at one address and port share a rule: at most 50 of EC2's 60. */
export function deliveryRules(site: Site): readonly CidrRule[] {
  const pairs = new Map(deliveriesOf(site).map(({ address, port }) => [`${address} ${port}`, { address, port }]));
  return [...pairs.values()].map(({ address, port }) => ({
    cidr: `${address}/32`,
    protocol: 'tcp',
    port,
    // Without the AE title: renaming a PACS would otherwise remove the rule for a moment.
    description: 'Results to the PACS of the hospital',
  }));
}

/** The rules of a site's delivery endpoint. Their source is the ingest's security group. */
export function deliveryEndpointRules(site: Site): readonly Omit<CidrRule, 'cidr'>[] {
  return deliveriesOf(site).map(({ listenerPort }) => ({
    protocol: 'tcp',
    port: listenerPort,
    description: 'Results from the ingest',
  }));
}

/** The most port ranges that fit into EC2's 60 rules of a group and direction, in three zones. */
const MOST_PORT_RANGES = 20;

/**
 * The ports on which a cell's tasks reach the site's delivery endpoint, as ranges: adjacent ports share a rule. If a group has
 * too few rules for the ranges, one range covers all ports. The endpoint's own group still lists each port.
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
 * EC2 adds a rule that allows all egress to a new group, and CloudFormation removes it only in exchange for another rule. AWS
 * documents this rule, to the host itself, for "no egress". An empty list would keep EC2's rule.
 */
export const NO_EGRESS_RULE = {
  cidr: '127.0.0.1/32',
  protocol: '-1',
  description: 'No egress - stands in for the allow-all default',
} as const;
