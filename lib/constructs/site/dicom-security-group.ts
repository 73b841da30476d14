import { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { Site } from '../../config/model';
import { CIDRS_PER_GROUP, dicomGroupId, dicomRules } from '../../config/security-rules';
import { NO_EGRESS } from '../common/security-groups';
import { siteTags } from '../common/tags';

export interface DicomSecurityGroupProps {
  /**
   * `network.hospitalCidrs`: CIDR number i of the file is in group i / 15, so append new ones at the end.
   * `dicom.dimse.ports`: exactly these ports are open. Changing either changes only rules, not tunnels or endpoint.
   */
  readonly site: Site;
  readonly vpcId: string;
}

/**
 * The security groups of the site's endpoint. They allow only the hospital's CIDRs, on TCP 443 and the DIMSE ports that the site
 * file enables, and no egress. If the rules exceed one group, there are several; the endpoint gets all of them.
 */
export class DicomSecurityGroup extends Construct {
  readonly groupIds: readonly string[];

  constructor(scope: Construct, id: string, props: DicomSecurityGroupProps) {
    super(scope, id);
    this.groupIds = dicomRules(props.site).map((rules, index) => {
      const logicalId = dicomGroupId(index);
      const from = index * CIDRS_PER_GROUP;
      const group = new CfnSecurityGroup(this, logicalId, {
        // A change of the description replaces the group, so it contains only what is fixed for life.
        groupDescription: `DICOM from the hospital of ${props.site.site}, CIDRs ${from + 1} to ${from + CIDRS_PER_GROUP} of its site file`,
        vpcId: props.vpcId,
        securityGroupIngress: rules.map(({ cidr, protocol, port, description }) => ({
          cidrIp: cidr,
          ipProtocol: protocol,
          fromPort: port,
          toPort: port,
          description,
        })),
        securityGroupEgress: [...NO_EGRESS],
        tags: siteTags(props.site, `heartlab-${props.site.site}-dicom`),
      });
      group.overrideLogicalId(logicalId);
      return group.attrGroupId;
    });
  }
}
