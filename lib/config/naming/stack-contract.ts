/** Outputs, metadata and tags of the stacks: a contract between the constructs that write and the commands that read them. */

/** The template's metadata key that holds the typed site, so that rules and evidence can compare a template with the file. */
export const SITE_METADATA_KEY = 'HeartLab::Site';

/** The template's metadata key that holds the site of a cell, and how its PACS authenticates: `{ site, auth }`. */
export const CELL_METADATA_KEY = 'HeartLab::Cell';

/** Tags on every resource. */
export const SITE_TAG = 'heartlab:site';
export const ENVIRONMENT_TAG = 'heartlab:environment';

export const siteStackName = (site: string): string => `SiteStack-${site}`;
export const cellStackName = (site: string): string => `CellStack-${site}`;
export const platformStackName = (environment: string): string => `PlatformStack-${environment}`;
export const ingestStackName = (environment: string): string => `IngestStack-${environment}`;

/** The outputs of a site's stack. A name never changes: the handover pack and the commands read them. */
export const SITE_OUTPUTS = {
  vpcId: 'VpcId',
  vpnGatewayId: 'VpnGatewayId',
  vpnConnectionId: 'VpnConnectionId',
  /** The gateway in use: after a move, not the one with which the connection was created. */
  customerGatewayId: 'CustomerGatewayId',
  /** What the last change of the tunnels did, and what the hospital still must do. */
  vpnTunnelsReport: 'VpnTunnelsReport',
  endpointId: 'EndpointId',
  endpointDnsName: 'EndpointDnsName',
  hostName: 'HostName',
  tunnelLogGroup: 'TunnelLogGroup',
  bgpLogGroup: 'BgpLogGroup',
  flowLogGroup: 'FlowLogGroup',
  /** The endpoint service for delivery of results: an existing platform creates its own endpoint to it. */
  deliveryServiceName: 'DeliveryServiceName',
  /** With a managed ingest: the endpoint in the ingest's VPC. */
  deliveryEndpointId: 'DeliveryEndpointId',
  directConnectGatewayId: 'DirectConnectGatewayId',
} as const;

/** The outputs of an environment's ingest stack that the commands read. */
export const INGEST_OUTPUTS = {
  /** The bucket of the load balancers' access and connection logs. */
  accessLogs: 'AccessLogsBucket',
} as const;

/** The outputs of a cell's stack that the commands read. */
export const CELL_OUTPUTS = {
  serviceName: 'ServiceName',
  gateLogGroup: 'GateLogGroup',
  serverLogGroup: 'ServerLogGroup',
  /** The bucket of the load balancers' access and connection logs; `cellAccessLogPrefix` is the prefix in it. */
  accessLogs: 'AccessLogsBucket',
  accessLogPrefix: 'AccessLogPrefix',
} as const;

/**
 * The logical id of a virtual interface, from its `name` in the site file: `primary` is VirtualInterfacePrimary, `path-1` is
 * VirtualInterfacePathDash1. Two names never share an id. An id never changes, because a new one would replace the interface.
 */
export function virtualInterfaceId(name: string): string {
  return `VirtualInterface${name.slice(0, 1).toUpperCase()}${name.slice(1).replaceAll('-', 'Dash')}`;
}

/** The outputs of one virtual interface, under names that never change. */
export function virtualInterfaceOutputs(name: string): {
  /** `dxvif-…` */
  readonly id: string;
  /** The Secrets Manager name of the interface's BGP MD5 key; never the key. */
  readonly authKeySecret: string;
} {
  const id = virtualInterfaceId(name);
  return { id: `${id}Id`, authKeySecret: `${id}KeySecret` };
}
