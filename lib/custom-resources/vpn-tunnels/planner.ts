import { reasonToWait } from './availability-guard';
import { keyNotices, recordKeys, refuseKeys, unseenKey } from './keys';
import type { LiveConnection } from './live';
import { keyWords, tunnelName, VPN_TUNNEL_REMEDIES } from './messages';
import {
  isApplied,
  isSameChange,
  type PendingChange,
  pairTunnels,
  pendingTunnelChanges,
  subjectOf,
  type TunnelPair,
  targetOf,
  wasUp,
} from './pending-change';
import { type PlanInput, refuseStep, waitStep } from './plan-input';
import {
  CHANGE_TAG,
  type ChangeMark,
  type ChangeRun,
  changeTag,
  claimTags,
  keyTag,
  lastFinished,
  RUN_TAG,
  runTag,
  wholeSeconds,
} from './state-tags';
import type { PlannedStep } from './step';
import {
  ACT_WITHIN,
  CLAIM_LEASE,
  CONFIRM_AFTER,
  GATEWAY_NEEDS,
  NOT_FOUND_GRACE,
  TELEMETRY_LAG,
  TOTAL_DURATION,
  TUNNEL_NEEDS,
} from './timing';

/** How often a run asks for the very same change before it gives up. Each time but the last, the call got lost or its Lambda died. */
const ATTEMPTS = 6;

/** What comes next. Pure: the same situation always gives the same step. */
export function planStep(situation: PlanInput): PlannedStep {
  const { live, now, run, desired } = situation;
  if (live === undefined) {
    return now - run.startedAt < NOT_FOUND_GRACE
      ? { do: 'wait', why: `EC2 does not find ${desired.VpnConnectionId} yet` }
      : refuseStep(
          situation,
          `EC2 does not find the VPN connection ${desired.VpnConnectionId}`,
          VPN_TUNNEL_REMEDIES.gone,
        );
  }
  if (live.state.startsWith('delet')) {
    return refuseStep(
      situation,
      `the VPN connection ${live.vpnConnectionId} is ${live.state}`,
      VPN_TUNNEL_REMEDIES.gone,
    );
  }
  const pairs = pairTunnels(live, desired);
  if (pairs === undefined) {
    const asked = desired.Tunnels.map(({ TunnelInsideCidr }) => TunnelInsideCidr).join(' and ');
    const has = live.tunnels.map(({ insideCidr }) => insideCidr).join(' and ');
    return refuseStep(
      situation,
      `the connection's tunnels are ${has}, the template's ${asked}`,
      VPN_TUNNEL_REMEDIES.tunnels,
    );
  }
  return (
    takeTurn(situation, live) ??
    recordKeys(situation, live) ??
    settleLastChange(situation, live) ??
    refuseKeys(situation, live, pairs) ??
    nextChange(situation, live, pairs) ??
    finish(situation, live, pairs)
  );
}

/** The latest run has the last word. An older one, still polling after CloudFormation gave up on it, stops here. */
function takeTurn(situation: PlanInput, live: LiveConnection): PlannedStep | undefined {
  const { run } = situation;
  const latest = live.marks.run;
  if (latest?.id === run.id) return undefined;
  const later = (a: ChangeRun, b: ChangeRun): boolean =>
    a.startedAt === b.startedAt ? a.id > b.id : a.startedAt > b.startedAt;
  if (latest !== undefined && later(latest, run)) {
    return refuseStep(
      situation,
      `a later update of this connection has begun (${latest.id})`,
      VPN_TUNNEL_REMEDIES.later,
    );
  }
  return {
    do: 'mark',
    what: 'run',
    why: 'this update begins',
    tags: { [RUN_TAG]: runTag({ ...run, announcedAt: situation.now }) },
  };
}

/** Nothing begins while a change is being made, or may still be on its way. */
function settleLastChange(situation: PlanInput, live: LiveConnection): PlannedStep | undefined {
  const { now, invocation } = situation;
  if (live.state !== 'available') return waitStep(situation, `the connection is ${live.state || 'in no known state'}`);
  const change = live.marks.change;
  if (change === undefined || change.finishedAt !== undefined) return undefined;
  if (isApplied(change, live)) {
    const tags = { [CHANGE_TAG]: changeTag({ ...change, finishedAt: wholeSeconds(now) }) };
    const key =
      change.key === undefined || change.subject === 'gateway'
        ? {}
        : { [keyTag(change.subject.insideCidr)]: String(change.key.to) };
    return { do: 'mark', what: 'finished', why: 'the change is seen made', tags: { ...tags, ...key } };
  }
  if (now >= change.claimedAt + CLAIM_LEASE && change.key !== undefined && change.accepted === true) {
    return unseenKey(situation, change, change.key);
  }
  if (change.by === invocation || now >= change.claimedAt + CLAIM_LEASE) return undefined;
  return waitStep(situation, 'a change was claimed a moment ago and may still be on its way');
}

/** The next change, claimed first and made when the claim has ripened. */
function nextChange(
  situation: PlanInput,
  live: LiveConnection,
  pairs: readonly [TunnelPair, TunnelPair],
): PlannedStep | undefined {
  const { desired, now, run } = situation;
  if (live.customerGatewayId !== desired.CustomerGatewayId) {
    // First, and whatever the tunnels' status: it interrupts both by its nature, and may be what brings them back.
    return claimOrMake(situation, live, { kind: 'gateway', customerGatewayId: desired.CustomerGatewayId }, true);
  }
  const wishes = pendingTunnelChanges(pairs, live, now);
  let why: string | undefined;
  for (const wish of wishes) {
    const other = pairs[0].live === wish.live ? pairs[1].live : pairs[0].live;
    const reason = desired.AcceptOutage
      ? undefined
      : reasonToWait(wish.live, other, { connection: live, run: run.id, now });
    if (reason === undefined) return claimOrMake(situation, live, wish, wasUp(wish.live, live, run.id, now));
    why ??= `${tunnelName(wish.live)} can't be changed: ${reason}`;
  }
  if (why === undefined) return undefined;
  // Waiting on makes no sense once there is no time left for what is waited with.
  return now + TUNNEL_NEEDS <= run.startedAt + TOTAL_DURATION
    ? { do: 'wait', why }
    : refuseStep(situation, `time does not suffice to go on: ${why}`, VPN_TUNNEL_REMEDIES.blocked);
}

function claimOrMake(situation: PlanInput, live: LiveConnection, wish: PendingChange, up: boolean): PlannedStep {
  const { now, run, invocation } = situation;
  const name = wish.kind === 'gateway' ? `customer gateway ${wish.customerGatewayId}` : tunnelName(wish.live);
  const last = live.marks.change;
  const unfinished = last !== undefined && last.finishedAt === undefined ? last : undefined;
  if (unfinished !== undefined && unfinished.by === invocation && isSameChange(unfinished, wish)) {
    const ripe = unfinished.claimedAt + CONFIRM_AFTER;
    if (now < ripe) return { do: 'wait', why: `the claim on ${name} ripens`, confirmMs: ripe - now };
    if (now <= ripe + ACT_WITHIN) return make(live, wish, name, unfinished);
  }
  const needs = wish.kind === 'gateway' ? GATEWAY_NEEDS : TUNNEL_NEEDS;
  if (now + needs > run.startedAt + TOTAL_DURATION) {
    return refuseStep(
      situation,
      `${name} is not begun: it can take ${needs / 60000} minutes, and fewer are left`,
      VPN_TUNNEL_REMEDIES.again,
    );
  }
  const attempt = last?.run === run.id && isSameChange(last, wish) ? last.attempt + 1 : 1;
  if (attempt > ATTEMPTS) {
    return refuseStep(
      situation,
      `${name} is still not as the site file says after ${ATTEMPTS} attempts`,
      VPN_TUNNEL_REMEDIES.stuck,
    );
  }
  const key = wish.kind === 'tunnel' ? wish.key : undefined;
  const mark: ChangeMark = {
    subject: subjectOf(wish),
    to: targetOf(wish),
    ...(key === undefined ? {} : { key }),
    wasUp: up,
    run: run.id,
    by: invocation,
    attempt,
    claimedAt: wholeSeconds(now),
  };
  return { do: 'mark', what: 'claim', why: `claims ${name}${keyWords(key)}`, tags: claimTags(mark, live.marks) };
}

/** The change itself. The key's witness is the claim's, so that who comes after a crash looks for the right one. */
function make(live: LiveConnection, wish: PendingChange, name: string, claim: ChangeMark): PlannedStep {
  const accepted = { [CHANGE_TAG]: changeTag({ ...claim, accepted: true }) };
  if (wish.kind === 'gateway') {
    return { do: 'modify-gateway', why: `moves to ${name}`, customerGatewayId: wish.customerGatewayId, accepted };
  }
  const key = claim.key;
  return {
    do: 'modify-tunnel',
    accepted,
    why: `changes ${name}${keyWords(key)}`,
    modification: {
      VpnConnectionId: live.vpnConnectionId,
      VpnTunnelOutsideIpAddress: wish.live.outsideIpAddress,
      TunnelOptions: {
        ...wish.change,
        ...(key === undefined ? {} : { RekeyMarginTimeSeconds: key.witnessSeconds }),
      },
      ...(wish.keepsEndpoint ? { SkipTunnelReplacement: true as const } : {}),
    },
    ...(key === undefined ? {} : { key }),
  };
}

/** Everything is as the file says; the tunnel changed last has to come back, unless it got a new key or an outage is accepted. */
function finish(situation: PlanInput, live: LiveConnection, pairs: readonly [TunnelPair, TunnelPair]): PlannedStep {
  const { now, run, desired } = situation;
  const last = lastFinished(live.marks);
  if (last?.run === run.id && last.subject !== 'gateway') {
    const { insideCidr } = last.subject;
    const changed = pairs.find((pair) => pair.live.insideCidr === insideCidr)?.live;
    const mustReturn = last.wasUp && last.key === undefined && !desired.AcceptOutage;
    const back = changed?.status === 'UP' && now >= last.finishedAt + TELEMETRY_LAG;
    if (changed !== undefined && mustReturn && !back) {
      return waitStep(
        situation,
        `${tunnelName(changed)} was changed and has not come back`,
        VPN_TUNNEL_REMEDIES.comeBack,
      );
    }
  }
  // The mark of this run is there: takeTurn has seen it.
  const alone = (live.marks.run?.announcedAt ?? now) + CONFIRM_AFTER;
  if (now < alone) {
    return {
      do: 'wait',
      why: 'all is done, unless an older update still has something under way',
      confirmMs: alone - now,
    };
  }
  const as = `${situation.site}: both tunnels are as the site file says`;
  return { do: 'done', report: [as, ...keyNotices(situation, live, pairs)].join('. ') };
}
