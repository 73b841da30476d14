import type { GatewaySettings, Site } from '../config/model';
import type { EncryptionAlgorithm, IntegrityAlgorithm, IpsecPolicy, PhasePolicy } from '../config/proposals';
import { isJsonObject, type JsonObject, sameJson } from '../template/json';
import type { ChangeEffect } from './impact';
import { type SafeText, safeText } from './safe-text';

/** The effect of a narrower IPsec policy on the proposal that the hospital has entered. */

/** The proposal that the handover pack asks the hospital to enter. The caller provides it. */
export interface PhaseToEnter {
  readonly encryption: EncryptionAlgorithm;
  readonly integrity: IntegrityAlgorithm | undefined;
  readonly prf: IntegrityAlgorithm | undefined;
  readonly dhGroup: number;
  readonly lifetimeSeconds: number;
}
export interface ProposalToEnter {
  readonly phase1: PhaseToEnter;
  readonly phase2: PhaseToEnter;
}
/** Undefined if the device supports nothing that the policy permits. */
export type RecommendProposal = (policy: IpsecPolicy, gateway: GatewaySettings) => ProposalToEnter | undefined;

export interface ProposalContext {
  readonly recommend: RecommendProposal;
  readonly before: Site | undefined;
  readonly after: Site | undefined;
}

interface NarrowedPolicy {
  readonly old: IpsecPolicy;
  readonly now: IpsecPolicy;
  /** `phase 1 DH group 14` */
  readonly gone: readonly string[];
}

const TEXTS = {
  stillPermitted: (gone: string): SafeText =>
    safeText`no longer permitted: ${gone}. The proposal of the handover pack is still permitted. A hospital that entered another proposal must change its device first`,
  changeFirst: (gone: string): SafeText =>
    safeText`the proposal of the handover pack is no longer permitted (${gone}): the hospital must change its device first, or its tunnels stay down`,
  changeTogether: (gone: string): SafeText =>
    safeText`the proposal of the handover pack is no longer permitted (${gone}). The device supports no proposal that is permitted both before and after, so the tunnels stay down until the hospital has changed its device. Permit both first, and remove the old proposal in the next pull request`,
  tellUs: ' Tell us when this is done. We change our side only after that.',
  nothingPossible:
    'Your VPN device supports none of the IPsec proposals that HeartLab will permit. Contact us before the change: another device or another policy is needed.',
} as const;

/**
 * Compares the proposal of the handover pack with the new policy. Both policies come from the templates, whatever code wrote
 * them. The first tunnel with a narrower policy decides: both tunnels have the same policy.
 *
 * | entered proposal | a proposal that old and new policy permit | effect |
 * |---|---|---|
 * | permitted | - | one tunnel at a time |
 * | no longer permitted | there is one | the hospital changes before the deploy |
 * | no longer permitted | there is none | the hospital changes together with the deploy |
 */
export function proposalEffects(
  from: readonly JsonObject[],
  to: readonly JsonObject[],
  { before, after, recommend }: ProposalContext,
): readonly ChangeEffect[] {
  const narrowed = narrowedPolicy(from, to);
  if (narrowed === undefined) return [];
  const { old, now, gone } = narrowed;
  const text = gone.join('; ');
  const gateway = before?.vpn?.gateway;
  const entered = gateway === undefined ? undefined : recommend(old, gateway);
  if (entered !== undefined && permits(now.phase1, entered.phase1) && permits(now.phase2, entered.phase2))
    return [{ impact: 'one-tunnel', key: `narrowed ${gone.join()}`, says: TEXTS.stillPermitted(text) }];

  const newGateway = after?.vpn?.gateway ?? gateway;
  const find = (policy: IpsecPolicy): ProposalToEnter | undefined =>
    newGateway === undefined ? undefined : recommend(policy, newGateway);
  const effect = { impact: 'hospital', key: `proposal ${gone.join()}` } as const;
  const common = find(shared(old, now));
  if (common !== undefined) {
    const actions = [{ when: 'before', text: `${proposalText(common)}${TEXTS.tellUs}` } as const];
    return [{ ...effect, says: TEXTS.changeFirst(text), actions }];
  }
  const actions = [{ when: 'together', text: proposalText(find(now)) } as const];
  return [{ ...effect, says: TEXTS.changeTogether(text), actions }];
}

function narrowedPolicy(from: readonly JsonObject[], to: readonly JsonObject[]): NarrowedPolicy | undefined {
  for (const [index, tunnel] of to.entries()) {
    const old = policyOf(from[index] ?? {});
    const now = policyOf(tunnel);
    const gone = sameJson(old, now) ? [] : removed(old, now);
    if (gone.length > 0) return { old, now, gone };
  }
  return undefined;
}

const listOf = <T>(tunnel: JsonObject, name: string): readonly T[] => {
  const list = tunnel[name];
  return Array.isArray(list) ? list.flatMap((item) => (isJsonObject(item) ? [item.Value as T] : [])) : [];
};

function phaseOf<Group extends number>(tunnel: JsonObject, phase: 'Phase1' | 'Phase2'): PhasePolicy<Group> {
  return {
    encryption: listOf<EncryptionAlgorithm>(tunnel, `${phase}EncryptionAlgorithms`),
    integrity: listOf<IntegrityAlgorithm>(tunnel, `${phase}IntegrityAlgorithms`),
    dhGroups: listOf<number>(tunnel, `${phase}DHGroupNumbers`).map((group) => Number(group) as Group),
    lifetimeSeconds: Number(tunnel[`${phase}LifetimeSeconds`]),
  };
}

const policyOf = (tunnel: JsonObject): IpsecPolicy => ({
  phase1: phaseOf(tunnel, 'Phase1'),
  phase2: phaseOf(tunnel, 'Phase2'),
});

const permits = (policy: PhasePolicy<number>, { encryption, integrity, prf, dhGroup }: PhaseToEnter): boolean =>
  policy.encryption.includes(encryption) &&
  policy.dhGroups.includes(dhGroup) &&
  [integrity, prf].every((hash) => hash === undefined || policy.integrity.includes(hash));

/** The proposals that are permitted before and after. With one of them the hospital can change first. */
function shared(old: IpsecPolicy, now: IpsecPolicy): IpsecPolicy {
  const phase = <Group extends number>(one: PhasePolicy<Group>, two: PhasePolicy<Group>): PhasePolicy<Group> => ({
    encryption: two.encryption.filter((value) => one.encryption.includes(value)),
    integrity: two.integrity.filter((value) => one.integrity.includes(value)),
    dhGroups: two.dhGroups.filter((value) => one.dhGroups.includes(value)),
    lifetimeSeconds: two.lifetimeSeconds,
  });
  return { phase1: phase(old.phase1, now.phase1), phase2: phase(old.phase2, now.phase2) };
}

function removed(old: IpsecPolicy, now: IpsecPolicy): readonly string[] {
  return (['phase1', 'phase2'] as const).flatMap((phase) =>
    (['encryption', 'integrity', 'dhGroups'] as const).flatMap((list) => {
      const still: readonly (string | number)[] = now[phase][list];
      const gone = (old[phase][list] as readonly (string | number)[]).filter((value) => !still.includes(value));
      const words = { encryption: 'encryption', integrity: 'integrity', dhGroups: 'DH group' }[list];
      return gone.length === 0 ? [] : [`${phase === 'phase1' ? 'phase 1' : 'phase 2'} ${words} ${gone.join(', ')}`];
    }),
  );
}

function proposalText(enter: ProposalToEnter | undefined): string {
  if (enter === undefined) return TEXTS.nothingPossible;
  const phase = (number: 1 | 2, { encryption, integrity, prf, dhGroup, lifetimeSeconds }: PhaseToEnter): string =>
    [
      `Phase ${number}: encryption ${encryption}`,
      ...(integrity === undefined ? [] : [`integrity ${integrity}`]),
      ...(prf === undefined || integrity !== undefined ? [] : [`PRF ${prf}`]),
      `${number === 1 ? 'DH group' : 'PFS group'} ${dhGroup}`,
      `lifetime ${lifetimeSeconds} s`,
    ].join(', ');
  return `Set both tunnels of your VPN device to IKE version 2 and the following values. ${phase(1, enter.phase1)}. ${phase(2, enter.phase2)}. If your device already uses these values, change nothing.`;
}
