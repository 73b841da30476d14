/**
 * The IPsec proposals that HeartLab permits, as data.
 *
 * Source of the envelope: HeartLab eIFU, "IPSec Tunnel", v7.2 (Phase 1 Settings, Phase 2 Settings, Base Configuration).
 * Source of the policies: NIST SP 800-77r1 section 7.2, NZISM 3.9 chapter 17, AU ISM December 2025 (ISM-0498).
 */

/** Encryption algorithms, strongest first. The same in both phases. */
export const ENCRYPTION_ALGORITHMS = ['AES256-GCM-16', 'AES128-GCM-16', 'AES256', 'AES128'] as const;
/** Integrity algorithms, strongest first. The same in both phases. */
export const INTEGRITY_ALGORITHMS = ['SHA2-512', 'SHA2-384', 'SHA2-256', 'SHA1'] as const;
/** Diffie-Hellman groups of phase 1 (IANA transform type 4 numbers). */
export const PHASE1_DH_GROUPS = [2, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24] as const;
/** Diffie-Hellman groups of phase 2: phase 1's, and group 5. */
export const PHASE2_DH_GROUPS = [2, 5, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24] as const;

export type EncryptionAlgorithm = (typeof ENCRYPTION_ALGORITHMS)[number];
export type IntegrityAlgorithm = (typeof INTEGRITY_ALGORITHMS)[number];
export type Phase1DhGroup = (typeof PHASE1_DH_GROUPS)[number];
export type Phase2DhGroup = (typeof PHASE2_DH_GROUPS)[number];

/** `SHA2-384` as `sha384`, the spelling of most devices. */
export const hashName = (algorithm: string): string => algorithm.replace('SHA2-', 'SHA').toLowerCase();

/** The values that one phase of IKE may negotiate. */
export interface PhasePolicy<Group extends number = number> {
  readonly encryption: readonly EncryptionAlgorithm[];
  readonly integrity: readonly IntegrityAlgorithm[];
  readonly dhGroups: readonly Group[];
  /** Seconds until the security association is renewed. */
  readonly lifetimeSeconds: number;
}

/** The values that both phases may negotiate. AWS uses the weakest value that both sides offer; the order has no effect. */
export interface IpsecPolicy {
  readonly phase1: PhasePolicy<Phase1DhGroup>;
  readonly phase2: PhasePolicy<Phase2DhGroup>;
}

/** The bounds of a lifetime, in seconds: the eIFU's value is the upper bound and the default, 900 s is the API's lower bound. */
export const LIFETIME_SECONDS = {
  phase1: { min: 900, max: 28800 },
  phase2: { min: 900, max: 3600 },
} as const;

/** Seconds without an answer from the peer before DPD acts. The eIFU's value, and the API's lower bound. */
export const DPD_TIMEOUT_SECONDS = 30;

/** The only IKE version that HeartLab permits. */
export const IKE_VERSION = 'ikev2';

/** Everything that the eIFU permits. A site file can't exceed it, and every VPN connection is created with it. */
export const PERMITTED_POLICY: IpsecPolicy = {
  phase1: {
    encryption: ENCRYPTION_ALGORITHMS,
    integrity: INTEGRITY_ALGORITHMS,
    dhGroups: PHASE1_DH_GROUPS,
    lifetimeSeconds: 28800,
  },
  phase2: {
    encryption: ENCRYPTION_ALGORITHMS,
    integrity: INTEGRITY_ALGORITHMS,
    dhGroups: PHASE2_DH_GROUPS,
    lifetimeSeconds: 3600,
  },
};

const STRONG = {
  encryption: ['AES256-GCM-16', 'AES128-GCM-16', 'AES256'],
  integrity: ['SHA2-512', 'SHA2-384', 'SHA2-256'],
  dhGroups: [14, 15, 16, 17, 18, 19, 20, 21],
} as const;

const NZISM = {
  encryption: ['AES256-GCM-16', 'AES256'],
  integrity: ['SHA2-512', 'SHA2-384'],
  dhGroups: [15, 16, 17, 18, 20, 21],
} as const;

/** The policies that a site file may name instead of listing values. */
export const NAMED_POLICIES = {
  eifu: PERMITTED_POLICY,
  strong: { phase1: { ...STRONG, lifetimeSeconds: 28800 }, phase2: { ...STRONG, lifetimeSeconds: 3600 } },
  nzism: { phase1: { ...NZISM, lifetimeSeconds: 14400 }, phase2: { ...NZISM, lifetimeSeconds: 3600 } },
} as const satisfies Record<string, IpsecPolicy>;

export type PolicyName = keyof typeof NAMED_POLICIES;
export const POLICY_NAMES = ['eifu', 'strong', 'nzism'] as const satisfies readonly PolicyName[];

/** Permitted values that no current guidance approves. Each one left in a list will be used (rule HeartLab-VPN3). */
export const WEAK_VALUES = {
  integrity: ['SHA1'] as readonly IntegrityAlgorithm[],
  dhGroups: [2, 5, 22, 23, 24] as readonly number[],
} as const;

/** AES-GCM checks integrity itself. In phase 1 it still has a pseudo-random function. */
export const isGcm = (encryption: EncryptionAlgorithm): boolean => encryption.endsWith('-GCM-16');

/** The complete policy, for a name or for listed values. */
export function effectivePolicy(ipsec: PolicyName | IpsecPolicy): IpsecPolicy {
  return typeof ipsec === 'string' ? NAMED_POLICIES[ipsec] : ipsec;
}

/** The weak values that a policy permits, as text: `phase 1 integrity SHA1`. Empty for a strong policy. */
export function weakValues(policy: IpsecPolicy): readonly string[] {
  return (['phase1', 'phase2'] as const).flatMap((phase) => {
    const words = phase === 'phase1' ? 'phase 1' : 'phase 2';
    const integrity = policy[phase].integrity.filter((value) => WEAK_VALUES.integrity.includes(value));
    const groups = policy[phase].dhGroups.filter((value) => WEAK_VALUES.dhGroups.includes(value));
    return [
      ...integrity.map((value) => `${words} integrity ${value}`),
      ...(groups.length > 0 ? [`${words} DH group ${groups.join(', ')}`] : []),
    ];
  });
}
