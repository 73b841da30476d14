import {
  CfnFlowLog,
  CfnRouteTable,
  CfnSubnet,
  CfnSubnetCidrReservation,
  CfnSubnetRouteTableAssociation,
  CfnVPC,
  CfnVPCGatewayAttachment,
  CfnVPNGateway,
  CfnVPNGatewayRoutePropagation,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { deliveryAddress, subnetCidr } from '../site/addressing';
import type { Environment, Site } from '../site/model';
import { DEFAULT_AWS_ASN } from '../site/schema/common';
import { acknowledge } from './acknowledge';
import { emptyDefaultSecurityGroup } from './empty-default-security-group';
import { keepOnReplacement } from './keep';
import { SiteLogGroup } from './log-groups';
import { siteTags } from './tags';

/** Where the template validator of this aws-cdk-lib knows AWS::EC2::SubnetCidrReservation. A newer one knows more: the gate then says so. */
const RESERVATION_REGIONS_KNOWN = ['us-east-1', 'us-west-2'];

export interface SiteNetworkProps {
  /** `network.cloudCidr`, `vpn.awsAsn`: both fixed for life, a change would replace the VPC or the gateway. */
  readonly site: Site;
  /** `availabilityZones`: append-only; a zone's place in the list is its slot of addresses. */
  readonly environment: Environment;
  /** The KMS key that encrypts the flow logs. */
  readonly keyArn: string;
  /** The role with which EC2 writes the flow logs. */
  readonly flowLogRoleArn: string;
  /** The function that empties the VPC's default security group. */
  readonly defaultSecurityGroupProviderArn: string;
}

/**
 * The site's VPC: one isolated /28 a zone, a virtual private gateway, and no other way in or out. No internet gateway, no
 * NAT, no peering, so that no hospital can ever have a route to another.
 */
export class SiteNetwork extends Construct {
  readonly vpc: CfnVPC;
  /** One a zone, in the order of the environment's zones. */
  readonly subnets: readonly CfnSubnet[];
  /** Of the subnets, in their order. */
  readonly routeTables: readonly CfnRouteTable[];
  /** Of the address from which results would be delivered, one a zone. Whatever takes addresses in a subnet comes after it. */
  readonly deliveryAddresses: readonly CfnSubnetCidrReservation[];
  /** The AWS end of the VPN or of Direct Connect. */
  readonly vpnGateway: CfnVPNGateway;
  /** Only an attached gateway can be associated with a Direct Connect gateway. */
  readonly vpnGatewayAttachment: CfnVPCGatewayAttachment;
  /** After whatever else changes the gateway: it takes one change at a time. */
  readonly routePropagation: CfnVPNGatewayRoutePropagation;
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
    keepOnReplacement(this.vpc);
    emptyDefaultSecurityGroup(this, this.vpc, props.defaultSecurityGroupProviderArn);

    acknowledge(this, {
      'CloudFormation-Validate::W3010':
        'The zones come from environments.yaml: a lookup would make the template depend on credentials and on the day.',
    });
    const slots = props.environment.availabilityZones.map((zone, slot) => this.addSubnet(site, zone, slot));
    this.subnets = slots.map(({ subnet }) => subnet);
    this.routeTables = slots.map(({ routeTable }) => routeTable);
    this.deliveryAddresses = this.subnets.map((subnet, slot) => this.reserveDeliveryAddress(props, subnet, slot));
    this.vpnGateway = this.addVpnGateway(site);
    this.vpnGatewayAttachment = new CfnVPCGatewayAttachment(this, 'VpnGatewayAttachment', {
      vpcId: this.vpc.ref,
      vpnGatewayId: this.vpnGateway.ref,
    });
    this.routePropagation = new CfnVPNGatewayRoutePropagation(this, 'RoutePropagation', {
      routeTableIds: this.routeTables.map((table) => table.ref),
      vpnGatewayId: this.vpnGateway.ref,
    });
    this.routePropagation.addResourceDependency(this.vpnGatewayAttachment);
    this.flowLogGroup = this.addFlowLog(props);
  }

  /** Subnet i of the VPC is slot i of `cloudCidr`: the arithmetic is lib/site's, so that the handover pack says the same. */
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

  private reserveDeliveryAddress(
    { site, environment }: SiteNetworkProps,
    subnet: CfnSubnet,
    slot: number,
  ): CfnSubnetCidrReservation {
    const id = `DeliveryAddress${slot + 1}`;
    const reservation = new CfnSubnetCidrReservation(this, id, {
      subnetId: subnet.ref,
      cidr: `${deliveryAddress(site.network.cloudCidr, slot)}/32`,
      reservationType: 'explicit',
      description: 'Source address of results sent to the PACS of the hospital',
      tags: siteTags(site),
    });
    reservation.overrideLogicalId(id);
    if (!RESERVATION_REGIONS_KNOWN.includes(environment.region)) {
      acknowledge(reservation, {
        'CloudFormation-Validate::F3006':
          'The addresses of a delivery load balancer are reserved from day one; the bundled validator knows this new type in two Regions only.',
      });
    }
    return reservation;
  }

  private addVpnGateway(site: Site): CfnVPNGateway {
    const gateway = new CfnVPNGateway(this, 'VpnGateway', {
      type: 'ipsec.1',
      amazonSideAsn: site.vpn?.awsAsn ?? DEFAULT_AWS_ASN,
      tags: siteTags(site, `heartlab-${site.site}`),
    });
    gateway.overrideLogicalId('VpnGateway');
    keepOnReplacement(gateway);
    return gateway;
  }

  private addFlowLog({ site, keyArn, flowLogRoleArn }: SiteNetworkProps): SiteLogGroup {
    const group = new SiteLogGroup(this, 'FlowLogs', { site, log: 'flows', keyArn });
    group.overrideLogicalId('FlowLogs');
    new CfnFlowLog(this, 'FlowLog', {
      resourceId: this.vpc.ref,
      resourceType: 'VPC',
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logGroupName: group.ref,
      deliverLogsPermissionArn: flowLogRoleArn,
      tags: siteTags(site),
    });
    return group;
  }
}
