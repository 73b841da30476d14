import { type CfnResource, Stack } from 'aws-cdk-lib';
import { CfnSecurityGroup, CfnVPCEndpointService, CfnVPCEndpointServicePermissions } from 'aws-cdk-lib/aws-ec2';
import { CfnLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { deliveryAddress } from '../../config/addressing/addressing';
import { byDesign } from '../../config/design-decisions';
import type { Environment, Site } from '../../config/model';
import { DELIVERY_GROUP_ID, deliveryRules } from '../../config/security-rules';
import { acknowledgeFindings } from '../common/acknowledge';
import { siteTags } from '../common/tags';
import { type DeliveryDestination, DeliveryDestinations } from './delivery-destinations';
import { PacsDeliveryEndpoint } from './pacs-delivery-endpoint';

export interface PacsDeliveryProps {
  /** `dicom.deliverTo`, at least one entry. No change of it changes the addresses that the hospital allows. */
  readonly site: Site;
  /** With `ingest.managed`, the endpoint in the ingest's VPC is created too. Each of `availabilityZones` has one fixed address. */
  readonly environment: Environment;
  /** The site's VPC. */
  readonly vpcId: string;
  /** One for each zone, in the order of the environment's zones. */
  readonly subnetIds: readonly string[];
  /** The reservations of the delivery addresses. The load balancer depends on them. */
  readonly reservedAddresses: readonly CfnResource[];
}

/**
 * The path of results to the hospital's PACS: a Network Load Balancer with fixed addresses that are computed from the site file,
 * behind an endpoint service that only this account may use. It accepts connections only through PrivateLink, and connects only to the
 * PACS in the file. Its targets are behind the VGW, whose routes the subnets already have.
 *
 * Security group, load balancer and service depend only on the site and its zones, never on an entry of `deliverTo`. Replacing
 * them would change the fixed addresses or the name of the service.
 */
export class PacsDelivery extends Construct {
  readonly loadBalancer: CfnLoadBalancer;
  /** One for each entry of `deliverTo`, in the order of the file. */
  readonly destinations: readonly DeliveryDestination[];
  /** `com.amazonaws.vpce.<region>.vpce-svc-…`, for the endpoint of an existing platform. */
  readonly serviceName: string;
  /** Absent without a managed ingest: the existing platform creates its own endpoint. */
  readonly endpoint: PacsDeliveryEndpoint | undefined;

  constructor(scope: Construct, id: string, props: PacsDeliveryProps) {
    super(scope, id);
    const { site, environment, vpcId } = props;
    this.loadBalancer = this.addLoadBalancer(props);
    this.destinations = new DeliveryDestinations(this, 'Destinations', {
      site,
      vpcId,
      loadBalancer: this.loadBalancer,
    }).all;

    const service = new CfnVPCEndpointService(this, 'Service', {
      networkLoadBalancerArns: [this.loadBalancer.ref],
      // The permissions below allow no other account.
      acceptanceRequired: false,
      tags: siteTags(site, `heartlab-${site.site}-delivery`),
    });
    service.overrideLogicalId('DeliveryService');
    const permissions = this.permitOwnAccount(service);
    this.serviceName = `com.amazonaws.vpce.${environment.region}.${service.attrServiceId}`;

    if (environment.ingest.managed !== undefined) {
      this.endpoint = new PacsDeliveryEndpoint(this, 'Endpoint', { site, environment, serviceName: this.serviceName });
      this.endpoint.endpoint.addResourceDependency(permissions);
    }
  }

  private addLoadBalancer(props: PacsDeliveryProps): CfnLoadBalancer {
    const { site, subnetIds } = props;
    const loadBalancer = new CfnLoadBalancer(this, 'LoadBalancer', {
      type: 'network',
      scheme: 'internal',
      subnetMappings: subnetIds.map((subnetId, slot) => ({
        subnetId,
        privateIPv4Address: deliveryAddress(site.network.cloudCidr, slot),
      })),
      // A load balancer that is created without a security group can never get one.
      securityGroups: [this.addSecurityGroup(props).attrGroupId],
      // The group has no ingress rules. Traffic from PrivateLink has passed the endpoint's group; all other traffic is refused.
      enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off',
      loadBalancerAttributes: [{ key: 'load_balancing.cross_zone.enabled', value: 'true' }],
      tags: siteTags(site, `heartlab-${site.site}-delivery`),
    });
    loadBalancer.overrideLogicalId('DeliveryLoadBalancer');
    acknowledgeLoadBalancer(loadBalancer);
    for (const reservation of props.reservedAddresses) loadBalancer.addResourceDependency(reservation);
    return loadBalancer;
  }

  private addSecurityGroup({ site, vpcId }: PacsDeliveryProps): CfnSecurityGroup {
    const group = new CfnSecurityGroup(this, 'SecurityGroup', {
      // A change of the description replaces the group, so it contains only what is fixed for life.
      groupDescription: `Results to the PACS of the hospital of ${site.site}`,
      vpcId,
      // These rules also apply to health checks.
      securityGroupEgress: deliveryRules(site).map(({ cidr, protocol, port, description }) => ({
        cidrIp: cidr,
        ipProtocol: protocol,
        fromPort: port,
        toPort: port,
        description,
      })),
      tags: siteTags(site, `heartlab-${site.site}-delivery`),
    });
    group.overrideLogicalId(DELIVERY_GROUP_ID);
    return group;
  }

  private permitOwnAccount(service: CfnVPCEndpointService): CfnVPCEndpointServicePermissions {
    const root = Stack.of(this).formatArn({ service: 'iam', region: '', resource: 'root' });
    const permissions = new CfnVPCEndpointServicePermissions(this, 'Permissions', {
      serviceId: service.attrServiceId,
      allowedPrincipals: [root],
    });
    permissions.overrideLogicalId('DeliveryServicePermissions');
    return permissions;
  }
}

function acknowledgeLoadBalancer(loadBalancer: CfnLoadBalancer): void {
  const logging = byDesign(
    'load-balancer-logs',
    'A Network Load Balancer writes access logs only for TLS listeners, and C-STORE has none here. The flow logs of the VPC record every connection.',
  );
  const deletion = byDesign(
    'load-balancer-deletion',
    'The termination protection of the stack covers it. Removing `deliverTo` from the site file must be able to delete it.',
  );
  acknowledgeFindings(loadBalancer, {
    'AwsSolutions::AwsSolutions-ELB2': logging,
    'HIPAA.Security::HIPAA.Security-ELBLoggingEnabled': logging,
    'NIST.800.53.R5::NIST.800.53.R5-ELBLoggingEnabled': logging,
    'HIPAA.Security::HIPAA.Security-ELBDeletionProtectionEnabled': deletion,
    'NIST.800.53.R5::NIST.800.53.R5-ELBDeletionProtectionEnabled': deletion,
  });
}
