import { z } from 'zod';
import { getAtt, ofType, one, read, ref, type Template, TemplateError } from './template';

/** The site's VPC as the template would have AWS build it: who may come in, what may go out, and by which ways. */

/** A rule of a security group: TCP, to or from these addresses. */
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
const group = z.object({
  SecurityGroupIngress: z.array(z.unknown()).default([]),
  SecurityGroupEgress: z.array(z.unknown()).default([]),
});
/** A rule that is a resource of its own. */
const lone = (direction: Direction) =>
  `AWS::EC2::SecurityGroup${direction === 'SecurityGroupIngress' ? 'Ingress' : 'Egress'}`;

type Direction = keyof z.infer<typeof group>;

function rulesOf(template: Template, groups: readonly string[], direction: Direction): readonly SecurityRule[] {
  const own = groups.flatMap((id) =>
    read(group, id, template.Resources[id]?.Properties)[direction].map((one_) => [id, one_] as const),
  );
  const apart = ofType(template, lone(direction), z.looseObject({ GroupId: z.unknown() })).filter(([, { GroupId }]) => {
    const named = getAtt.or(ref).safeParse(GroupId).data;
    const id = named === undefined ? undefined : 'Ref' in named ? named.Ref : named['Fn::GetAtt'][0];
    return id !== undefined && groups.includes(id);
  });
  return [...own, ...apart].flatMap(([id, properties]) => {
    const { IpProtocol, CidrIp, FromPort = 0, ToPort = 65535 } = read(rule, id, properties);
    // The only egress rule of a group that lets nothing out.
    if (direction === 'SecurityGroupEgress' && CidrIp === '127.0.0.1/32') return [];
    if (IpProtocol !== 'tcp' && IpProtocol !== '-1')
      throw new TemplateError(`${id} has a rule for protocol ${IpProtocol}, and a rehearsal knows TCP alone`);
    return [{ cidr: CidrIp, from: FromPort, to: ToPort }];
  });
}

const groupIds = z.array(getAtt).transform((all) => all.map(({ 'Fn::GetAtt': [id] }) => id));

/** Who may reach the site's endpoint, by all of its security groups. The delivery's endpoint is in the ingest's VPC. */
export function endpointIngress(template: Template): readonly SecurityRule[] {
  const [vpc] = one(template, 'AWS::EC2::VPC', z.object({}));
  const endpoints = ofType(
    template,
    'AWS::EC2::VPCEndpoint',
    z.object({ VpcId: z.unknown(), SecurityGroupIds: groupIds }),
  );
  const [own, ...more] = endpoints.filter(([, { VpcId }]) => ref.safeParse(VpcId).data?.Ref === vpc);
  if (own === undefined || more.length > 0)
    throw new TemplateError(`the site's VPC has ${more.length + (own ? 1 : 0)} endpoints, and a rehearsal needs one`);
  return rulesOf(template, own[1].SecurityGroupIds, 'SecurityGroupIngress');
}

/** A way from the ingest to a PACS: a listener of the site's delivery load balancer, and its target. */
export interface DeliveryWay {
  readonly listenerPort: number;
  readonly address: string;
  readonly port: number;
}

export interface CloudDelivery {
  /** The load balancer's own addresses, of which the first is a connection's source here. */
  readonly sources: readonly string[];
  readonly ways: readonly DeliveryWay[];
  /** To where its security groups let it. */
  readonly egress: readonly SecurityRule[];
}

const balancer = z.object({
  SecurityGroups: groupIds,
  SubnetMappings: z.array(z.object({ PrivateIPv4Address: z.ipv4() })).min(1),
});
const listener = z.object({ Port: z.number(), DefaultActions: z.tuple([z.object({ TargetGroupArn: ref })]) });
const targetGroup = z.object({ Targets: z.tuple([z.object({ Id: z.ipv4(), Port: z.number() })]) });

/** How results leave for the hospital's PACS; undefined where nothing is delivered. */
export function cloudDelivery(template: Template): CloudDelivery | undefined {
  const [found] = ofType(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer', balancer);
  if (found === undefined) return undefined;
  const [, { SubnetMappings, SecurityGroups }] = found;
  const ways = ofType(template, 'AWS::ElasticLoadBalancingV2::Listener', listener).map(
    ([, { Port, DefaultActions }]) => {
      const { Ref: id } = DefaultActions[0].TargetGroupArn;
      const [target] = read(targetGroup, id, template.Resources[id]?.Properties).Targets;
      return { listenerPort: Port, address: target.Id, port: target.Port };
    },
  );
  return {
    sources: SubnetMappings.map(({ PrivateIPv4Address }) => PrivateIPv4Address),
    ways,
    egress: rulesOf(template, SecurityGroups, 'SecurityGroupEgress'),
  };
}

/** The subnets of the site's endpoint, in the order of the zones. */
export const endpointSubnets = (template: Template): readonly { readonly zone: string; readonly cidr: string }[] =>
  ofType(template, 'AWS::EC2::Subnet', z.object({ AvailabilityZone: z.string(), CidrBlock: z.cidrv4() })).map(
    ([, { AvailabilityZone, CidrBlock }]) => ({ zone: AvailabilityZone, cidr: CidrBlock }),
  );

/** Whether the VPN gateway's routes reach every subnet: without it nothing finds its way back to the hospital. */
export function propagates(template: Template): boolean {
  const tables = ofType(template, 'AWS::EC2::RouteTable', z.object({})).map(([id]) => id);
  const propagated = ofType(
    template,
    'AWS::EC2::VPNGatewayRoutePropagation',
    z.object({ RouteTableIds: z.array(ref) }),
  ).flatMap(([, { RouteTableIds }]) => RouteTableIds.map(({ Ref }) => Ref));
  return tables.length > 0 && tables.every((id) => propagated.includes(id));
}

/** Ways out of the site's VPC beside the VPN: there must be none. Here each leads to the neighbour. */
export const waysOut = (template: Template): readonly string[] =>
  ofType(template, 'AWS::EC2::Route', z.object({ DestinationCidrBlock: z.cidrv4() })).map(
    ([, { DestinationCidrBlock }]) => DestinationCidrBlock,
  );
