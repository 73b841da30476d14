import { valueAt } from './json';
import { identityOf, resourceIdentity } from './references';
import { VPN_CONNECTION_TYPE } from './tunnels';
import type { TemplateResource, TemplateView } from './view';

export const VPC_TYPE = 'AWS::EC2::VPC';
export const GATEWAY_ATTACHMENT_TYPE = 'AWS::EC2::VPCGatewayAttachment';
export const TRANSIT_ATTACHMENT_TYPES = [
  'AWS::EC2::TransitGatewayAttachment',
  'AWS::EC2::TransitGatewayVpcAttachment',
] as const;

/**
 * The VPCs that a hospital reaches, by identity: those with a virtual private gateway, or on the transit gateway of a VPN
 * connection, in this template; and each VPC of a site's own stack. A VPC without either, as the ingest's, is none: hospitals come
 * there by PrivateLink alone, and rules on what a hospital may reach would say nothing true of it.
 */
export const hospitalVpcs = (view: TemplateView): ReadonlySet<string> => view.once(findVpcs);

function findVpcs(view: TemplateView): ReadonlySet<string> {
  const vpcOf = ({ properties }: TemplateResource) => resourceIdentity(valueAt(properties, 'VpcId')) ?? [];
  const transit = new Set(
    view
      .ofType(VPN_CONNECTION_TYPE)
      .flatMap(({ properties }) => resourceIdentity(valueAt(properties, 'TransitGatewayId')) ?? []),
  );
  return new Set([
    ...(view.ofSite ? view.ofType(VPC_TYPE).map(({ id }) => identityOf(id)) : []),
    ...view
      .ofType(GATEWAY_ATTACHMENT_TYPE)
      .filter(({ properties }) => valueAt(properties, 'VpnGatewayId') !== undefined)
      .flatMap(vpcOf),
    ...view
      .ofType(...TRANSIT_ATTACHMENT_TYPES)
      .filter(({ properties }) => transit.has(resourceIdentity(valueAt(properties, 'TransitGatewayId')) ?? ''))
      .flatMap(vpcOf),
  ]);
}
