import { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { parseBlock } from '../../config/addressing/ipv4';
import { FleetError } from '../../config/fleet-error';
import type { SiteName } from '../../config/model';
import { DIMSE_PORT_NUMBERS, type DimsePort, STOW_PORT } from '../../config/ports';
import { showValue } from '../../config/problem';
import { CIDRS_PER_GROUP, dicomGroupId, dicomGroupRules } from '../../config/security-rules';
import { NO_EGRESS } from '../common/security-groups';
import { siteTags } from '../common/tags';

/** The hospital that may send, and the open ports. */
export interface DicomSecurityGroupProps {
  /** The hospital: the groups' description and tags contain its name. A `Site` will do. A change replaces the groups. */
  readonly site: SiteName;
  /** The id of the VPC of the groups. A change replaces the groups. */
  readonly vpcId: string;
  /**
   * The hospital's IPv4 CIDR blocks, the only sources. CIDR number i is in group i / 15, so append new ones at the end. A change
   * changes rules; no group is replaced, and no connection of another CIDR is interrupted.
   */
  readonly hospitalCidrs: readonly string[];
  /**
   * The DIMSE ports that are open beside TCP 443: 104 and 11112 unencrypted, 2762 over TLS (DICOM PS3.8 section 9, PS3.15 annex B).
   * A port that is removed is closed at once.
   * @default - none: only STOW-RS on TCP 443 (DICOM PS3.18)
   */
  readonly dimsePorts?: readonly DimsePort[];
  /**
   * Comes before the logical ids of the groups, which are fixed. A stack with the groups of several hospitals needs a prefix for
   * all but one. A change replaces the groups.
   * @default - no prefix: the ids are `DicomSecurityGroup`, `DicomSecurityGroup2`, …
   */
  readonly logicalIdPrefix?: string;
}

/**
 * Security groups for an endpoint that receives studies of one hospital. They allow only the hospital's CIDRs, on TCP 443 and the
 * given DIMSE ports, and no egress. One group has rules for 15 CIDRs; for more there are several, and the endpoint gets all of them.
 *
 * @throws FleetError with all wrong values, if a CIDR is not an IPv4 CIDR block or a port is not a DIMSE port
 */
export class DicomSecurityGroup extends Construct {
  /** The ids of the groups, at least one. */
  readonly groupIds: readonly string[];

  constructor(scope: Construct, id: string, props: DicomSecurityGroupProps) {
    super(scope, id);
    const { site, vpcId, hospitalCidrs, dimsePorts = [], logicalIdPrefix = '' } = props;
    checkProps(hospitalCidrs, dimsePorts);
    // In a fixed order, so that reordering `dimsePorts` does not change the template.
    const ports = [STOW_PORT, ...DIMSE_PORT_NUMBERS.filter((port) => dimsePorts.includes(port))];
    this.groupIds = dicomGroupRules(hospitalCidrs, ports).map((rules, index) => {
      const logicalId = `${logicalIdPrefix}${dicomGroupId(index)}`;
      const from = index * CIDRS_PER_GROUP;
      const group = new CfnSecurityGroup(this, dicomGroupId(index), {
        // A change of the description replaces the group, so it contains only what is fixed for life.
        groupDescription: `DICOM from the hospital of ${site.site}, CIDRs ${from + 1} to ${from + CIDRS_PER_GROUP} of its site file`,
        vpcId,
        securityGroupIngress: rules.map(({ cidr, protocol, port, description }) => ({
          cidrIp: cidr,
          ipProtocol: protocol,
          fromPort: port,
          toPort: port,
          description,
        })),
        securityGroupEgress: [...NO_EGRESS],
        tags: siteTags(site, `heartlab-${site.site}-dicom`),
      });
      group.overrideLogicalId(logicalId);
      return group.attrGroupId;
    });
  }
}

function checkProps(hospitalCidrs: readonly string[], dimsePorts: readonly number[]): void {
  const validPorts: readonly number[] = DIMSE_PORT_NUMBERS;
  const problems = [
    ...(hospitalCidrs.length === 0 ? ['hospitalCidrs: the list is empty; name at least one block'] : []),
    ...hospitalCidrs.flatMap((cidr, index) =>
      parseBlock(cidr) === undefined
        ? [`hospitalCidrs[${index}]: ${showValue(cidr)} is not an IPv4 CIDR block; write it like 10.20.0.0/22`]
        : [],
    ),
    ...dimsePorts.flatMap((port, index) =>
      validPorts.includes(port)
        ? []
        : [`dimsePorts[${index}]: ${port} is not a DIMSE port; use one of ${validPorts.join(', ')}`],
    ),
  ];
  if (problems.length > 0) throw new FleetError(problems);
}
