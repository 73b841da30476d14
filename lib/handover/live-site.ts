/**
 * The values of a site that exist only after its deploy. Each may be missing: the rendered files then have a blank.
 * It never contains secrets, only their names in Secrets Manager.
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
  /** The BGP peer addresses with their prefix length, if AWS chose them: `169.254.255.2/30`. */
  readonly peering?: { readonly hospital: string; readonly aws: string };
  /** Whether the path carries jumbo frames now. */
  readonly jumboFrames?: boolean;
  readonly authKey?: SecretReference;
}

/** The values of a site that AWS assigns at its deploy. Each may be missing, and none is a secret. */
export interface LiveSite {
  /** In the order of the site file. */
  readonly tunnels?: readonly [LiveTunnel, LiveTunnel];
  /** The address of the customer gateway in use now. It differs from the file until a new address is deployed. */
  readonly customerGatewayAddress?: string;
  /** The network interfaces of the endpoint, in the order of the zones. */
  readonly endpointAddresses?: readonly LiveEndpointAddress[];
  /** The endpoint's Regional DNS name. */
  readonly endpointDnsName?: string;
  /** The host name to which the hospital sends, if it is not `<site>.<domain>`. */
  readonly hostName?: string;
  /** In the order of the site file. */
  readonly virtualInterfaces?: readonly LiveVirtualInterface[];
  /** The password of a `basic` site. */
  readonly stowPassword?: SecretReference;
}

/** A site that is not deployed: every value that AWS assigns is a blank. */
export const PREVIEW_SITE: LiveSite = {};
