import type { VpnSettings } from '../../config/model';
import {
  ENCRYPTION_ALGORITHMS,
  effectivePolicy,
  IKE_VERSION,
  INTEGRITY_ALGORITHMS,
  type PhasePolicy,
  WEAK_VALUES,
} from '../../config/proposals';
import type { NegotiatedOptions, NegotiatedPhase } from './facts';

/** A remark on one negotiated value. */
export interface NegotiationRemark {
  /**
   * - `weak`: no guidance approves it, and the site's policy doesn't permit it.
   * - `outside`: the site's policy doesn't permit it.
   * - `weak-permitted`: no guidance approves it, and the site's policy permits it.
   * - `not-known`: AWS returned a value that is not in our tables.
   */
  readonly kind: 'weak' | 'outside' | 'weak-permitted' | 'not-known';
  /** `phase 1 integrity SHA1` */
  readonly value: string;
}

/** AWS spells algorithms in more than one way: AES256-GCM-16, AES_256_GCM_16, aes-256-gcm-16. */
const plain = (text: string): string => text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');

/** The value of the site file's vocabulary. */
export const knownValue = <T extends string>(values: readonly T[], text: string): T | undefined =>
  values.find((value) => plain(value) === plain(text));

/**
 * Compares the negotiated values of a tunnel with the site's policy. A value that AWS does not return is not judged, such as the
 * DH group of phase 2: the first child SA of IKEv2 has none of its own until it is renewed.
 */
export function negotiationRemarks(
  negotiated: NegotiatedOptions,
  ipsec: VpnSettings['ipsec'],
): readonly NegotiationRemark[] {
  const policy = effectivePolicy(ipsec);
  return [
    ...ikeRemarks(negotiated.ikeVersion),
    ...phaseRemarks('phase 1', negotiated.phase1, policy.phase1),
    ...phaseRemarks('phase 2', negotiated.phase2, policy.phase2),
  ];
}

function ikeRemarks(version: string | undefined): readonly NegotiationRemark[] {
  if (version === undefined) return [];
  const number = /^(?:ike)?v?([12])$/i.exec(version.trim())?.[1];
  if (number === undefined) return [{ kind: 'not-known', value: `IKE version ${version}` }];
  return `ikev${number}` === IKE_VERSION ? [] : [{ kind: 'weak', value: `IKE version ${version}` }];
}

function phaseRemarks(name: string, found: NegotiatedPhase, policy: PhasePolicy): readonly NegotiationRemark[] {
  const { encryption, integrity, dhGroup } = found;
  const combined = encryption !== undefined && /GCM/i.test(encryption);
  return [
    ...(encryption === undefined
      ? []
      : judged(
          `${name} encryption ${encryption}`,
          knownValue(ENCRYPTION_ALGORITHMS, encryption),
          policy.encryption,
          [],
        )),
    // AES-GCM protects integrity itself. The integrity value beside it is unused in phase 2, and the PRF in phase 1.
    ...(integrity === undefined ||
    (combined && (name === 'phase 2' || knownValue(INTEGRITY_ALGORITHMS, integrity) === undefined))
      ? []
      : judged(
          `${name} integrity ${integrity}`,
          knownValue(INTEGRITY_ALGORITHMS, integrity),
          policy.integrity,
          WEAK_VALUES.integrity,
        )),
    ...(dhGroup === undefined
      ? []
      : judged(`${name} DH group ${dhGroup}`, dhGroup, policy.dhGroups, WEAK_VALUES.dhGroups)),
  ];
}

function judged<T>(
  value: string,
  item: T | undefined,
  permitted: readonly T[],
  weak: readonly T[],
): readonly NegotiationRemark[] {
  if (item === undefined) return [{ kind: 'not-known', value }];
  const isWeak = weak.includes(item);
  if (permitted.includes(item)) return isWeak ? [{ kind: 'weak-permitted', value }] : [];
  return [{ kind: isWeak ? 'weak' : 'outside', value }];
}
