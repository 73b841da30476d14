/** What a site's stack says of itself, and under which names: a contract between those who write it and those who read it. */

/** The template's metadata key that holds the typed site, so that rules and evidence can hold a template against the file. */
export const SITE_METADATA_KEY = 'HeartLab::Site';

/** Tags on every resource. */
export const SITE_TAG = 'heartlab:site';
export const ENVIRONMENT_TAG = 'heartlab:environment';

export const siteStackName = (site: string): string => `SiteStack-${site}`;
export const platformStackName = (environment: string): string => `PlatformStack-${environment}`;

/** The outputs of a site's stack. A name never changes: the handover pack and the operator's verbs read them. */
export const SITE_OUTPUTS = {
  vpcId: 'VpcId',
  vpnGatewayId: 'VpnGatewayId',
  vpnConnectionId: 'VpnConnectionId',
  /** Of the gateway in use now, which after a move is not the one that the connection was made with. */
  customerGatewayId: 'CustomerGatewayId',
  /** What the last change of the tunnels did, and what the hospital still has to do. */
  vpnTunnelsReport: 'VpnTunnelsReport',
  endpointId: 'EndpointId',
  endpointDnsName: 'EndpointDnsName',
  hostName: 'HostName',
  tunnelLogGroup: 'TunnelLogGroup',
  bgpLogGroup: 'BgpLogGroup',
  flowLogGroup: 'FlowLogGroup',
} as const;
