import type { DirectConnectSettings } from '../config/model';
import type { LiveSite, SecretReference } from './live-site';
import { orPlaceholder, placeholderName } from './placeholder';

/** The values of one private virtual interface for the hospital's router. */
export interface VirtualInterfaceFacts {
  readonly name: string;
  /** `dxvif-…`, or its blank. */
  readonly id: string;
  readonly connectionId: string;
  readonly vlan: number;
  /** BGP peer addresses with their prefix length, or their blanks if AWS chooses them. */
  readonly peering: { readonly hospital: string; readonly aws: string };
  readonly asn: number;
  readonly awsAsn: number;
  readonly mtu: number;
  /** Whether the line carries jumbo frames at AWS now; undefined before the deploy. */
  readonly jumboFrames: boolean | undefined;
  /** The Secrets Manager name of the BGP MD5 key, from the file or the stack; undefined if unknown. */
  readonly keyReference: SecretReference | undefined;
  /** The blank in place of the key in a file. */
  readonly keyBlank: string;
}

export function virtualInterfaceFacts(
  { awsAsn, virtualInterfaces }: DirectConnectSettings,
  live: LiveSite,
): readonly VirtualInterfaceFacts[] {
  return virtualInterfaces.map(({ name, connectionId, vlan, peering, asn, mtu, authKeySecret }) => {
    const known = live.virtualInterfaces?.find((one) => one.name === name);
    const peers = peering ?? known?.peering;
    return {
      name,
      id: orPlaceholder(known?.id, placeholderName(name, 'VIRTUAL-INTERFACE-ID')),
      connectionId,
      vlan,
      peering: {
        hospital: orPlaceholder(peers?.hospital, placeholderName(name, 'HOSPITAL-PEER-ADDRESS')),
        aws: orPlaceholder(peers?.aws, placeholderName(name, 'AWS-PEER-ADDRESS')),
      },
      asn,
      awsAsn,
      mtu,
      jumboFrames: known?.jumboFrames,
      keyReference: authKeySecret ?? known?.authKey,
      keyBlank: orPlaceholder(undefined, placeholderName(name, 'BGP-MD5-KEY')),
    };
  });
}
