import type { TemplateResource, TemplateView } from './view';

const VIRTUAL_INTERFACE_TYPES = [
  'AWS::DirectConnect::PrivateVirtualInterface',
  'AWS::DirectConnect::TransitVirtualInterface',
] as const;

/** The virtual interfaces that connect to a VPC: a public one connects to AWS's own addresses. */
export const virtualInterfaces = (view: TemplateView): readonly TemplateResource[] =>
  view.ofType(...VIRTUAL_INTERFACE_TYPES);

/** All virtual interfaces with BGP, including public ones. */
export const allVirtualInterfaces = (view: TemplateView): readonly TemplateResource[] =>
  view.ofType(...VIRTUAL_INTERFACE_TYPES, 'AWS::DirectConnect::PublicVirtualInterface');

export const ASSOCIATION_TYPE = 'AWS::DirectConnect::DirectConnectGatewayAssociation';

/** True if a template has any part of a Direct Connect line. */
export const hasDirectConnect = (view: TemplateView): boolean =>
  view.ofType(...VIRTUAL_INTERFACE_TYPES, ASSOCIATION_TYPE).length > 0;
