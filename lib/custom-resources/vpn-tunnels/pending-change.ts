import type { DesiredTunnel, VpnTunnelsProperties } from '../../config/tunnels';
import { isDown } from './availability-guard';
import { type ComparableOptions, changeOf, desiredOptions, differingOptions, optionsDigest } from './compare';
import type { LiveConnection, LiveTunnelOptions } from './live';
import type { TunnelChange } from './port';
import { type ChangeRecord, type ChangeSubject, type KeyChange, lastFinished, nextChangeMarker } from './state-tags';
import { TELEMETRY_LAG } from './timing';

/** A tunnel's live options and its desired ones. */
export interface TunnelPair {
  readonly live: LiveTunnelOptions;
  readonly desired: DesiredTunnel;
  /** The desired options in the form of the live ones. */
  readonly wanted: ComparableOptions;
}

/** A change of one tunnel that the site file requests and that is not made yet. */
export interface PendingTunnelChange extends TunnelPair {
  readonly kind: 'tunnel';
  /** Without the change marker of a new key, which comes from the claim. */
  readonly change: TunnelChange;
  readonly key?: KeyChange;
  /** Only EnableTunnelLifecycleControl changes, so EC2 need not replace the endpoint. */
  readonly keepsEndpoint: boolean;
}

export interface PendingGatewayChange {
  readonly kind: 'gateway';
  readonly customerGatewayId: string;
}

export type PendingChange = PendingGatewayChange | PendingTunnelChange;

/** Pairs live and desired tunnels by inside CIDR. Undefined unless both have the same two. */
export function pairTunnels(
  live: LiveConnection,
  desired: VpnTunnelsProperties,
): readonly [TunnelPair, TunnelPair] | undefined {
  const pair = (tunnel: DesiredTunnel): TunnelPair | undefined => {
    const found = live.tunnels.find(({ insideCidr }) => insideCidr === tunnel.TunnelInsideCidr);
    return found === undefined ? undefined : { live: found, desired: tunnel, wanted: desiredOptions(tunnel) };
  };
  const first = pair(desired.Tunnels[0]);
  const second = pair(desired.Tunnels[1]);
  if (first === undefined || second === undefined || first.live === second.live) return undefined;
  return live.tunnels.length === 2 ? [first, second] : undefined;
}

/** The generation of a tunnel's key. A finished change counts even if the generation's own tag is not written yet. */
export function generationOf(live: LiveConnection, insideCidr: string): number | 'unreadable' | undefined {
  const tagged = live.recorded.keys.get(insideCidr);
  const last = lastFinished(live.recorded);
  const changed = last?.key !== undefined && isAbout(last, { insideCidr }) ? last.key.to : 0;
  return typeof tagged === 'number' ? Math.max(tagged, changed) : tagged;
}

/** Whether the site file requests a newer key than the tunnel has. */
export function keyGrows({ live, desired }: TunnelPair, connection: LiveConnection): boolean {
  const generation = generationOf(connection, live.insideCidr);
  return typeof generation === 'number' && desired.KeyGeneration > generation;
}

/** Whether an option of the tunnel differs. The key is not an option. */
function optionsDiffer({ live, wanted }: TunnelPair): boolean {
  return differingOptions(live.options, wanted).length > 0;
}

/** The change of one tunnel, with or without its new key. */
function pendingTunnelChange(pair: TunnelPair, connection: LiveConnection, withKey: boolean): PendingTunnelChange {
  const { live, desired, wanted } = pair;
  const fields = differingOptions(live.options, wanted);
  const from = generationOf(connection, live.insideCidr);
  const key =
    withKey && typeof from === 'number'
      ? { from, to: desired.KeyGeneration, changeMarkerSeconds: nextChangeMarker(live.rekeyMarginSeconds) }
      : undefined;
  return {
    kind: 'tunnel',
    ...pair,
    change: changeOf(desired, live.options, fields),
    key,
    keepsEndpoint: key === undefined && fields.length === 1 && fields[0] === 'EnableTunnelLifecycleControl',
  };
}

/**
 * The tunnel changes that may be made next, in the order in which to try them.
 * - A tunnel that is down comes before one that is up: the change may repair it, and interrupts nothing.
 * - Options and a new key of one tunnel go in one call. But a tunnel with a new key is down until the hospital acts, and the
 *   other one waits for it. So a tunnel that is not down gets a new key only when the other one has no options left to change.
 */
export function pendingTunnelChanges(
  pairs: readonly [TunnelPair, TunnelPair],
  connection: LiveConnection,
  now: number,
): readonly PendingTunnelChange[] {
  const needed = pairs.map((pair) => ({ pair, options: optionsDiffer(pair), key: keyGrows(pair, connection) }));
  const rank = ({ pair, key }: (typeof needed)[number]): number => (key ? 2 : 0) + (pair.live.status === 'UP' ? 1 : 0);
  return needed
    .map((one) => {
      const otherComesFirst = needed.some((other) => other !== one && other.options && !other.key);
      return { ...one, key: one.key && (!otherComesFirst || isDown(one.pair.live, now)) };
    })
    .filter(({ options, key }) => options || key)
    .sort((a, b) => rank(a) - rank(b))
    .map(({ pair, key }) => pendingTunnelChange(pair, connection, key));
}

/**
 * Whether the tunnel was up, so that it must come up again after the change. A flapping tunnel counts as up. A tunnel that an
 * update took down, and whose new status is not reported yet, counts as down.
 */
export function wasUp(tunnel: LiveTunnelOptions, connection: LiveConnection, run: string, now: number): boolean {
  const last = lastFinished(connection.recorded);
  if (last !== undefined && isAbout(last, { insideCidr: tunnel.insideCidr })) {
    if (last.run === run) return last.wasUp;
    if (now < last.finishedAt + TELEMETRY_LAG) return false;
    return tunnel.status === 'UP';
  }
  return !isDown(tunnel, now);
}

export function subjectOf(pending: PendingChange): ChangeSubject {
  return pending.kind === 'gateway' ? 'gateway' : { insideCidr: pending.live.insideCidr };
}

/** The `to` of the record of a pending change. */
export function targetOf(pending: PendingChange): string {
  return pending.kind === 'gateway' ? pending.customerGatewayId : optionsDigest(pending.wanted);
}

function isAbout(record: ChangeRecord, subject: ChangeSubject): boolean {
  return record.subject === 'gateway' || subject === 'gateway'
    ? record.subject === subject
    : record.subject.insideCidr === subject.insideCidr;
}

/** Whether a record is of this pending change. */
export function isSameChange(record: ChangeRecord, pending: PendingChange): boolean {
  const key = pending.kind === 'gateway' ? undefined : pending.key;
  return isAbout(record, subjectOf(pending)) && record.to === targetOf(pending) && record.key?.to === key?.to;
}

/** Whether a recorded change is visible on the connection. */
export function isApplied(record: ChangeRecord, connection: LiveConnection): boolean {
  if (record.subject === 'gateway') return connection.customerGatewayId === record.to;
  const { insideCidr } = record.subject;
  const tunnel = connection.tunnels.find((candidate) => candidate.insideCidr === insideCidr);
  if (tunnel === undefined) return false;
  return record.key === undefined
    ? optionsDigest(tunnel.options) === record.to
    : tunnel.rekeyMarginSeconds === record.key.changeMarkerSeconds;
}
