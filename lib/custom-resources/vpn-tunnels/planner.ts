import { reasonToWait } from './availability-guard';
import { keyNotices, recordKeys, refuseKeys, unseenKey } from './key-generations';
import type { LiveConnection } from './live';
import { keyChangeText, tunnelLabel, VPN_TUNNEL_REMEDIES } from './messages';
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
  type ChangeRecord,
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

/** How often a run claims the same change before it gives up. A call can be lost, and an invocation can stop. */
const ATTEMPTS = 6;

/** Returns the next step. Pure: the same input always gives the same step. */
export function planStep(input: PlanInput): PlannedStep {
  const { live, now, run, desired } = input;
  if (live === undefined) {
    return now - run.startedAt < NOT_FOUND_GRACE
      ? { do: 'wait', why: `EC2 does not find ${desired.VpnConnectionId} yet` }
      : refuseStep(input, `EC2 does not find the VPN connection ${desired.VpnConnectionId}`, VPN_TUNNEL_REMEDIES.gone);
  }
  if (live.state.startsWith('delet')) {
    return refuseStep(input, `the VPN connection ${live.vpnConnectionId} is ${live.state}`, VPN_TUNNEL_REMEDIES.gone);
  }
  const pairs = pairTunnels(live, desired);
  if (pairs === undefined) {
    const requested = desired.Tunnels.map(({ TunnelInsideCidr }) => TunnelInsideCidr).join(' and ');
    const existing = live.tunnels.map(({ insideCidr }) => insideCidr).join(' and ');
    return refuseStep(
      input,
      `the connection has the tunnels ${existing}, but the template has ${requested}`,
      VPN_TUNNEL_REMEDIES.tunnels,
    );
  }
  return (
    replaceOlderRun(input, live) ??
    recordKeys(input, live) ??
    settleLastChange(input, live) ??
    refuseKeys(input, live, pairs) ??
    nextChange(input, live, pairs) ??
    finish(input, live, pairs)
  );
}

/** The latest run wins. An older run that still polls after CloudFormation gave up on it stops here. */
function replaceOlderRun(input: PlanInput, live: LiveConnection): PlannedStep | undefined {
  const { run } = input;
  const latest = live.recorded.run;
  if (latest?.id === run.id) return undefined;
  const later = (a: ChangeRun, b: ChangeRun): boolean =>
    a.startedAt === b.startedAt ? a.id > b.id : a.startedAt > b.startedAt;
  if (latest !== undefined && later(latest, run)) {
    return refuseStep(input, `a later update of this connection has started (${latest.id})`, VPN_TUNNEL_REMEDIES.later);
  }
  return {
    do: 'record',
    what: 'run',
    why: 'this update starts',
    tags: { [RUN_TAG]: runTag({ ...run, announcedAt: input.now }) },
  };
}

/** Finishes the last change, or waits while it is under way or may still reach EC2. */
function settleLastChange(input: PlanInput, live: LiveConnection): PlannedStep | undefined {
  const { now, invocation } = input;
  if (live.state !== 'available') return waitStep(input, `the connection is ${live.state || 'in an unknown state'}`);
  const change = live.recorded.change;
  if (change === undefined || change.finishedAt !== undefined) return undefined;
  if (isApplied(change, live)) {
    const tags = { [CHANGE_TAG]: changeTag({ ...change, finishedAt: wholeSeconds(now) }) };
    const key =
      change.key === undefined || change.subject === 'gateway'
        ? {}
        : { [keyTag(change.subject.insideCidr)]: String(change.key.to) };
    return { do: 'record', what: 'finished', why: 'the change is visible', tags: { ...tags, ...key } };
  }
  if (now >= change.claimedAt + CLAIM_LEASE && change.key !== undefined && change.accepted === true) {
    return unseenKey(input, change, change.key);
  }
  if (change.by === invocation || now >= change.claimedAt + CLAIM_LEASE) return undefined;
  return waitStep(input, 'another invocation claimed a change recently, and its call may still reach EC2');
}

/** The next change: claimed first, and made when the claim is confirmed. */
function nextChange(
  input: PlanInput,
  live: LiveConnection,
  pairs: readonly [TunnelPair, TunnelPair],
): PlannedStep | undefined {
  const { desired, now, run } = input;
  if (live.customerGatewayId !== desired.CustomerGatewayId) {
    // Before the tunnels, in any status: the change interrupts both anyway, and may bring them up again.
    return claimOrModify(input, live, { kind: 'gateway', customerGatewayId: desired.CustomerGatewayId }, true);
  }
  const candidates = pendingTunnelChanges(pairs, live, now);
  let why: string | undefined;
  for (const pending of candidates) {
    const other = pairs[0].live === pending.live ? pairs[1].live : pairs[0].live;
    const reason = desired.AcceptOutage
      ? undefined
      : reasonToWait(pending.live, other, { connection: live, run: run.id, now });
    if (reason === undefined) return claimOrModify(input, live, pending, wasUp(pending.live, live, run.id, now));
    why ??= `${tunnelLabel(pending.live)} can't be changed: ${reason}`;
  }
  if (why === undefined) return undefined;
  // Without enough time left to change a tunnel, waiting is useless.
  return now + TUNNEL_NEEDS <= run.startedAt + TOTAL_DURATION
    ? { do: 'wait', why }
    : refuseStep(input, `too little time is left to continue: ${why}`, VPN_TUNNEL_REMEDIES.blocked);
}

function claimOrModify(input: PlanInput, live: LiveConnection, pending: PendingChange, up: boolean): PlannedStep {
  const { now, run, invocation } = input;
  const name = pending.kind === 'gateway' ? `customer gateway ${pending.customerGatewayId}` : tunnelLabel(pending.live);
  const last = live.recorded.change;
  const unfinished = last?.finishedAt === undefined ? last : undefined;
  if (unfinished !== undefined && unfinished.by === invocation && isSameChange(unfinished, pending)) {
    const confirmedAt = unfinished.claimedAt + CONFIRM_AFTER;
    if (now < confirmedAt)
      return { do: 'wait', why: `the claim on ${name} is not confirmed yet`, confirmMs: confirmedAt - now };
    if (now <= confirmedAt + ACT_WITHIN) return modifyStep(live, pending, name, unfinished);
  }
  const needs = pending.kind === 'gateway' ? GATEWAY_NEEDS : TUNNEL_NEEDS;
  if (now + needs > run.startedAt + TOTAL_DURATION) {
    return refuseStep(
      input,
      `${name} was not changed: the change can take ${needs / 60000} minutes, and less time is left`,
      VPN_TUNNEL_REMEDIES.again,
    );
  }
  const attempt = last?.run === run.id && isSameChange(last, pending) ? last.attempt + 1 : 1;
  if (attempt > ATTEMPTS) {
    return refuseStep(
      input,
      `${name} still differs from the site file after ${ATTEMPTS} attempts`,
      VPN_TUNNEL_REMEDIES.stuck,
    );
  }
  const key = pending.kind === 'tunnel' ? pending.key : undefined;
  const claim: ChangeRecord = {
    subject: subjectOf(pending),
    to: targetOf(pending),
    key,
    wasUp: up,
    run: run.id,
    by: invocation,
    attempt,
    claimedAt: wholeSeconds(now),
  };
  return {
    do: 'record',
    what: 'claim',
    why: `claims ${name}${keyChangeText(key)}`,
    tags: claimTags(claim, live.recorded),
  };
}

/** The call to EC2. Its change marker is the one of the claim, so that an invocation after a crash looks for the same one. */
function modifyStep(live: LiveConnection, pending: PendingChange, name: string, claim: ChangeRecord): PlannedStep {
  const accepted = { [CHANGE_TAG]: changeTag({ ...claim, accepted: true }) };
  if (pending.kind === 'gateway') {
    return { do: 'modify-gateway', why: `moves to ${name}`, customerGatewayId: pending.customerGatewayId, accepted };
  }
  const key = claim.key;
  return {
    do: 'modify-tunnel',
    accepted,
    why: `changes ${name}${keyChangeText(key)}`,
    modification: {
      VpnConnectionId: live.vpnConnectionId,
      VpnTunnelOutsideIpAddress: pending.live.outsideIpAddress,
      TunnelOptions: { ...pending.change, ...(key && { RekeyMarginTimeSeconds: key.changeMarkerSeconds }) },
      SkipTunnelReplacement: pending.keepsEndpoint ? true : undefined,
    },
    key,
  };
}

/** Nothing is left to change. The last changed tunnel has to come back, unless it got a new key or an outage is accepted. */
function finish(input: PlanInput, live: LiveConnection, pairs: readonly [TunnelPair, TunnelPair]): PlannedStep {
  const { now, run, desired } = input;
  const last = lastFinished(live.recorded);
  if (last?.run === run.id && last.subject !== 'gateway') {
    const { insideCidr } = last.subject;
    const changed = pairs.find((pair) => pair.live.insideCidr === insideCidr)?.live;
    const mustReturn = last.wasUp && last.key === undefined && !desired.AcceptOutage;
    const isBack = changed?.status === 'UP' && now >= last.finishedAt + TELEMETRY_LAG;
    if (changed !== undefined && mustReturn && !isBack) {
      return waitStep(input, `${tunnelLabel(changed)} was changed and is not up again`, VPN_TUNNEL_REMEDIES.comeBack);
    }
  }
  // The tag of this run exists: replaceOlderRun has checked it.
  const onlyRunFrom = (live.recorded.run?.announcedAt ?? now) + CONFIRM_AFTER;
  if (now < onlyRunFrom) {
    return {
      do: 'wait',
      why: 'all changes are made, but a call of an older update may still reach EC2',
      confirmMs: onlyRunFrom - now,
    };
  }
  const result = `${input.site}: both tunnels match the site file`;
  return { do: 'done', report: [result, ...keyNotices(input, live, pairs)].join('. ') };
}
