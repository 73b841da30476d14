import { Fn } from 'aws-cdk-lib';
import { CfnSecurityGroup, CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { deliveryHost } from '../../config/delivery';
import type { Environment, Site } from '../../config/model';
import { cellNames } from '../../config/naming/cell-names';
import { ingestNames } from '../../config/naming/ingest-names';
import { DELIVERY_ENDPOINT_GROUP_ID, deliveryEndpointRules } from '../../config/security-rules';
import { NO_EGRESS } from '../common/security-groups';
import { siteTags } from '../common/tags';
import { regionalDnsEntry } from './stow-endpoint';

export interface PacsDeliveryEndpointProps {
  /** `dicom.deliverTo`: only the listener ports are open, and only to the tasks of the site's cell. */
  readonly site: Site;
  /** With `ingest.managed`. The endpoint is in the VPC of that ingest, with one network interface a zone. */
  readonly environment: Environment;
  /** The name of the site's delivery service. A change replaces the endpoint. */
  readonly serviceName: string;
}

/**
 * Connects the managed ingest to one hospital's PACS: an interface endpoint in the ingest's VPC, and a record for it in the
 * ingest's private zone. The site's stack creates it and imports what it needs from the ingest by name. The ingest uses only the
 * DNS name, because a reference to the site's stack would be a cycle.
 */
export class PacsDeliveryEndpoint extends Construct {
  readonly endpointId: string;
  /** The DNS name that the ingest connects to: `deliveryHost` of the site. */
  readonly hostName: string;
  readonly endpoint: CfnVPCEndpoint;

  constructor(scope: Construct, id: string, props: PacsDeliveryEndpointProps) {
    super(scope, id);
    const { site, environment, serviceName } = props;
    const names = ingestNames(environment.name);
    const vpcId = Fn.importValue(names.vpcId);

    const group = this.addSecurityGroup(site, vpcId, Fn.importValue(cellNames(site.site).taskGroupId));
    // No endpoint policy: only AWS services support one (`endpointStatements`).
    this.endpoint = new CfnVPCEndpoint(this, 'Endpoint', {
      vpcEndpointType: 'Interface',
      serviceName,
      vpcId,
      subnetIds: environment.availabilityZones.map((_, zone) => Fn.importValue(names.endpointSubnetId(zone))),
      securityGroupIds: [group.attrGroupId],
      // The record below has the name.
      privateDnsEnabled: false,
      tags: siteTags(site, `heartlab-${site.site}-delivery`),
    });
    this.endpoint.overrideLogicalId('DeliveryEndpoint');
    this.endpointId = this.endpoint.ref;

    this.hostName = deliveryHost(site.site);
    const record = new CfnRecordSet(this, 'Record', {
      hostedZoneId: Fn.importValue(names.deliveryZoneId),
      name: this.hostName,
      type: 'A',
      aliasTarget: { ...regionalDnsEntry(this.endpoint), evaluateTargetHealth: false },
    });
    record.overrideLogicalId('DeliveryRecord');
  }

  private addSecurityGroup(site: Site, vpcId: string, sourceGroupId: string): CfnSecurityGroup {
    const group = new CfnSecurityGroup(this, 'SecurityGroup', {
      // A change of the description replaces the group, so it contains only what is fixed for life.
      groupDescription: `Results from the ingest to the PACS of ${site.site}`,
      vpcId,
      securityGroupIngress: deliveryEndpointRules(site).map(({ protocol, port, description }) => ({
        sourceSecurityGroupId: sourceGroupId,
        ipProtocol: protocol,
        fromPort: port,
        toPort: port,
        description,
      })),
      securityGroupEgress: [...NO_EGRESS],
      tags: siteTags(site, `heartlab-${site.site}-delivery`),
    });
    group.overrideLogicalId(DELIVERY_ENDPOINT_GROUP_ID);
    return group;
  }
}
