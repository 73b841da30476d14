import type { DirectConnectSettings } from '../config/model';
import type { LiveSite, SecretReference } from './live-site';
import { orPlaceholder, placeholderName } from './placeholder';

/** One private virtual interface, as the hospital's router needs it. */
export interface VirtualInterfaceFacts {
  readonly name: string;
  /** `dxvif-…`, or its blank. */
  readonly id: string;
  readonly connectionId: string;
  readonly vlan: number;
  /** BGP peer addresses with their prefix length, or their blanks where AWS chooses them. */
  readonly peering: { readonly hospital: string; readonly aws: string };
  readonly asn: number;
  readonly awsAsn: number;
  readonly mtu: number;
  /** Whether AWS carries jumbo frames there now; undefined while nothing is deployed. */
  readonly jumboFrames: boolean | undefined;
  /** The Secrets Manager name of the BGP MD5 key, the file's or the stack's; undefined while it isn't known. */
  readonly keyReference: SecretReference | undefined;
  /** What stands in a file instead of the key, always. */
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
