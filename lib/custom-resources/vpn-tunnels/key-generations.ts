import { isDown } from './availability-guard';
import type { LiveConnection } from './live';
import { keptKeyNotice, newKeyNotice, tunnelLabel, unknownKeyNotice, VPN_TUNNEL_REMEDIES } from './messages';
import { generationOf, keyGrows, type TunnelPair } from './pending-change';
import { type PlanInput, refuseStep } from './plan-input';
import { CHANGE_TAG, type ChangeRecord, changeTag, type KeyChange, keyTag, wholeSeconds } from './state-tags';
import type { PlannedStep } from './step';

/**
 * Records the generation of each tunnel's key that has no tag yet. A new connection has the generation in the file, with a key
 * that AWS created. On an update it is the lower of the old and the new generation, because no run creates a key before the
 * existing one is recorded: forward that is the old number, in a rollback the new one.
 */
export function recordKeys({ desired, previousKeys }: PlanInput, live: LiveConnection): PlannedStep | undefined {
  const tags = desired.Tunnels.filter(({ TunnelInsideCidr }) => !live.recorded.keys.has(TunnelInsideCidr)).map(
    ({ TunnelInsideCidr, KeyGeneration }): [string, string] => [
      keyTag(TunnelInsideCidr),
      String(Math.min(previousKeys.get(TunnelInsideCidr) ?? KeyGeneration, KeyGeneration)),
    ],
  );
  if (tags.length === 0) return undefined;
  return { do: 'record', what: 'key', why: 'records the generation of a key', tags: Object.fromEntries(tags) };
}

/**
 * EC2 accepted the call with a new key but does not show the change, so it is unknown which key the tunnel has. A run that requests
 * that key is refused, because it must not create another. Any other run, such as the rollback, has more to restore: it
 * records the key as unknown. The next run that requests a key is refused until a person has checked.
 */
export function unseenKey(input: PlanInput, change: ChangeRecord, key: KeyChange): PlannedStep {
  const insideCidr = change.subject === 'gateway' ? '' : change.subject.insideCidr;
  const requested = input.desired.Tunnels.find(({ TunnelInsideCidr }) => TunnelInsideCidr === insideCidr);
  if (requested === undefined || requested.KeyGeneration >= key.to) {
    const reason = `tunnel ${insideCidr}: EC2 accepted a new key (generation ${key.to}) but does not show the change`;
    return refuseStep(input, reason, VPN_TUNNEL_REMEDIES.unknownKey);
  }
  return {
    do: 'record',
    what: 'key',
    why: `the key of tunnel ${insideCidr} is unknown`,
    tags: {
      [CHANGE_TAG]: changeTag({ ...change, finishedAt: wholeSeconds(input.now) }),
      [keyTag(insideCidr)]: `unknown: ${key.from} or ${key.to}`,
    },
  };
}

/** Refuses, before anything is changed, keys that would cut the hospital off until it acts, or whose generation is unknown. */
export function refuseKeys(
  input: PlanInput,
  live: LiveConnection,
  pairs: readonly [TunnelPair, TunnelPair],
): PlannedStep | undefined {
  const { desired, previousKeys, now } = input;
  for (const pair of pairs) {
    const cidr = pair.live.insideCidr;
    const raised = pair.desired.KeyGeneration > (previousKeys.get(cidr) ?? 0);
    if (generationOf(live, cidr) === 'unreadable' && raised) {
      const reason = `${tunnelLabel(pair.live)}: the tag ${keyTag(cidr)} is not a number, so the key of the tunnel is unknown`;
      return refuseStep(input, reason, VPN_TUNNEL_REMEDIES.keyTag(keyTag(cidr)));
    }
  }
  const bothGrow = pairs.every((pair) => keyGrows(pair, live));
  if (!bothGrow || desired.AcceptOutage || pairs.every((pair) => isDown(pair.live, now))) return undefined;
  const names = pairs.map((pair) => tunnelLabel(pair.live)).join(' and ');
  return refuseStep(input, `the site file requests a new key for both ${names} at once`, VPN_TUNNEL_REMEDIES.bothKeys);
}

/** The notices about the keys in the final report. */
export function keyNotices(
  { previousKeys }: PlanInput,
  live: LiveConnection,
  pairs: readonly [TunnelPair, TunnelPair],
): readonly string[] {
  return pairs.flatMap((pair) => {
    const generation = generationOf(live, pair.live.insideCidr);
    const before = previousKeys.get(pair.live.insideCidr);
    if (typeof generation !== 'number') return [unknownKeyNotice(pair.live)];
    if (generation > pair.desired.KeyGeneration) {
      return [keptKeyNotice(pair.live, generation, pair.desired.KeyGeneration)];
    }
    return before !== undefined && generation > before ? [newKeyNotice(pair.live, generation)] : [];
  });
}
