import { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { Site } from '../site/model';
import { dicomPorts, portService } from '../site/ports';
import { NO_EGRESS } from './no-egress';
import { siteTags } from './tags';

/**
 * Hospital CIDRs a group: with all four DICOM ports on, 15 make 60 rules, which is EC2's limit for one group. A fixed number,
 * so that turning a port on or appending a CIDR never moves a rule from one group to another.
 */
const CIDRS_PER_GROUP = 15;

export interface DicomSecurityGroupProps {
  /**
   * `network.hospitalCidrs`: CIDR number i of the file is in group i / 15, so append new ones at the end.
   * `dicom.dimse.ports`: open exactly when named. Changing either touches rules only; tunnels and endpoint stay.
   */
  readonly site: Site;
  readonly vpcId: string;
}

/**
 * Who may reach the site's endpoint, and on which ports: the hospital's own CIDRs, TCP 443 and the DIMSE ports that the
 * site file turns on. Nothing may leave. Several security groups where one can't hold the rules; all go on the endpoint.
 */
export class DicomSecurityGroup extends Construct {
  readonly groupIds: readonly string[];

  constructor(scope: Construct, id: string, props: DicomSecurityGroupProps) {
    super(scope, id);
    const { hospitalCidrs } = props.site.network;
    const ports = dicomPorts(props.site);
    const groups = Math.ceil(hospitalCidrs.length / CIDRS_PER_GROUP);
    this.groupIds = Array.from({ length: groups }, (_, index) => {
      const logicalId = index === 0 ? 'DicomSecurityGroup' : `DicomSecurityGroup${index + 1}`;
      const from = index * CIDRS_PER_GROUP;
      const group = new CfnSecurityGroup(this, logicalId, {
        // A change of the description means replacement: it says only what is fixed for life.
        groupDescription: `DICOM from the hospital of ${props.site.site}, CIDRs ${from + 1} to ${from + CIDRS_PER_GROUP} of its site file`,
        vpcId: props.vpcId,
        securityGroupIngress: hospitalCidrs.slice(from, from + CIDRS_PER_GROUP).flatMap((cidr) =>
          ports.map((port) => ({
            cidrIp: cidr,
            ipProtocol: 'tcp',
            fromPort: port,
            toPort: port,
            description: `${portService(port)} from the hospital`,
          })),
        ),
        securityGroupEgress: [...NO_EGRESS],
        tags: siteTags(props.site, `heartlab-${props.site.site}-dicom`),
      });
      group.overrideLogicalId(logicalId);
      return group.attrGroupId;
    });
  }
}
