import type { CfnResource } from 'aws-cdk-lib';
import {
  CfnFlowLog,
  CfnRouteTable,
  CfnSubnet,
  CfnSubnetRouteTableAssociation,
  CfnVPC,
  CfnVPCGatewayAttachment,
  CfnVPNGateway,
  CfnVPNGatewayRoutePropagation,
} from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { deliveryAddress, subnetCidr } from '../../config/addressing/addressing';
import { byDesign } from '../../config/design-decisions';
import type { Environment, Site } from '../../config/model';
import { DEFAULT_AWS_ASN } from '../../config/schema/common';
import { acknowledgeFindings } from '../common/acknowledge';
import { SiteLogGroup } from '../common/log-groups';
import { retainOnReplacement } from '../common/logical-ids';
import { emptyDefaultSecurityGroup } from '../common/security-groups';
import { siteTags } from '../common/tags';
import { addressReservation } from './address-reservation';

export interface SiteNetworkProps {
  /** `network.cloudCidr` and `vpn.awsAsn` are fixed for life: a change would replace the VPC or the gateway. */
  readonly site: Site;
  /** `availabilityZones` is append-only: a zone's position determines its addresses. */
  readonly environment: Environment;
  /** Encrypts the flow logs. */
  readonly key: IKey;
  /** EC2 writes the flow logs with this role. */
  readonly flowLogRole: IRole;
  /** The ARN of the function that empties the VPC's default security group. */
  readonly defaultSecurityGroupProviderArn: string;
  /** The ARN of the function that reserves the delivery addresses. */
  readonly addressReservationProviderArn: string;
}

/**
 * The site's VPC: one isolated /28 subnet for each zone, and a virtual private gateway. It has no internet gateway, no NAT and no peering, so
 * that no hospital can have a route to another.
 */
export class SiteNetwork extends Construct {
  readonly vpc: CfnVPC;
  /** One for each zone, in the order of the environment's zones. */
  readonly subnets: readonly CfnSubnet[];
  /** One for each subnet, in the same order. */
  readonly routeTables: readonly CfnRouteTable[];
  /** Reserve the delivery address in each zone. Resources that get an address in a subnet must depend on them. */
  readonly deliveryAddresses: readonly CfnResource[];
  /** The AWS end of the VPN or of Direct Connect. */
  readonly vpnGateway: CfnVPNGateway;
  /** Only an attached gateway can be associated with a Direct Connect gateway. */
  readonly vpnGatewayAttachment: CfnVPCGatewayAttachment;
  /** One for each route table, in the same order. They depend on other changes of the gateway, which allows one at a time. */
  readonly routePropagations: readonly CfnVPNGatewayRoutePropagation[];
  readonly flowLogGroup: SiteLogGroup;

  constructor(scope: Construct, id: string, props: SiteNetworkProps) {
    super(scope, id);
    const { site } = props;
    const { cloudCidr } = site.network;

    this.vpc = new CfnVPC(this, 'Vpc', {
      cidrBlock: cloudCidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: siteTags(site, `heartlab-${site.site}`),
    });
    this.vpc.overrideLogicalId('Vpc');
    retainOnReplacement(this.vpc);
    emptyDefaultSecurityGroup(this, this.vpc, props.defaultSecurityGroupProviderArn);

    acknowledgeFindings(this, {
      'CloudFormation-Validate::W3010': byDesign(
        'zones-from-file',
        'The zones come from environments.yaml. A lookup would make the template depend on credentials and on the date.',
      ),
    });
    const slots = props.environment.availabilityZones.map((zone, slot) => this.addSubnet(site, zone, slot));
    this.subnets = slots.map(({ subnet }) => subnet);
    this.routeTables = slots.map(({ routeTable }) => routeTable);
    this.deliveryAddresses = this.subnets.map((subnet, slot) =>
      addressReservation(this, `DeliveryAddress${slot + 1}`, {
        providerArn: props.addressReservationProviderArn,
        subnetId: subnet.ref,
        address: deliveryAddress(cloudCidr, slot),
      }),
    );
    this.vpnGateway = this.addVpnGateway(site);
    this.vpnGatewayAttachment = new CfnVPCGatewayAttachment(this, 'VpnGatewayAttachment', {
      vpcId: this.vpc.ref,
      vpnGatewayId: this.vpnGateway.ref,
    });
    this.routePropagations = this.propagateRoutes();
    this.flowLogGroup = this.addFlowLog(props);
  }

  /** Subnet i of the VPC is slot i of `cloudCidr`. lib/config computes it, so that the handover pack has the same addresses. */
  private addSubnet(site: Site, availabilityZone: string, slot: number) {
    const number = slot + 1;
    const tags = siteTags(site, `heartlab-${site.site}-${availabilityZone}`);
    const subnet = new CfnSubnet(this, `Subnet${number}`, {
      vpcId: this.vpc.ref,
      availabilityZone,
      cidrBlock: subnetCidr(site.network.cloudCidr, slot),
      mapPublicIpOnLaunch: false,
      tags,
    });
    subnet.overrideLogicalId(`Subnet${number}`);
    const routeTable = new CfnRouteTable(this, `RouteTable${number}`, { vpcId: this.vpc.ref, tags });
    routeTable.overrideLogicalId(`RouteTable${number}`);
    const association = new CfnSubnetRouteTableAssociation(this, `RouteTableOfSubnet${number}`, {
      subnetId: subnet.ref,
      routeTableId: routeTable.ref,
    });
    association.overrideLogicalId(`RouteTableOfSubnet${number}`);
    return { subnet, routeTable };
  }

  /**
   * One resource for each route table, so that an appended zone creates a resource. An update of this type is known to wait an hour
   * and then fail (aws-cloudformation/cloudformation-coverage-roadmap#1081).
   */
  private propagateRoutes(): readonly CfnVPNGatewayRoutePropagation[] {
    const propagations = this.routeTables.map((table, slot) => {
      const id = `RoutePropagation${slot + 1}`;
      const propagation = new CfnVPNGatewayRoutePropagation(this, id, {
        routeTableIds: [table.ref],
        vpnGatewayId: this.vpnGateway.ref,
      });
      propagation.overrideLogicalId(id);
      propagation.addResourceDependency(this.vpnGatewayAttachment);
      return propagation;
    });
    for (const [slot, propagation] of propagations.entries()) {
      const earlier = propagations[slot - 1];
      if (earlier !== undefined) propagation.addResourceDependency(earlier);
    }
    return propagations;
  }

  private addVpnGateway(site: Site): CfnVPNGateway {
    const gateway = new CfnVPNGateway(this, 'VpnGateway', {
      type: 'ipsec.1',
      amazonSideAsn: site.vpn?.awsAsn ?? DEFAULT_AWS_ASN,
      tags: siteTags(site, `heartlab-${site.site}`),
    });
    gateway.overrideLogicalId('VpnGateway');
    retainOnReplacement(gateway);
    return gateway;
  }

  private addFlowLog({ site, key, flowLogRole }: SiteNetworkProps): SiteLogGroup {
    const group = new SiteLogGroup(this, 'FlowLogs', { site, log: 'flows', key });
    group.overrideLogicalId('FlowLogs');
    new CfnFlowLog(this, 'FlowLog', {
      resourceId: this.vpc.ref,
      resourceType: 'VPC',
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logGroupName: group.ref,
      deliverLogsPermissionArn: flowLogRole.roleArn,
      tags: siteTags(site),
    });
    return group;
  }
}
