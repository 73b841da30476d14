import { virtualInterfaces } from './direct-connect';
import { GATEWAY_ATTACHMENT_TYPE, TRANSIT_ATTACHMENT_TYPES } from './hospital-vpcs';
import { flagOf, isIntrinsic, shownText, type TemplateValue, valueAt } from './json';
import { identityOf, referencesIn, resourceIdentity } from './references';
import { VPN_CONNECTION_TYPE } from './tunnels';
import type { TemplateResource, TemplateView } from './view';

/** A resource that connects a VPC to something else, and the problem with it. */
export interface WayOut {
  readonly resource: TemplateResource;
  readonly wrong: string;
}

/** Types that connect a VPC to something else, with the properties that name the VPC. */
const CONNECTING_TYPES: readonly {
  readonly types: readonly string[];
  readonly vpc: readonly string[];
  readonly wrong: string;
}[] = [
  {
    types: ['AWS::EC2::EgressOnlyInternetGateway'],
    vpc: ['VpcId'],
    wrong: 'is an internet gateway of a VPC that a hospital reaches',
  },
  {
    types: ['AWS::EC2::VPCPeeringConnection'],
    vpc: ['VpcId', 'PeerVpcId'],
    wrong: 'peers a VPC that a hospital reaches with another',
  },
  {
    types: TRANSIT_ATTACHMENT_TYPES,
    vpc: ['VpcId'],
    wrong: 'attaches a VPC that a hospital reaches to a transit gateway, which leads to others',
  },
];

export function waysOut(view: TemplateView, vpcs: ReadonlySet<string>): readonly WayOut[] {
  const isIn = (resource: TemplateResource, property: string): boolean =>
    vpcs.has(resourceIdentity(valueAt(resource.properties, property)) ?? '');
  return [
    ...view
      .ofType(GATEWAY_ATTACHMENT_TYPE)
      .filter((one) => valueAt(one.properties, 'InternetGatewayId') !== undefined && isIn(one, 'VpcId'))
      .map((resource) => ({ resource, wrong: 'attaches an internet gateway to a VPC that a hospital reaches' })),
    ...view
      .ofType('AWS::EC2::NatGateway')
      .filter((one) => insideOrUnknown(view, vpcs, one, 'SubnetId', 'AWS::EC2::Subnet') || isIn(one, 'VpcId'))
      .map((resource) => ({ resource, wrong: 'is a NAT gateway in a VPC that a hospital reaches' })),
    ...CONNECTING_TYPES.flatMap(({ types, vpc, wrong }) =>
      view
        .ofType(...types)
        .filter((one) => vpc.some((property) => isIn(one, property)))
        .map((resource) => ({ resource, wrong })),
    ),
    ...virtualInterfaces(view)
      .filter(({ properties }) => hasSiteLink(valueAt(properties, 'EnableSiteLink')))
      .map((resource) => ({ resource, wrong: 'has SiteLink, which leads from one Direct Connect line to others' })),
  ];
}

/** SiteLink that can't be determined is treated as on. */
const hasSiteLink = (value: TemplateValue): boolean => value !== undefined && flagOf(value) !== false;

/** True if the subnet or route table that a resource names is in one of the VPCs, or in a VPC that can't be determined. */
function insideOrUnknown(
  view: TemplateView,
  vpcs: ReadonlySet<string>,
  { properties }: TemplateResource,
  property: string,
  type: string,
): boolean {
  const identity = resourceIdentity(valueAt(properties, property));
  const found = view.ofType(type).find(({ id }) => identityOf(id) === identity);
  return found === undefined || vpcs.has(resourceIdentity(valueAt(found.properties, 'VpcId')) ?? '');
}

/** The properties of a route that can name its target. */
const TARGETS = [
  'GatewayId',
  'NatGatewayId',
  'VpcPeeringConnectionId',
  'TransitGatewayId',
  'EgressOnlyInternetGatewayId',
  'InstanceId',
  'NetworkInterfaceId',
  'CarrierGatewayId',
  'LocalGatewayId',
  'CoreNetworkArn',
  'VpcEndpointId',
] as const;

/** The routes that leave a VPC, except to the hospital's own gateway or to an endpoint. */
export function leavingRoutes(view: TemplateView, vpcs: ReadonlySet<string>): readonly WayOut[] {
  return view.ofType('AWS::EC2::Route').flatMap((resource) => {
    if (!insideOrUnknown(view, vpcs, resource, 'RouteTableId', 'AWS::EC2::RouteTable')) return [];
    const { properties } = resource;
    const target = TARGETS.find((name) => valueAt(properties, name) !== undefined);
    if (target === undefined || target === 'VpcEndpointId') return [];
    const to = valueAt(properties, target);
    if (target === 'GatewayId' && leadsToHospital(view, to)) return [];
    return [{ resource, wrong: `is a route out of a VPC that a hospital reaches, by ${target} ${shownText(to)}` }];
  });
}

/** A virtual private gateway connects only to the hospital. An imported one is known only by name, and is not checked further. */
function leadsToHospital(view: TemplateView, gateway: TemplateValue): boolean {
  if (typeof gateway === 'string') return gateway === 'local' || /^(vgw|vpce)-/.test(gateway);
  const [id] = isIntrinsic(gateway) ? referencesIn(gateway) : [];
  const type = id === undefined ? undefined : view.resource(id)?.type;
  if (type === 'AWS::EC2::VPNGateway') return true;
  const identity = resourceIdentity(gateway);
  return view
    .ofType(GATEWAY_ATTACHMENT_TYPE, VPN_CONNECTION_TYPE)
    .some(({ properties }) => resourceIdentity(valueAt(properties, 'VpnGatewayId')) === identity);
}

/** A virtual private gateway propagates routes between its connections: hospitals on the same one can reach each other. */
export function sharedGateways(view: TemplateView): readonly WayOut[] {
  const gateway = ({ properties }: TemplateResource) => resourceIdentity(valueAt(properties, 'VpnGatewayId'));
  const connections = view.ofType(VPN_CONNECTION_TYPE).filter((one) => gateway(one) !== undefined);
  return connections
    .filter((one, index) => connections.findIndex((other) => gateway(other) === gateway(one)) < index)
    .map((resource) => ({
      resource,
      wrong:
        'shares its virtual private gateway with another connection: the gateway passes routes from one to the other',
    }));
}
