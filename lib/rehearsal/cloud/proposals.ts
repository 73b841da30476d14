import { hashName } from '../../config/proposals';
import type { TunnelOptions } from '../../config/tunnels';
import { DH_GROUP_NAME, STRONGSWAN_ENCRYPTION } from '../../handover/devices/swanctl';
import { TemplateError } from './template';

/** The values that an AWS tunnel permits, in strongSwan's syntax (swanctl.conf(5), "proposals"): any combination is accepted. */

/** The groups that Debian's strongSwan does not have. */
const MISSING_GROUPS: readonly number[] = [22, 23];

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
  const hashes = integrity.map(hashName);
  const prf = phase === 1 ? hashes.map((hash) => `prf${hash}`) : [];
  const dh = known(
    DH_GROUP_NAME,
    groups.filter((group) => !MISSING_GROUPS.includes(group)),
  );
  // A proposal without a group would mean no key exchange.
  if (dh.length === 0)
    throw new TemplateError(
      `phase ${phase} permits only DH group ${groups.join(', ')}, which Debian's strongSwan does not support: the site can't be rehearsed`,
    );
  const both = [
    ...(gcm.length === 0 ? [] : [[...known(STRONGSWAN_ENCRYPTION, gcm), ...prf, ...dh]]),
    ...(cbc.length === 0 ? [] : [[...known(STRONGSWAN_ENCRYPTION, cbc), ...hashes, ...prf, ...dh]]),
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
