/**
 * What of a site exists only once it is deployed. Every part may be missing: what is rendered then has a marked blank.
 * Secrets are never in here, only the names under which Secrets Manager has them.
 */

/** The name or ARN of a secret in Secrets Manager, never its value. */
export type SecretReference = string;

export interface LiveTunnel {
  /** The public address of the AWS end. */
  readonly outsideAddress?: string;
  readonly preSharedKey?: SecretReference;
}

export interface LiveEndpointAddress {
  /** The availability zone of the network interface. */
  readonly zone: string;
  readonly address: string;
}

export interface LiveVirtualInterface {
  /** Its `name` in the site file. */
  readonly name: string;
  /** `dxvif-…` */
  readonly id?: string;
  /** The BGP peer addresses with their prefix length, where AWS chose them: `169.254.255.2/30`. */
  readonly peering?: { readonly hospital: string; readonly aws: string };
  /** Whether the path takes jumbo frames now. */
  readonly jumboFrames?: boolean;
  readonly authKey?: SecretReference;
}

export interface LiveSite {
  /** In the order of the site file. */
  readonly tunnels?: readonly [LiveTunnel, LiveTunnel];
  /** The address of the customer gateway in use now: another than the file's while a move is not deployed. */
  readonly customerGatewayAddress?: string;
  /** The network interfaces of the endpoint that the hospital sends to, in the order of the zones. */
  readonly endpointAddresses?: readonly LiveEndpointAddress[];
  /** The endpoint's Regional DNS name. */
  readonly endpointDnsName?: string;
  /** The name under which the hospital sends, where it is another than `<site>.<domain>`. */
  readonly hostName?: string;
  readonly virtualInterfaces?: readonly LiveVirtualInterface[];
  /** The password of a `basic` site. */
  readonly stowPassword?: SecretReference;
}

/** A site that isn't deployed: everything that AWS gives is a blank. */
export const PREVIEW_SITE: LiveSite = {};
