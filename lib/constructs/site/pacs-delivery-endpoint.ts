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
  /** `dicom.deliverTo`: each listener port is open to the tasks of the site's cell, and no other. */
  readonly site: Site;
  /** With `ingest.managed`: the endpoint stands in that ingest's VPC, one network interface a zone. */
  readonly environment: Environment;
  /** The name of the site's delivery service. Another one replaces the endpoint. */
  readonly serviceName: string;
}

/**
 * The managed ingest's way to one hospital's PACS: an interface endpoint in the ingest's VPC, and a name for it in the
 * ingest's private zone. It is the site's, made in the site's stack, and reads what it needs of the ingest by name. The
 * ingest knows the name alone: a reference back would be a cycle.
 */
export class PacsDeliveryEndpoint extends Construct {
  readonly endpointId: string;
  /** The name by which the ingest connects: `deliveryHost` of the site. */
  readonly hostName: string;
  readonly endpoint: CfnVPCEndpoint;

  constructor(scope: Construct, id: string, props: PacsDeliveryEndpointProps) {
    super(scope, id);
    const { site, environment, serviceName } = props;
    const names = ingestNames(environment.name);
    const vpcId = Fn.importValue(names.vpcId);

    const group = this.addSecurityGroup(site, vpcId, Fn.importValue(cellNames(site.site).taskGroupId));
    // Without an endpoint policy, which AWS has for its own services alone (`endpointStatements`).
    this.endpoint = new CfnVPCEndpoint(this, 'Endpoint', {
      vpcEndpointType: 'Interface',
      serviceName,
      vpcId,
      subnetIds: environment.availabilityZones.map((_, zone) => Fn.importValue(names.endpointSubnetId(zone))),
      securityGroupIds: [group.attrGroupId],
      // The name is the record below.
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
      // A change of the description means replacement: it says only what is fixed for life.
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
