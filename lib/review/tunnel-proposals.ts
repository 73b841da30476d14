import type { GatewaySettings, Site } from '../config/model';
import {
  type EncryptionAlgorithm,
  type IntegrityAlgorithm,
  type IpsecPolicy,
  type PhasePolicy,
  weakValues,
} from '../config/proposals';
import { isJsonObject, type JsonObject, sameJson } from '../template/json';
import type { ChangeEffect } from './impact';
import { plainWords, type SafeText, safeText } from './safe-text';

/** The effect of a narrower IPsec policy on the proposal that the hospital's device uses. */

/** The proposal of the handover pack: the recorded one if the policy permits it, or else the recommended one. */
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

/** The source of the proposal that the device is assumed to use. */
type UsedSource = 'recorded' | 'recommended';

const USED: Readonly<Record<UsedSource, string>> = {
  recorded: 'the recorded proposal of the device',
  recommended: 'the proposal of the handover pack',
};

const TEXTS = {
  recordedPermitted: (gone: string): SafeText =>
    safeText`no longer permitted: ${gone}. The recorded proposal of the device is still permitted`,
  stillPermitted: (gone: string): SafeText =>
    safeText`no longer permitted: ${gone}. The proposal of the handover pack is still permitted. A hospital that entered another proposal must change its device first`,
  notRecorded: (gone: string): SafeText =>
    safeText`no longer permitted: ${gone}. The old policy permits weak values, and vpn.gateway.proposal doesn't record which values the device uses. The hospital must check them, and change its device first if it uses a removed one. heartlab status prints the lines that record them`,
  changeFirst: (used: UsedSource, gone: string): SafeText =>
    safeText`${plainWords(USED[used])} is no longer permitted (${gone}): the hospital must change its device first, or its tunnels stay down`,
  changeTogether: (used: UsedSource, gone: string): SafeText =>
    safeText`${plainWords(USED[used])} is no longer permitted (${gone}). The device supports no proposal that is permitted both before and after, so the tunnels stay down until the hospital has changed its device. Permit both first, and remove the old proposal in the next pull request`,
  tellUs: ' Tell us when this is done. We change our side only after that.',
  nothingPossible:
    'Your VPN device supports none of the IPsec proposals that HeartLab will permit. Contact us before the change: another device or another policy is needed.',
} as const;

/** Begins the key of an effect after which a changed tunnel stays down until the hospital acts. */
export const NO_COMMON_PROPOSAL = 'no common';

/**
 * Compares the proposal that the device uses with the new policy. Both policies come from the templates, whatever code wrote
 * them. The first tunnel with a narrower policy decides: both tunnels have the same policy.
 *
 * | used proposal | a proposal that old and new policy permit | effect |
 * |---|---|---|
 * | permitted | - | one tunnel at a time |
 * | permitted, but not recorded, and the old policy has weak values | there is one | the hospital checks, and changes before the deploy |
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
  const used = gateway === undefined ? undefined : recommend(old, gateway);
  const source: UsedSource = gateway?.proposal === undefined ? 'recommended' : 'recorded';
  const permitted = used !== undefined && permits(now.phase1, used.phase1) && permits(now.phase2, used.phase2);
  const unknown = source === 'recommended' && weakValues(old).length > 0;
  if (permitted && !unknown) {
    const says = source === 'recorded' ? TEXTS.recordedPermitted(text) : TEXTS.stillPermitted(text);
    return [{ impact: 'one-tunnel', key: `narrowed ${source} ${gone.join()}`, says }];
  }

  const newGateway = after?.vpn?.gateway ?? gateway;
  const find = (policy: IpsecPolicy): ProposalToEnter | undefined =>
    newGateway === undefined ? undefined : recommend(policy, newGateway);
  const effect = { impact: 'hospital', key: `proposal ${source} ${gone.join()}` } as const;
  const common = find(shared(old, now));
  const known = unknown || used === undefined ? undefined : { source, values: used };
  if (common !== undefined) {
    const says = permitted ? TEXTS.notRecorded(text) : TEXTS.changeFirst(source, text);
    const actions = [{ when: 'before', text: `${letterText(gone, known, common)}${TEXTS.tellUs}` } as const];
    return [{ ...effect, says, actions }];
  }
  const values = find(now);
  const when = values === undefined ? 'before' : 'together';
  const actions = [{ when, text: letterText(gone, known, values, true) } as const];
  return [{ ...effect, key: `${NO_COMMON_PROPOSAL} ${effect.key}`, says: TEXTS.changeTogether(source, text), actions }];
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

const INSTEAD_OF: Readonly<Record<UsedSource, string>> = {
  recorded: 'The values that your device uses now, by our records:',
  recommended: 'The values of your handover pack until now:',
};

/**
 * The step in the letter: the new values, the old ones if they are known, and the ones that end.
 * @param inTurn whether each tunnel is changed on both sides at the same time.
 */
function letterText(
  gone: readonly string[],
  old: { readonly source: UsedSource; readonly values: ProposalToEnter } | undefined,
  enter: ProposalToEnter | undefined,
  inTurn = false,
): string {
  const tunnels = inTurn
    ? 'As soon as we tell you that we have changed a tunnel, set that tunnel of your VPN device'
    : 'Set both tunnels of your VPN device';
  return [
    enter === undefined
      ? TEXTS.nothingPossible
      : `${tunnels} to IKE version 2 and the following values: ${valuesText(enter)} If your device already uses these values, change nothing.`,
    ...(old === undefined ? [] : [`${INSTEAD_OF[old.source]} ${valuesText(old.values)}`]),
    `HeartLab will no longer permit: ${gone.join('; ')}.`,
  ].join(' ');
}

function valuesText({ phase1, phase2 }: ProposalToEnter): string {
  const phase = (number: 1 | 2, { encryption, integrity, prf, dhGroup, lifetimeSeconds }: PhaseToEnter): string =>
    [
      `phase ${number}: encryption ${encryption}`,
      ...(integrity === undefined ? [] : [`integrity ${integrity}`]),
      ...(prf === undefined || integrity !== undefined ? [] : [`PRF ${prf}`]),
      `${number === 1 ? 'DH group' : 'PFS group'} ${dhGroup}`,
      `lifetime ${lifetimeSeconds} s`,
    ].join(', ');
  return `${phase(1, phase1)}; ${phase(2, phase2)}.`;
}
