import type { DesiredTunnel, VpnTunnelsProperties } from '../../config/tunnels';
import { isDown } from './availability-guard';
import { type ComparableOptions, changeOf, desiredOptions, differingOptions, optionsDigest } from './compare';
import type { LiveConnection, LiveTunnelOptions } from './live';
import type { TunnelChange } from './port';
import { type ChangeMark, type ChangeSubject, type KeyChange, lastFinished, nextChangeMarker } from './state-tags';
import { TELEMETRY_LAG } from './timing';

/** A tunnel as it is beside what it should be. */
export interface TunnelPair {
  readonly live: LiveTunnelOptions;
  readonly desired: DesiredTunnel;
  /** The desired options in the form of the live ones. */
  readonly wanted: ComparableOptions;
}

/** A change of one tunnel that the site file asks for. */
export interface PendingTunnelChange extends TunnelPair {
  readonly kind: 'tunnel';
  readonly change: TunnelChange;
  readonly key?: KeyChange;
  /** EnableTunnelLifecycleControl is all that changes: the endpoint can stay. */
  readonly keepsEndpoint: boolean;
}

export interface PendingGatewayChange {
  readonly kind: 'gateway';
  readonly customerGatewayId: string;
}

export type PendingChange = PendingGatewayChange | PendingTunnelChange;

/** The live and the desired tunnels side by side, by inside CIDR; undefined unless they are the same two. */
export function pairTunnels(
  live: LiveConnection,
  desired: VpnTunnelsProperties,
): readonly [TunnelPair, TunnelPair] | undefined {
  const pair = (tunnel: DesiredTunnel): TunnelPair | undefined => {
    const found = live.tunnels.find(({ insideCidr }) => insideCidr === tunnel.TunnelInsideCidr);
    return found === undefined ? undefined : { live: found, desired: tunnel, wanted: desiredOptions(tunnel) };
  };
  const [first, second] = [pair(desired.Tunnels[0]), pair(desired.Tunnels[1])];
  if (first === undefined || second === undefined || first.live === second.live) return undefined;
  return live.tunnels.length === 2 ? [first, second] : undefined;
}

/** Which key a tunnel has. A change seen made counts even where its generation's own tag is not there yet. */
export function generationOf(live: LiveConnection, insideCidr: string): number | 'unreadable' | undefined {
  const tagged = live.marks.keys.get(insideCidr);
  const last = lastFinished(live.marks);
  const made = last?.key !== undefined && isAbout(last, { insideCidr }) ? last.key.to : 0;
  return typeof tagged === 'number' ? Math.max(tagged, made) : tagged;
}

/** Whether the site file asks for a newer key than the tunnel has. */
export function keyGrows({ live, desired }: TunnelPair, connection: LiveConnection): boolean {
  const generation = generationOf(connection, live.insideCidr);
  return typeof generation === 'number' && desired.KeyGeneration > generation;
}

/** Whether anything of the tunnel but its key differs. */
export function optionsDiffer({ live, wanted }: TunnelPair): boolean {
  return differingOptions(live.options, wanted).length > 0;
}

/** The change of one tunnel, with or without its new key. */
export function pendingTunnelChange(
  pair: TunnelPair,
  connection: LiveConnection,
  withKey: boolean,
): PendingTunnelChange {
  const { live, desired, wanted } = pair;
  const fields = differingOptions(live.options, wanted);
  const from = generationOf(connection, live.insideCidr);
  const key =
    withKey && typeof from === 'number'
      ? { from, to: desired.KeyGeneration, witnessSeconds: nextChangeMarker(live.rekeyMarginSeconds) }
      : undefined;
  return {
    kind: 'tunnel',
    ...pair,
    change: {
      ...changeOf(desired, live.options, fields),
      ...(key === undefined ? {} : { RekeyMarginTimeSeconds: key.witnessSeconds }),
    },
    ...(key === undefined ? {} : { key }),
    keepsEndpoint: key === undefined && fields.length === 1 && fields[0] === 'EnableTunnelLifecycleControl',
  };
}

/**
 * The tunnel changes that may be made next, the one to try first in front.
 * - A tunnel that is down before one that is up: it may be mended by this, and it can't be interrupted.
 * - Options and a new key of one tunnel go in one call. But a tunnel that gets a new key is down until the hospital acts,
 *   and holds up the other: a tunnel that is not down gets it only when nothing but a key is left to do on the other one.
 */
export function pendingTunnelChanges(
  pairs: readonly [TunnelPair, TunnelPair],
  connection: LiveConnection,
  now: number,
): readonly PendingTunnelChange[] {
  const left = pairs.map((pair) => ({ pair, options: optionsDiffer(pair), key: keyGrows(pair, connection) }));
  const rank = ({ pair, key }: (typeof left)[number]): number => (key ? 2 : 0) + (pair.live.status === 'UP' ? 1 : 0);
  return left
    .map((one) => {
      const otherFollows = left.some((other) => other !== one && other.options && !other.key);
      return { ...one, key: one.key && (!otherFollows || isDown(one.pair.live, now)) };
    })
    .filter(({ options, key }) => options || key)
    .sort((a, b) => rank(a) - rank(b))
    .map(({ pair, key }) => pendingTunnelChange(pair, connection, key));
}

/**
 * Whether a change of this tunnel takes down what was up, so that it has to come back. A tunnel that flaps counts as up;
 * one that an update took down a moment ago, and that hasn't been seen since, doesn't.
 */
export function wasUp(tunnel: LiveTunnelOptions, connection: LiveConnection, run: string, now: number): boolean {
  const last = lastFinished(connection.marks);
  if (last !== undefined && isAbout(last, { insideCidr: tunnel.insideCidr })) {
    if (last.run === run) return last.wasUp;
    if (now < last.finishedAt + TELEMETRY_LAG) return false;
    return tunnel.status === 'UP';
  }
  return !isDown(tunnel, now);
}

export function subjectOf(wish: PendingChange): ChangeSubject {
  return wish.kind === 'gateway' ? 'gateway' : { insideCidr: wish.live.insideCidr };
}

/** What the change mark says a wish leads to. */
export function targetOf(wish: PendingChange): string {
  return wish.kind === 'gateway' ? wish.customerGatewayId : optionsDigest(wish.wanted);
}

function isAbout(mark: ChangeMark, subject: ChangeSubject): boolean {
  return mark.subject === 'gateway' || subject === 'gateway'
    ? mark.subject === subject
    : mark.subject.insideCidr === subject.insideCidr;
}

/** Whether a mark is about this very wish. */
export function isSameChange(mark: ChangeMark, wish: PendingChange): boolean {
  const key = wish.kind === 'gateway' ? undefined : wish.key;
  return isAbout(mark, subjectOf(wish)) && mark.to === targetOf(wish) && mark.key?.to === key?.to;
}

/** Whether the change that a mark speaks of has been made. */
export function isApplied(mark: ChangeMark, connection: LiveConnection): boolean {
  if (mark.subject === 'gateway') return connection.customerGatewayId === mark.to;
  const { insideCidr } = mark.subject;
  const tunnel = connection.tunnels.find((candidate) => candidate.insideCidr === insideCidr);
  if (tunnel === undefined) return false;
  return mark.key === undefined
    ? optionsDigest(tunnel.options) === mark.to
    : tunnel.rekeyMarginSeconds === mark.key.witnessSeconds;
}
