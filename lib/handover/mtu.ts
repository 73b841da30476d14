import type { EncryptionAlgorithm, IntegrityAlgorithm } from '../config/proposals';

/**
 * The largest packet inside a tunnel that fits into one outer packet of 1500 bytes.
 *
 * ESP in tunnel mode (RFC 4303): outer IPv4 header, UDP header with NAT-T (RFC 3948), SPI and sequence number, initialisation
 * vector, then packet, padding and a trailer of 2 bytes up to a whole block, then the integrity check value. AES-GCM: RFC 4106;
 * AES-CBC: RFC 3602; HMAC-SHA-2: RFC 4868. The sums are those of the AWS Site-to-Site VPN User Guide (customer gateway, MTU).
 */

const OUTER_MTU = 1500;
const IPV4_HEADER = 20;
const TCP_HEADER = 20;
const UDP_HEADER = 8;
const SPI_AND_SEQUENCE = 8;
const TRAILER = 2;

const GCM = { vector: 8, align: 4, check: 16 };
const CBC = { vector: 16, align: 16 };
/** Bytes of the integrity check value: HMAC-SHA1-96, and half of the hash for HMAC-SHA-2. */
const CHECK: Readonly<Record<IntegrityAlgorithm, number>> = {
  SHA1: 12,
  'SHA2-256': 16,
  'SHA2-384': 24,
  'SHA2-512': 32,
};

export interface TunnelMtu {
  readonly mtu: number;
  readonly mss: number;
}

/** The algorithms of phase 2 that determine the size: with AES-GCM there is no integrity algorithm. */
export interface EspTransform {
  readonly encryption: EncryptionAlgorithm;
  readonly integrity: IntegrityAlgorithm | undefined;
}

export function computeTunnelMtu({ encryption, integrity }: EspTransform, natTraversal: boolean): TunnelMtu {
  const gcm = encryption.endsWith('-GCM-16');
  if (!gcm && integrity === undefined) throw new RangeError(`${encryption} needs an integrity algorithm`);
  const { vector, align, check } = gcm ? GCM : { ...CBC, check: CHECK[integrity ?? 'SHA2-512'] };
  const outside = IPV4_HEADER + (natTraversal ? UDP_HEADER : 0) + SPI_AND_SEQUENCE + vector + check;
  const room = OUTER_MTU - outside;
  const mtu = room - (room % align) - TRAILER;
  return { mtu, mss: mtu - IPV4_HEADER - TCP_HEADER };
}

/**
 * The values for a device. They always assume NAT on the path, because a NAT device may be added unnoticed, and because AWS
 * supports neither path MTU discovery nor jumbo frames. Without NAT this costs 8 to 16 bytes a packet.
 */
export const recommendedMtu = (transform: EspTransform): TunnelMtu => computeTunnelMtu(transform, true);
