import type { EncryptionAlgorithm, IntegrityAlgorithm } from '../../config/proposals';
import type { PhaseProposal } from '../recommended';

/** Values of swanctl.conf(5), for every device that runs strongSwan. */

const ENCRYPTION: Readonly<Record<EncryptionAlgorithm, string>> = {
  'AES256-GCM-16': 'aes256gcm16',
  'AES128-GCM-16': 'aes128gcm16',
  AES256: 'aes256',
  AES128: 'aes128',
};
const HASH: Readonly<Record<IntegrityAlgorithm, string>> = {
  'SHA2-512': 'sha512',
  'SHA2-384': 'sha384',
  'SHA2-256': 'sha256',
  SHA1: 'sha1',
};
const DH_GROUP: Readonly<Record<number, string>> = {
  2: 'modp1024',
  5: 'modp1536',
  14: 'modp2048',
  15: 'modp3072',
  16: 'modp4096',
  17: 'modp6144',
  18: 'modp8192',
  19: 'ecp256',
  20: 'ecp384',
  21: 'ecp521',
  22: 'modp1024s160',
  23: 'modp2048s224',
  24: 'modp2048s256',
};

/** Retransmissions of a dead peer detection: 2 + 3 + 4.5 + 6.75 s until the peer counts as dead. */
export const RETRANSMIT = { timeout: 2, base: 1.5, tries: 3, seconds: 17 } as const;

export const dpdDelay = (timeoutSeconds: number): number => timeoutSeconds - RETRANSMIT.seconds;

export const swanctlProposal = ({ encryption, integrity, prf, dhGroup }: PhaseProposal): string =>
  [
    ENCRYPTION[encryption],
    ...(integrity === undefined ? [] : [HASH[integrity]]),
    ...(prf === undefined ? [] : [`prf${HASH[prf]}`]),
    DH_GROUP[dhGroup],
  ].join('-');

/** Renewal after at most nine tenths of the lifetime, before AWS lets it end. */
export const softLifetime = (lifetimeSeconds: number): number => Math.floor(lifetimeSeconds * 0.9);
