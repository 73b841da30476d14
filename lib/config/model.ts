import type { z } from 'zod';
import type { environmentSchema } from './schema/environment';
import type { siteSchema } from './schema/site';

/** Read-only at every depth. */
export type DeepReadonly<T> = T extends (infer Item)[]
  ? number extends T['length']
    ? readonly DeepReadonly<Item>[]
    : { readonly [K in keyof T]: DeepReadonly<T[K]> }
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/**
 * The readable part of a file that has errors: every value in it is valid, and any value may be missing. Rules take this type, so
 * that a misspelt key in one line never hides an overlap in another.
 */
export type DeepPartial<T> = T extends readonly (infer Item)[]
  ? readonly (DeepPartial<Item> | undefined)[]
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> | undefined }
    : T;

/** One valid hospital, with every default filled in. */
export type Site = DeepReadonly<z.output<typeof siteSchema>>;
export type VpnSettings = NonNullable<Site['vpn']>;
export type GatewaySettings = VpnSettings['gateway'];
export type DirectConnectSettings = NonNullable<Site['directConnect']>;
export type VirtualInterface = DirectConnectSettings['virtualInterfaces'][number];
export type DicomSettings = Site['dicom'];
export type StowAuth = DicomSettings['stow']['auth'];

/** One valid environment, with every default filled in. */
export type Environment = DeepReadonly<z.output<typeof environmentSchema>> & { readonly name: string };

/** The managed ingest of an environment, if it has one. */
export type ManagedIngest = NonNullable<Environment['ingest']['managed']>;

export type PartialSite = DeepPartial<Site>;
export type PartialEnvironment = DeepPartial<Environment>;

/** All sites of a folder, and their environments. */
export interface Fleet {
  readonly sites: readonly Site[];
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
