import { addressText, cidrBlock } from '../config/addressing/ipv4';
import type { VpnSettings } from '../config/model';
import type { LiveSite, SecretReference } from './live-site';
import { maskOf } from './netmask';
import { orPlaceholder } from './placeholder';

export interface InsideAddresses {
  readonly cidr: string;
  /** The first usable address is AWS's. */
  readonly aws: string;
  /** The second is the hospital's. */
  readonly device: string;
  readonly mask: string;
}

export interface HandoverTunnelFacts {
  readonly number: 1 | 2;
  /** The public address of the AWS end, or its blank. */
  readonly outsideAddress: string;
  readonly inside: InsideAddresses;
  /** The secret with the pre-shared key; undefined before the deploy. */
  readonly keyReference: SecretReference | undefined;
  /** The blank in place of the key in a device's file. */
  readonly keyBlank: string;
  readonly keyGeneration: number;
}

/** The owners of the addresses in a tunnel's /30 (VpnTunnelOptionsSpecification; Site-to-Site VPN User Guide, tunnel options). */
export function insideAddresses(cidr: string): InsideAddresses {
  const { first } = cidrBlock(cidr);
  return { cidr, aws: addressText(first + 1), device: addressText(first + 2), mask: maskOf(cidr) };
}

export function handoverTunnelFacts(
  vpn: VpnSettings,
  live: LiveSite,
): readonly [HandoverTunnelFacts, HandoverTunnelFacts] {
  const tunnel = (number: 1 | 2): HandoverTunnelFacts => {
    const { insideCidr, keyGeneration } = vpn.tunnels[number === 1 ? 0 : 1];
    const known = live.tunnels?.[number === 1 ? 0 : 1];
    return {
      number,
      outsideAddress: orPlaceholder(known?.outsideAddress, `TUNNEL-${number}-OUTSIDE-ADDRESS`),
      inside: insideAddresses(insideCidr),
      keyReference: known?.preSharedKey,
      keyBlank: orPlaceholder(undefined, `TUNNEL-${number}-PRE-SHARED-KEY`),
      keyGeneration,
    };
  };
  return [tunnel(1), tunnel(2)];
}
