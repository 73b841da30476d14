import * as z from 'zod';
import { type DesiredTunnel, VPN_TUNNELS_TYPE } from '../../config/tunnels';
import { tunnelProperties } from '../../custom-resources/vpn-tunnels/properties';
import type { TemplateView } from '../../template/view';
import { ofType, onlyResource, propertiesOf, readProperties, refSchema, TemplateError } from './template';

/** The AWS side of the VPN, as AWS would build it from the template. */
export interface CloudVpn {
  readonly tunnels: readonly [DesiredTunnel, DesiredTunnel];
  /** Static routes of the connection; undefined with BGP. */
  readonly staticRoutes: readonly string[] | undefined;
  readonly awsAsn: number;
  /** The required customer gateway: its address is the hospital's IKE identity. */
  readonly gateway: { readonly address: string; readonly asn: number | undefined };
  readonly vpcCidr: string;
}

const raw = z.record(z.string(), z.unknown());
const connection = z.object({
  StaticRoutesOnly: z.boolean().default(false),
  VpnTunnelOptionsSpecifications: z.tuple([raw, raw]),
});
const desired = z.object({ CustomerGatewayId: refSchema, Tunnels: z.tuple([raw, raw]) });
const gateway = z.object({
  IpAddress: z.ipv4(),
  BgpAsn: z.number().optional(),
  BgpAsnExtended: z.number().optional(),
});
const logs = z.object({ CloudWatchLogOptions: z.record(z.string(), z.unknown()) });

/** Log groups are references in a template. The rehearsal does not use them, so any ARN will do. */
function withLogs(tunnel: Readonly<Record<string, unknown>>, id: string): Readonly<Record<string, unknown>> {
  const { CloudWatchLogOptions: options } = readProperties(logs, id, tunnel.LogOptions);
  const arns = ['LogGroupArn', 'BgpLogGroupArn']
    .filter((name) => name in options)
    .map((name) => [name, `arn:aws:logs:local:000000000000:log-group:${name}`]);
  return { ...tunnel, LogOptions: { CloudWatchLogOptions: { ...options, ...Object.fromEntries(arns) } } };
}

/**
 * The options in effect at AWS: those of the created connection, updated to the desired state by the custom resource. The inside
 * addresses are those of the creation. They identify the tunnels in the desired state and never change.
 */
function runningTunnel(
  created: Readonly<Record<string, unknown>>,
  [id, { Tunnels }]: readonly [string, z.infer<typeof desired>],
): DesiredTunnel {
  const wanted = Tunnels.find(({ TunnelInsideCidr }) => TunnelInsideCidr === created.TunnelInsideCidr);
  if (wanted === undefined)
    throw new TemplateError(
      `a tunnel of the connection has the inside CIDR ${created.TunnelInsideCidr}; ${id} has ${Tunnels.map(({ TunnelInsideCidr }) => TunnelInsideCidr).join(' and ')}`,
    );
  return readProperties(tunnelProperties, id, withLogs({ ...created, ...wanted }, id));
}

export function cloudVpn(template: TemplateView): CloudVpn {
  const [, { StaticRoutesOnly, VpnTunnelOptionsSpecifications: created }] = onlyResource(
    template,
    'AWS::EC2::VPNConnection',
    connection,
  );
  const state = onlyResource(template, VPN_TUNNELS_TYPE, desired);
  const { Ref: gatewayId } = state[1].CustomerGatewayId;
  const { IpAddress, BgpAsn, BgpAsnExtended } = propertiesOf(template, gatewayId, gateway);
  const routes = ofType(template, 'AWS::EC2::VPNConnectionRoute', z.object({ DestinationCidrBlock: z.cidrv4() })).map(
    ([, { DestinationCidrBlock }]) => DestinationCidrBlock,
  );
  return {
    tunnels: [runningTunnel(created[0], state), runningTunnel(created[1], state)],
    staticRoutes: StaticRoutesOnly ? routes : undefined,
    awsAsn: onlyResource(template, 'AWS::EC2::VPNGateway', z.object({ AmazonSideAsn: z.number() }))[1].AmazonSideAsn,
    gateway: { address: IpAddress, asn: BgpAsnExtended ?? BgpAsn },
    vpcCidr: onlyResource(template, 'AWS::EC2::VPC', z.object({ CidrBlock: z.cidrv4() }))[1].CidrBlock,
  };
}
