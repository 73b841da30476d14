import { type DesiredTunnel, type TunnelOptions, VPN_TUNNELS_TYPE } from '../../site/tunnels';

/** A CloudFormation template, as far as a rehearsal reads it. */
export interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

/** A rule of the security groups in front of the site's endpoint. */
export interface IngressRule {
  readonly cidr: string;
  readonly from: number;
  readonly to: number;
}

/** The cloud's half of the VPN, as the template would have AWS build it. */
export interface CloudVpn {
  readonly tunnels: readonly [DesiredTunnel, DesiredTunnel];
  /** Static routes of the connection; undefined with BGP. */
  readonly staticRoutes: readonly string[] | undefined;
  readonly awsAsn: number;
  /** What a customer gateway must have: its address is the hospital's IKE identity. */
  readonly gateway: { readonly address: string; readonly asn: number | undefined };
  readonly vpcCidr: string;
}

export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

type Properties = Readonly<Record<string, unknown>>;

function ofType(template: Template, type: string): readonly (readonly [string, Properties])[] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, { Properties = {} }]) => [id, Properties] as const);
}

function one(template: Template, type: string): Properties {
  const found = ofType(template, type);
  const [first] = found;
  if (first === undefined || found.length > 1)
    throw new TemplateError(`the template has ${found.length} resources of type ${type}, and a rehearsal needs one`);
  return first[1];
}

/** A property as the type that CloudFormation says it has. */
function text(properties: Properties, name: string): string {
  const value = properties[name];
  if (typeof value !== 'string') throw new TemplateError(`${name} is not a literal text in the template`);
  return value;
}

/** The log groups are references in a template; nobody logs there here. */
function withLogs(tunnel: DesiredTunnel): DesiredTunnel {
  const { CloudWatchLogOptions: logs } = tunnel.LogOptions;
  const arn = (name: string): string => `arn:aws:logs:local:000000000000:log-group:${name}`;
  return {
    ...tunnel,
    LogOptions: {
      CloudWatchLogOptions: {
        ...{ ...logs, LogGroupArn: arn('tunnel') },
        ...(logs.BgpLogGroupArn === undefined ? {} : { BgpLogGroupArn: arn('bgp') }),
      },
    },
  };
}

/**
 * What AWS runs: the connection as it is created, brought to the desired state by the custom resource beside it. Inside addresses are those
 * that the connection was created with, by which the desired state says which tunnel it means: nothing changes them later.
 */
function runningTunnels(connection: Properties, desired: readonly DesiredTunnel[]): readonly DesiredTunnel[] {
  const created = (connection.VpnTunnelOptionsSpecifications ?? []) as readonly Partial<TunnelOptions>[];
  return created.map((tunnel, index) => {
    const found = desired.find(({ TunnelInsideCidr }) => TunnelInsideCidr === tunnel.TunnelInsideCidr);
    if (found === undefined)
      throw new TemplateError(
        `tunnel ${index + 1} of the connection is ${tunnel.TunnelInsideCidr} inside, and the desired state speaks of ${desired.map(({ TunnelInsideCidr }) => TunnelInsideCidr).join(' and ')}`,
      );
    return withLogs({ ...tunnel, ...found });
  });
}

export function cloudVpn(template: Template): CloudVpn {
  const connection = one(template, 'AWS::EC2::VPNConnection');
  const { Tunnels = [], CustomerGatewayId } = one(template, VPN_TUNNELS_TYPE) as {
    readonly Tunnels?: readonly DesiredTunnel[];
    readonly CustomerGatewayId?: { readonly Ref?: string };
  };
  const [first, second] = runningTunnels(connection, Tunnels);
  if (first === undefined || second === undefined) throw new TemplateError('the connection has no two tunnels');
  const gateway = template.Resources[CustomerGatewayId?.Ref ?? '']?.Properties;
  if (gateway === undefined) throw new TemplateError('the desired state names no customer gateway of the template');
  const { BgpAsn, BgpAsnExtended } = gateway;
  const asn = BgpAsnExtended ?? BgpAsn;
  const routes = ofType(template, 'AWS::EC2::VPNConnectionRoute').map(([, route]) =>
    text(route, 'DestinationCidrBlock'),
  );
  return {
    tunnels: [first, second],
    staticRoutes: connection.StaticRoutesOnly === true ? routes : undefined,
    awsAsn: Number(one(template, 'AWS::EC2::VPNGateway').AmazonSideAsn),
    gateway: { address: text(gateway, 'IpAddress'), asn: asn === undefined ? undefined : Number(asn) },
    vpcCidr: text(one(template, 'AWS::EC2::VPC'), 'CidrBlock'),
  };
}

/** Who may reach the site's endpoint, by all of its security groups. */
export function endpointIngress(template: Template): readonly IngressRule[] {
  const [, endpoint] = ofType(template, 'AWS::EC2::VPCEndpoint')[0] ?? [];
  const groups = (endpoint?.SecurityGroupIds ?? []) as readonly { readonly 'Fn::GetAtt'?: readonly string[] }[];
  return groups.flatMap((group) => {
    const properties = template.Resources[group['Fn::GetAtt']?.[0] ?? '']?.Properties;
    const rules = (properties?.SecurityGroupIngress ?? []) as readonly Properties[];
    return rules.map((rule) => ({
      cidr: text(rule, 'CidrIp'),
      from: Number(rule.FromPort),
      to: Number(rule.ToPort),
    }));
  });
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
}

/** How results leave for the hospital's PACS; undefined where nothing is delivered. */
export function cloudDelivery(template: Template): CloudDelivery | undefined {
  const [balancer] = ofType(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
  if (balancer === undefined) return undefined;
  const mappings = (balancer[1].SubnetMappings ?? []) as readonly Properties[];
  const ways = ofType(template, 'AWS::ElasticLoadBalancingV2::Listener').map(([, listener]) => {
    const [action] = listener.DefaultActions as readonly { readonly TargetGroupArn?: { readonly Ref?: string } }[];
    const group = template.Resources[action?.TargetGroupArn?.Ref ?? '']?.Properties;
    const [target] = (group?.Targets ?? []) as readonly Properties[];
    if (target === undefined) throw new TemplateError('a listener of the delivery leads nowhere');
    return { listenerPort: Number(listener.Port), address: text(target, 'Id'), port: Number(target.Port) };
  });
  return { sources: mappings.map((mapping) => text(mapping, 'PrivateIPv4Address')), ways };
}

/** The subnets of the site's endpoint, in the order of the zones. */
export function endpointSubnets(template: Template): readonly { readonly zone: string; readonly cidr: string }[] {
  return ofType(template, 'AWS::EC2::Subnet').map(([, subnet]) => ({
    zone: text(subnet, 'AvailabilityZone'),
    cidr: text(subnet, 'CidrBlock'),
  }));
}
