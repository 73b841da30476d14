import * as z from 'zod';
import { type GroupRule, groupIdOf, groupRules } from '../../template/security-groups';
import type { TemplateView } from '../../template/view';
import { getAttSchema, ofType, onlyResource, propertiesOf, readProperties, refSchema, TemplateError } from './template';

/** The site's VPC as AWS would build it from the template: permitted ingress, permitted egress, and routes. */

/** A security group rule: TCP, to or from these addresses. */
export interface SecurityRule {
  readonly cidr: string;
  readonly from: number;
  readonly to: number;
}

const rule = z.object({
  IpProtocol: z.string(),
  CidrIp: z.cidrv4(),
  FromPort: z.number().optional(),
  ToPort: z.number().optional(),
});

/** The rules of these groups, inline or as separate resources. */
function rulesOf(
  template: TemplateView,
  groups: readonly string[],
  direction: GroupRule['direction'],
): readonly SecurityRule[] {
  const missing = groups.find((id) => template.resource(id) === undefined);
  if (missing !== undefined) throw new TemplateError(`the template has no security group ${missing}`);
  return groupRules(template).flatMap((one) => {
    const group = groupIdOf(one);
    if (one.direction !== direction || group === undefined || !groups.includes(group)) return [];
    const { IpProtocol, CidrIp, FromPort = 0, ToPort = 65535 } = readProperties(rule, one.resource.id, one.value);
    // The only egress rule of a group without egress.
    if (direction === 'egress' && CidrIp === '127.0.0.1/32') return [];
    if (IpProtocol !== 'tcp' && IpProtocol !== '-1')
      throw new TemplateError(
        `${one.resource.id} has a rule for protocol ${IpProtocol}; a rehearsal supports only TCP`,
      );
    return [{ cidr: CidrIp, from: FromPort, to: ToPort }];
  });
}

const groupIds = z.array(getAttSchema).transform((all) => all.map(({ 'Fn::GetAtt': [id] }) => id));

const endpoint = z.object({ SecurityGroupIds: groupIds, SubnetIds: z.array(refSchema).min(1) });

/** The endpoint in the site's own VPC. The delivery's endpoint is in the ingest VPC. */
function ownEndpoint(template: TemplateView): z.infer<typeof endpoint> {
  const [vpc] = onlyResource(template, 'AWS::EC2::VPC', z.object({}));
  const [own, ...more] = ofType(template, 'AWS::EC2::VPCEndpoint', z.looseObject({ VpcId: z.unknown() })).filter(
    ([, { VpcId }]) => refSchema.safeParse(VpcId).data?.Ref === vpc,
  );
  if (own === undefined || more.length > 0)
    throw new TemplateError(
      `the site's VPC has ${more.length + (own ? 1 : 0)} endpoints; a rehearsal needs exactly one`,
    );
  return readProperties(endpoint, ...own);
}

/** The permitted ingress of the site's endpoint, from all of its security groups. */
export const endpointIngress = (template: TemplateView): readonly SecurityRule[] =>
  rulesOf(template, ownEndpoint(template).SecurityGroupIds, 'ingress');

/** A path from the ingest to a PACS: a listener of the site's delivery load balancer, and its target. */
export interface DeliveryPath {
  readonly listenerPort: number;
  readonly address: string;
  readonly port: number;
}

export interface CloudDelivery {
  /** The load balancer's own addresses. The first is the source of connections here. */
  readonly sources: readonly string[];
  readonly paths: readonly DeliveryPath[];
  /** The permitted egress of its security groups. */
  readonly egress: readonly SecurityRule[];
}

const balancer = z.object({
  SecurityGroups: groupIds,
  SubnetMappings: z.array(z.object({ PrivateIPv4Address: z.ipv4() })).min(1),
});
const listener = z.object({ Port: z.number(), DefaultActions: z.tuple([z.object({ TargetGroupArn: refSchema })]) });
const targetGroup = z.object({ Targets: z.tuple([z.object({ Id: z.ipv4(), Port: z.number() })]) });

/** The delivery of results to the hospital's PACS; undefined without deliveries. */
export function cloudDelivery(template: TemplateView): CloudDelivery | undefined {
  const [found] = ofType(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer', balancer);
  if (found === undefined) return undefined;
  const [, { SubnetMappings, SecurityGroups }] = found;
  const paths = ofType(template, 'AWS::ElasticLoadBalancingV2::Listener', listener).map(
    ([, { Port, DefaultActions }]) => {
      const { Ref: id } = DefaultActions[0].TargetGroupArn;
      const [target] = propertiesOf(template, id, targetGroup).Targets;
      return { listenerPort: Port, address: target.Id, port: target.Port };
    },
  );
  return {
    sources: SubnetMappings.map(({ PrivateIPv4Address }) => PrivateIPv4Address),
    paths,
    egress: rulesOf(template, SecurityGroups, 'egress'),
  };
}

const subnet = z.object({ AvailabilityZone: z.string(), CidrBlock: z.cidrv4() });

/** The subnets of the site's endpoint, in the order of the zones. */
export const endpointSubnets = (template: TemplateView): readonly { readonly zone: string; readonly cidr: string }[] =>
  ownEndpoint(template).SubnetIds.map(({ Ref }) => {
    const { AvailabilityZone, CidrBlock } = propertiesOf(template, Ref, subnet);
    return { zone: AvailabilityZone, cidr: CidrBlock };
  });

/** The DNS names that the template creates for the hospital. */
export const recordNames = (template: TemplateView): readonly string[] =>
  ofType(template, 'AWS::Route53::RecordSet', z.object({ Name: z.string() })).map(([, { Name }]) => Name);

/** The reason why the endpoint's answers would not reach the VPN gateway; undefined if there is none. */
export function returnRouteProblem(template: TemplateView): string | undefined {
  if (ofType(template, 'AWS::EC2::VPCGatewayAttachment', z.object({ VpnGatewayId: refSchema })).length === 0)
    return 'the VPN gateway is attached to no VPC';
  const propagated = ofType(
    template,
    'AWS::EC2::VPNGatewayRoutePropagation',
    z.object({ RouteTableIds: z.array(refSchema) }),
  ).flatMap(([, { RouteTableIds }]) => RouteTableIds.map(({ Ref }) => Ref));
  const routed = ofType(
    template,
    'AWS::EC2::SubnetRouteTableAssociation',
    z.object({ SubnetId: refSchema, RouteTableId: refSchema }),
  ).flatMap(([, { SubnetId, RouteTableId }]) => (propagated.includes(RouteTableId.Ref) ? [SubnetId.Ref] : []));
  const lost = ownEndpoint(template).SubnetIds.find(({ Ref }) => !routed.includes(Ref));
  return lost === undefined
    ? undefined
    : `subnet ${lost.Ref} has no route table that receives the VPN gateway's routes`;
}

/** Routes out of the site's VPC other than the VPN: there must be none. Here each leads to the neighbour. */
export const cloudRoutesOut = (template: TemplateView): readonly string[] =>
  ofType(template, 'AWS::EC2::Route', z.object({ DestinationCidrBlock: z.cidrv4() })).map(
    ([, { DestinationCidrBlock }]) => DestinationCidrBlock,
  );
