import type { DeviceId } from '../config/devices';
import {
  type EncryptionAlgorithm,
  type IntegrityAlgorithm,
  type IpsecPolicy,
  isGcm,
  type PhasePolicy,
  WEAK_VALUES,
} from '../config/proposals';
import type { PhaseCapabilities } from './devices/device-capabilities';
import { type GatewayDescription, releaseCapabilities } from './devices/releases';

/**
 * The one proposal for a hospital: the recorded one, or else the strongest of the site's policy that its device supports. Only one, because AWS uses
 * the weakest value that both sides offer; the order has no effect.
 */

/** Strongest first. The key length outranks the mode: 256 bits in CBC with a SHA-2 check before 128 bits in GCM. */
const ENCRYPTION_ORDER = [
  'AES256-GCM-16',
  'AES256',
  'AES128-GCM-16',
  'AES128',
] as const satisfies EncryptionAlgorithm[];

/** Elliptic curves of 384, 521 and 256 bits, then modular groups by size, then groups that no guidance approves. */
const DH_ORDER = [20, 21, 19, 18, 17, 16, 15, 14, 24, 23, 22, 5, 2] as const;

/** SHA-384 matches the strength of P-384 and of AES-256. */
const INTEGRITY_ORDER: readonly IntegrityAlgorithm[] = ['SHA2-384', 'SHA2-512', 'SHA2-256', 'SHA1'];
/** The hash matches the strength of the curve: SHA-512 for P-521. */
const INTEGRITY_BESIDE: Readonly<Record<number, readonly IntegrityAlgorithm[]>> = {
  21: ['SHA2-512', 'SHA2-384', 'SHA2-256', 'SHA1'],
};

export type IpsecPhase = 'phase1' | 'phase2';

export interface PhaseProposal {
  readonly encryption: EncryptionAlgorithm;
  /** Absent with AES-GCM, which checks integrity itself. */
  readonly integrity: IntegrityAlgorithm | undefined;
  /**
   * The pseudo-random function, only in phase 1: that of the integrity algorithm unless the encryption is AES-GCM. AWS selects it
   * from its integrity list.
   */
  readonly prf: IntegrityAlgorithm | undefined;
  /** In phase 2 this is the group of perfect forward secrecy. */
  readonly dhGroup: number;
  readonly lifetimeSeconds: number;
  /** SHA-1, or a group that no guidance approves: recommended only if nothing better is permitted and supported. */
  readonly weak: boolean;
}

/** Alternative values: permitted by the site and supported by the device. */
export interface PhasePermitted {
  readonly encryption: readonly EncryptionAlgorithm[];
  readonly integrity: readonly IntegrityAlgorithm[];
  readonly dhGroups: readonly number[];
}

export interface DeviceProposals {
  /** The recommendation is the recorded proposal (`vpn.gateway.proposal`): the device uses it already. */
  readonly recorded: boolean;
  /** Every value is a known one of the device, so that its file has a line for it. Only a recorded value may be another. */
  readonly known: boolean;
  readonly recommended: Readonly<Record<IpsecPhase, PhaseProposal>>;
  readonly permitted: Readonly<Record<IpsecPhase, PhasePermitted>>;
}

const listed = (values: readonly (string | number)[]): string => values.join(', ');
const side = ({ encryption, integrity, dhGroups }: PhasePolicy<number> | PhaseCapabilities): string =>
  `encryption ${listed(encryption)}; integrity ${listed(integrity)}; DH group ${listed(dhGroups)}`;

/** The policy permits nothing that the device supports: no tunnel could be established. */
export class NoCommonProposalError extends Error {
  override readonly name = 'NoCommonProposalError';
  constructor(
    readonly device: DeviceId,
    readonly phase: IpsecPhase,
    policy: PhasePolicy<number>,
    capabilities: PhaseCapabilities,
  ) {
    super(
      `${device} supports nothing that vpn.ipsec permits in ${phase === 'phase1' ? 'phase 1' : 'phase 2'}; ` +
        `permitted: ${side(policy)}; ${device}: ${side(capabilities)}; widen vpn.ipsec, or set another vpn.gateway.device`,
    );
  }
}

const withWeakness = (proposal: Omit<PhaseProposal, 'weak'>): PhaseProposal => ({
  ...proposal,
  weak:
    WEAK_VALUES.dhGroups.includes(proposal.dhGroup) ||
    [proposal.integrity, proposal.prf].some((value) => value !== undefined && WEAK_VALUES.integrity.includes(value)),
});

function permittedOf(policy: PhasePolicy<number>, capabilities: PhaseCapabilities): PhasePermitted {
  return {
    encryption: ENCRYPTION_ORDER.filter(
      (value) => policy.encryption.includes(value) && capabilities.encryption.includes(value),
    ),
    integrity: INTEGRITY_ORDER.filter(
      (value) => policy.integrity.includes(value) && capabilities.integrity.includes(value),
    ),
    dhGroups: DH_ORDER.filter((value) => policy.dhGroups.includes(value) && capabilities.dhGroups.includes(value)),
  };
}

/** Every proposal that both sides support, strongest first. */
function* candidates(
  phase: IpsecPhase,
  policy: PhasePolicy<number>,
  capabilities: PhaseCapabilities,
): Iterable<PhaseProposal> {
  const permitted = permittedOf(policy, capabilities);
  for (const encryption of permitted.encryption) {
    for (const dhGroup of permitted.dhGroups) {
      const order = INTEGRITY_BESIDE[dhGroup] ?? INTEGRITY_ORDER;
      const hashes: readonly (IntegrityAlgorithm | undefined)[] =
        phase === 'phase2' && isGcm(encryption)
          ? [undefined]
          : order.filter((value) => permitted.integrity.includes(value));
      for (const hash of hashes) {
        const chosen = capabilities.gcmPrf;
        if (phase === 'phase1' && isGcm(encryption) && chosen !== undefined && chosen[dhGroup] !== hash) continue;
        yield withWeakness({
          encryption,
          integrity: isGcm(encryption) ? undefined : hash,
          prf: phase === 'phase1' ? hash : undefined,
          dhGroup,
          lifetimeSeconds: policy.lifetimeSeconds,
        });
      }
    }
  }
}

function strongest(
  device: DeviceId,
  phase: IpsecPhase,
  policy: PhasePolicy<number>,
  capabilities: PhaseCapabilities,
): PhaseProposal {
  let strongestWeak: PhaseProposal | undefined;
  for (const proposal of candidates(phase, policy, capabilities)) {
    if (!proposal.weak) return proposal;
    strongestWeak ??= proposal;
  }
  if (strongestWeak === undefined) throw new NoCommonProposalError(device, phase, policy, capabilities);
  return strongestWeak;
}

/** The recorded proposal of a phase, while the policy permits it. */
function recordedProposal(
  phase: IpsecPhase,
  policy: PhasePolicy<number>,
  { proposal }: GatewayDescription,
): PhaseProposal | undefined {
  const recorded = proposal?.[phase];
  if (recorded === undefined) return undefined;
  const { encryption, dhGroup } = recorded;
  const gcm = isGcm(encryption);
  const permitted = INTEGRITY_ORDER.filter((value) => policy.integrity.includes(value));
  const hash = phase === 'phase2' && gcm ? undefined : (recorded.integrity ?? permitted[0]);
  if (!policy.encryption.includes(encryption) || !policy.dhGroups.includes(dhGroup)) return undefined;
  if (hash !== undefined && !policy.integrity.includes(hash)) return undefined;
  return withWeakness({
    encryption,
    integrity: gcm ? undefined : hash,
    prf: phase === 'phase1' ? hash : undefined,
    dhGroup,
    lifetimeSeconds: policy.lifetimeSeconds,
  });
}

const isKnown = ({ encryption, integrity, prf, dhGroup }: PhaseProposal, can: PhaseCapabilities): boolean =>
  can.encryption.includes(encryption) &&
  can.dhGroups.includes(dhGroup) &&
  [integrity, prf].every((hash) => hash === undefined || can.integrity.includes(hash));

/**
 * @param gateway its recorded `proposal` is the recommendation while the policy permits it: the device uses it already
 * @throws NoCommonProposalError if the policy permits nothing that the device supports
 */
export function recommendProposals(
  policy: IpsecPolicy,
  device: DeviceId,
  gateway: GatewayDescription = {},
): DeviceProposals {
  const { phase1, phase2 } = releaseCapabilities(device, gateway);
  const recorded = {
    phase1: recordedProposal('phase1', policy.phase1, gateway),
    phase2: recordedProposal('phase2', policy.phase2, gateway),
  };
  const recommended = {
    phase1: recorded.phase1 ?? strongest(device, 'phase1', policy.phase1, phase1),
    phase2: recorded.phase2 ?? strongest(device, 'phase2', policy.phase2, phase2),
  };
  return {
    recorded: recorded.phase1 !== undefined && recorded.phase2 !== undefined,
    known: isKnown(recommended.phase1, phase1) && isKnown(recommended.phase2, phase2),
    recommended,
    permitted: {
      phase1: permittedOf(policy.phase1, phase1),
      phase2: permittedOf(policy.phase2, phase2),
    },
  };
}
