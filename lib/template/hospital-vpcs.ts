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
 * The VPCs that a hospital reaches, by identity: those in this template with a virtual private gateway, or on the transit gateway
 * of a VPN connection; and each VPC of a site's own stack. Any other VPC, such as the ingest's, is excluded: hospitals reach it
 * only by PrivateLink, and rules about what a hospital may reach don't apply to it.
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
