import type { TunnelOptions } from '../../config/tunnels';
import { TemplateError } from './template';

/** The values that an AWS tunnel permits, in strongSwan's syntax (swanctl.conf(5), "proposals"): any combination is accepted. */

const ENCRYPTION: Readonly<Record<string, string>> = {
  AES128: 'aes128',
  AES256: 'aes256',
  'AES128-GCM-16': 'aes128gcm16',
  'AES256-GCM-16': 'aes256gcm16',
};
const INTEGRITY: Readonly<Record<string, string>> = {
  SHA1: 'sha1',
  'SHA2-256': 'sha256',
  'SHA2-384': 'sha384',
  'SHA2-512': 'sha512',
};
/** By IANA number (IKEv2 transform type 4). Debian's strongSwan does not have 22 and 23. */
const GROUPS: Readonly<Record<number, string>> = {
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
  24: 'modp2048s256',
};

interface Lists {
  readonly encryption: readonly string[];
  readonly integrity: readonly string[];
  readonly groups: readonly number[];
}

const values = <T>(list: readonly { readonly Value: T }[]): readonly T[] => list.map(({ Value }) => Value);
const known = (
  table: Readonly<Record<string | number, string>>,
  list: readonly (string | number)[],
): readonly string[] => list.flatMap((item) => table[item] ?? []);

/** GCM includes integrity; in phase 1 the integrity list still determines the PRF. */
function suites({ encryption, integrity, groups }: Lists, phase: 1 | 2): string {
  const gcm = encryption.filter((name) => name.includes('GCM'));
  const cbc = encryption.filter((name) => !name.includes('GCM'));
  const hashes = known(INTEGRITY, integrity);
  const prf = phase === 1 ? hashes.map((hash) => `prf${hash}`) : [];
  const dh = known(GROUPS, groups);
  // A proposal without a group would mean no key exchange.
  if (dh.length === 0)
    throw new TemplateError(
      `phase ${phase} permits only DH group ${groups.join(', ')}, which Debian's strongSwan does not support: the site can't be rehearsed`,
    );
  const both = [
    ...(gcm.length === 0 ? [] : [[...known(ENCRYPTION, gcm), ...prf, ...dh]]),
    ...(cbc.length === 0 ? [] : [[...known(ENCRYPTION, cbc), ...hashes, ...prf, ...dh]]),
  ];
  return both.map((parts) => parts.join('-')).join(', ');
}

export const ikeProposals = (tunnel: TunnelOptions): string =>
  suites(
    {
      encryption: values(tunnel.Phase1EncryptionAlgorithms),
      integrity: values(tunnel.Phase1IntegrityAlgorithms),
      groups: values(tunnel.Phase1DHGroupNumbers),
    },
    1,
  );

export const espProposals = (tunnel: TunnelOptions): string =>
  suites(
    {
      encryption: values(tunnel.Phase2EncryptionAlgorithms),
      integrity: values(tunnel.Phase2IntegrityAlgorithms),
      groups: values(tunnel.Phase2DHGroupNumbers),
    },
    2,
  );
