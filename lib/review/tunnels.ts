import type { DeviceId } from '../config/devices';
import type { Environment, Site } from '../config/model';
import type { EncryptionAlgorithm, IntegrityAlgorithm, IpsecPolicy, PhasePolicy } from '../config/proposals';
import { isJsonObject, type JsonObject, mappingOf, sameJson } from '../template/json';
import type { ChangeEffect } from './effect';
import type { Impact } from './impact';
import { safeText } from './safe-text';
import type { ResourceChange } from './template-diff';

/** What a change of `Custom::HeartLabVpnTunnels` does: the desired state of the tunnels, brought about in place. */

/** The one proposal that a hospital is told to enter: the handover pack's, handed in by whoever calls. */
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
/** Undefined where the device can do nothing that the policy permits. */
export type RecommendProposal = (policy: IpsecPolicy, device: DeviceId) => ProposalToEnter | undefined;

export interface TunnelContext {
  readonly recommend: RecommendProposal;
  readonly before: Site | undefined;
  readonly after: Site | undefined;
  readonly environment?: Environment | undefined;
}

const PROPERTIES = ['VpnConnectionId', 'CustomerGatewayId', 'AcceptOutage', 'Tunnels'];

export function* tunnelEffects(change: ResourceChange, context: TunnelContext): Iterable<ChangeEffect> {
  const [before, after] = [mappingOf(change.before?.Properties), mappingOf(change.after?.Properties)];
  const accepts = String(after.AcceptOutage) === 'true';
  if (!sameJson(before.CustomerGatewayId, after.CustomerGatewayId)) {
    yield {
      impact: 'both-tunnels',
      key: 'gateway',
      says: safeText`the connection moves to another customer gateway: both tunnels are down for some minutes; outside addresses and keys stay`,
    };
  }
  if (!sameJson(before.AcceptOutage, after.AcceptOutage)) {
    yield {
      impact: 'nothing',
      key: 'accept-outage',
      says: accepts
        ? safeText`from now on a change may take the last working tunnel down, until acceptOutage is out of the file again`
        : safeText`a change no longer takes the last working tunnel down`,
    };
  }
  const [from, to] = [tunnelsOf(before), tunnelsOf(after)];
  if (from.length !== 2 || to.length !== 2) {
    if (!sameJson(before.Tunnels, after.Tunnels)) yield unexplained('Tunnels');
  } else {
    yield* optionEffects(from, to, accepts);
    yield* keyEffects(from, to);
    yield* proposalEffects(from, to, context);
  }
  const known = new Set(PROPERTIES);
  for (const { name } of change.properties) if (!known.has(name)) yield unexplained(name);
  if (!sameJson(before.VpnConnectionId, after.VpnConnectionId)) {
    yield {
      impact: 'hospital',
      key: 'connection',
      says: safeText`the tunnels' settings point to another connection; the provider refuses that: find out why before deploying`,
    };
  }
}

const unexplained = (name: string): ChangeEffect => ({
  impact: 'cloud',
  key: `tunnels ${name}`,
  says: safeText`VpnTunnels: ${name} changes, in a way that no rule explains`,
});

const tunnelsOf = ({ Tunnels }: JsonObject): readonly JsonObject[] =>
  Array.isArray(Tunnels) ? Tunnels.filter(isJsonObject) : [];

function* optionEffects(
  from: readonly JsonObject[],
  to: readonly JsonObject[],
  accepts: boolean,
): Iterable<ChangeEffect> {
  const names = new Set<string>();
  for (const [index, tunnel] of to.entries()) {
    const earlier = from[index] ?? {};
    for (const name of new Set([...Object.keys(tunnel), ...Object.keys(earlier)]))
      if (name !== 'KeyGeneration' && !sameJson(earlier[name], tunnel[name])) names.add(name);
  }
  if (names.size === 0) return;
  const options = [...names].join(', ');
  const impact: Impact = accepts ? 'both-tunnels' : 'one-tunnel';
  yield {
    impact,
    key: `options ${options}`,
    says: accepts
      ? safeText`tunnel options change (${options}), and acceptOutage is true: both tunnels may be down at once`
      : safeText`tunnel options change (${options}): first one tunnel is down for some minutes, then the other`,
  };
  if (to.some(({ StartupAction }) => StartupAction === 'add')) {
    yield {
      impact,
      key: 'startup',
      says: safeText`startup is add: a changed tunnel comes back only when the hospital's device starts it, so have its network team at hand`,
      actions: [{ when: 'together', text: 'Start each tunnel from your device when we tell you that it was changed.' }],
    };
  }
}

function* keyEffects(from: readonly JsonObject[], to: readonly JsonObject[]): Iterable<ChangeEffect> {
  for (const [index, tunnel] of to.entries()) {
    const earlier = from[index]?.KeyGeneration;
    if (sameJson(earlier, tunnel.KeyGeneration)) continue;
    const inside = String(tunnel.TunnelInsideCidr);
    yield {
      impact: 'hospital',
      key: `key ${index + 1}`,
      says: safeText`tunnel ${index + 1} (${inside}) gets a new pre-shared key and is down until the hospital has entered it`,
      actions: [
        {
          when: 'after',
          text: `Enter the new pre-shared key of tunnel ${index + 1} (inside addresses ${inside}) in your VPN device. We hand it to you by the way agreed for secrets. Leave the other tunnel as it is: it carries the traffic meanwhile.`,
        },
      ],
    };
  }
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

/** What the hospital was told to enter, held against what is permitted now: templates say it, whatever code made them. */
function* proposalEffects(
  from: readonly JsonObject[],
  to: readonly JsonObject[],
  context: TunnelContext,
): Iterable<ChangeEffect> {
  const { before, after, recommend } = context;
  for (const [index, tunnel] of to.entries()) {
    const [old, now] = [policyOf(from[index] ?? {}), policyOf(tunnel)];
    if (sameJson(old, now)) continue;
    const gone = removed(old, now);
    if (gone.length === 0) continue;
    const device = before?.vpn?.gateway.device;
    const told = device === undefined ? undefined : recommend(old, device);
    if (told !== undefined && permits(now.phase1, told.phase1) && permits(now.phase2, told.phase2)) {
      yield {
        impact: 'one-tunnel',
        key: `narrowed ${gone.join()}`,
        says: safeText`no longer permitted: ${gone.join('; ')}. What the hospital was told to enter still is; one that entered anything else must change it first`,
      };
      return;
    }
    const newDevice = after?.vpn?.gateway.device ?? device;
    const common = newDevice === undefined ? undefined : recommend(shared(old, now), newDevice);
    const enter = common ?? (newDevice === undefined ? undefined : recommend(now, newDevice));
    yield {
      impact: 'hospital',
      key: `proposal ${gone.join()}`,
      says:
        common === undefined
          ? safeText`the proposal that the hospital was told to enter is no longer permitted (${gone.join('; ')}), and its device can do nothing that is permitted both before and after: no tunnel comes back until it has changed. Permit both first, and narrow with the next pull request`
          : safeText`the proposal that the hospital was told to enter is no longer permitted (${gone.join('; ')}): it must change its device first, or its tunnels don't come back`,
      actions: [
        common === undefined
          ? { when: 'together', text: proposalText(enter, '') }
          : { when: 'before', text: proposalText(enter, ' Tell us when it is done: we change our side after that.') },
      ],
    };
    return;
  }
}

/** What is permitted before and after: only with that can the hospital change first. */
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

function proposalText(enter: ProposalToEnter | undefined, then: string): string {
  if (enter === undefined)
    return 'Your VPN device can do nothing of what will be permitted. Talk to us before anything is changed: another device or another policy is needed.';
  const phase = (number: 1 | 2, { encryption, integrity, prf, dhGroup, lifetimeSeconds }: PhaseToEnter): string =>
    [
      `phase ${number}: ${encryption}`,
      ...(integrity === undefined ? [] : [`integrity ${integrity}`]),
      ...(prf === undefined || integrity !== undefined ? [] : [`PRF ${prf}`]),
      `${number === 1 ? 'DH group' : 'PFS group'} ${dhGroup}`,
      `lifetime ${lifetimeSeconds} s`,
    ].join(', ');
  return `Set both tunnels of your VPN device to ${phase(1, enter.phase1)}; ${phase(2, enter.phase2)}. IKE version 2. If it uses that already, there is nothing to do.${then}`;
}
