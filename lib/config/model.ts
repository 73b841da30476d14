import type { CompleteEnvironment, Site } from './settings';

export type { EnvironmentSettings, Site, SiteSettings } from './settings';

/**
 * The readable part of a file that has errors: every value in it is valid, and any value may be missing. Rules take this type, so
 * that a misspelt key in one line never hides an overlap in another.
 */
export type DeepPartial<T> = T extends readonly (infer Item)[]
  ? readonly (DeepPartial<Item> | undefined)[]
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> | undefined }
    : T;

/** What names the resources of a hospital and tags them. A `Site` is one. */
export interface SiteName {
  /**
   * The hospital's name in resource names and in the tag `heartlab:site`: 3 to 32 lower-case letters, digits and hyphens. A change
   * replaces the VPN connection: the hospital is cut off until its device is reconfigured.
   */
  readonly site: string;
  /** The environment's name, in the tag `heartlab:environment`. A change changes tags only. */
  readonly environment: string;
}
/** The VPN of a site, with every default. */
export type VpnSettings = NonNullable<Site['vpn']>;
export type GatewaySettings = VpnSettings['gateway'];
export type DirectConnectSettings = NonNullable<Site['directConnect']>;
export type VirtualInterface = DirectConnectSettings['virtualInterfaces'][number];
export type DicomSettings = Site['dicom'];
export type StowAuth = DicomSettings['stow']['auth'];

/** One valid environment, with every default filled in. */
export type Environment = CompleteEnvironment & { readonly name: string };

/** The managed ingest of an environment, if it has one. */
export type ManagedIngest = NonNullable<Environment['ingest']['managed']>;

export type PartialSite = DeepPartial<Site>;
export type PartialEnvironment = DeepPartial<Environment>;

/** Sites that are valid together, and their environments: of a folder, or of objects. */
export interface Fleet {
  /** The hospitals, each valid by itself and beside the others. */
  readonly sites: readonly Site[];
  /** The environments. Every site names one of them. */
  readonly environments: readonly Environment[];
  /** The folder of the files, to which paths in the files are relative. */
  readonly folder: string;
}

/** The BGP ASN of a customer gateway that doesn't speak BGP: EC2 requires one, and this is its default. */
export const STATIC_ASN = 65000;

/** The customer gateways of a site, oldest first. The last is in use; the connection was created with the first. */
export function gatewayHistory(
  gateway: GatewaySettings,
): readonly { readonly publicIp: string; readonly asn: number | undefined }[] {
  return [...gateway.previous, { publicIp: gateway.publicIp, asn: gateway.asn }].map(({ publicIp, asn }) => ({
    publicIp,
    asn,
  }));
}
