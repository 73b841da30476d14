import { isDown } from './availability-guard';
import type { LiveConnection } from './live';
import { keptKeyNotice, newKeyNotice, tunnelName, unknownKeyNotice, VPN_TUNNEL_REMEDIES } from './messages';
import { generationOf, keyGrows, type TunnelPair } from './pending-change';
import { type PlanInput, refuseStep } from './plan-input';
import { CHANGE_TAG, type ChangeMark, changeTag, type KeyChange, keyTag, wholeSeconds } from './state-tags';
import type { PlannedStep } from './step';

/**
 * A tunnel whose key nobody has counted yet: on a new connection it has the key that the file says, AWS made it. On an
 * update it has the lower of what the file said and says, since no run makes a key before the one it had is recorded:
 * going forward that is the file's number before, in a rollback it is the number gone back to.
 */
export function recordKeys({ desired, previousKeys }: PlanInput, live: LiveConnection): PlannedStep | undefined {
  const tags = desired.Tunnels.filter(({ TunnelInsideCidr }) => !live.marks.keys.has(TunnelInsideCidr)).map(
    ({ TunnelInsideCidr, KeyGeneration }): [string, string] => [
      keyTag(TunnelInsideCidr),
      String(Math.min(previousKeys.get(TunnelInsideCidr) ?? KeyGeneration, KeyGeneration)),
    ],
  );
  if (tags.length === 0) return undefined;
  return { do: 'mark', what: 'key', why: 'the generation of a key is recorded', tags: Object.fromEntries(tags) };
}

/**
 * EC2 took the call with a new key, and yet the change can't be seen: nobody knows which key the tunnel has. A run that
 * asks for that key stops, rather than make another. A run that doesn't, such as the rollback, has other things to
 * restore: it notes that the key is unknown, and the next one that asks for a key is refused until a person has looked.
 */
export function unseenKey(situation: PlanInput, change: ChangeMark, key: KeyChange): PlannedStep {
  const insideCidr = change.subject === 'gateway' ? '' : change.subject.insideCidr;
  const asked = situation.desired.Tunnels.find(({ TunnelInsideCidr }) => TunnelInsideCidr === insideCidr);
  if (asked === undefined || asked.KeyGeneration >= key.to) {
    const reason = `tunnel ${insideCidr}: EC2 took a new key (generation ${key.to}) but does not show the change`;
    return refuseStep(situation, reason, VPN_TUNNEL_REMEDIES.unknownKey);
  }
  return {
    do: 'mark',
    what: 'key',
    why: `which key tunnel ${insideCidr} has is not known`,
    tags: {
      [CHANGE_TAG]: changeTag({ ...change, finishedAt: wholeSeconds(situation.now) }),
      [keyTag(insideCidr)]: `unknown: ${key.from} or ${key.to}`,
    },
  };
}

/** What would leave the hospital without a tunnel until it acts, or can't be decided, is refused before anything is touched. */
export function refuseKeys(
  situation: PlanInput,
  live: LiveConnection,
  pairs: readonly [TunnelPair, TunnelPair],
): PlannedStep | undefined {
  const { desired, previousKeys, now } = situation;
  for (const pair of pairs) {
    const cidr = pair.live.insideCidr;
    const raised = pair.desired.KeyGeneration > (previousKeys.get(cidr) ?? 0);
    if (generationOf(live, cidr) === 'unreadable' && raised) {
      const reason = `${tunnelName(pair.live)}: the tag ${keyTag(cidr)} is not a number, so which key it has is not known`;
      return refuseStep(situation, reason, VPN_TUNNEL_REMEDIES.keyTag(keyTag(cidr)));
    }
  }
  const bothGrow = pairs.every((pair) => keyGrows(pair, live));
  if (!bothGrow || desired.AcceptOutage || pairs.every((pair) => isDown(pair.live, now))) return undefined;
  const names = pairs.map((pair) => tunnelName(pair.live)).join(' and ');
  return refuseStep(situation, `both ${names} are to get a new key at once`, VPN_TUNNEL_REMEDIES.bothKeys);
}

/** What the hospital has to know of the keys at the end. */
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
