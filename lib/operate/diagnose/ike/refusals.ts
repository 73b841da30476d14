import type { LogFinding } from '../finding';
import type { LogLine } from '../log-line';
import {
  charonProposals,
  hasGroups,
  type LoggedProposal,
  NO_DIFFERENCE,
  notPermitted,
  permittedProposal,
  proposalDifference,
} from '../proposal-text';
import { proposalsOf } from '../readers';
import type { IkeConversation } from './conversation';
import type { IkeRefusal } from './conversations';

export const ASK_OTHER_END =
  'HeartLab: add the log of the other end (the tunnel activity log): only the side that refuses logs the reason.';

/** After this many unanswered packets, about 24 seconds, a peer counts as silent even if the log ends before it is given up. */
export const MANY_RETRANSMITS = 3;

function values({ line }: IkeRefusal, lines: readonly LogLine[]): readonly LoggedProposal[] {
  const proposals = proposalsOf(line.format) ?? charonProposals;
  return lines.flatMap(({ fields }) => (fields.proposals === undefined ? [] : proposals(fields.proposals)));
}

const seen = ({ one }: IkeRefusal): readonly LogLine[] => [...one.theirs.slice(0, 3), ...one.ours.slice(0, 3)];

/** The difference of the two sides' proposals, if the log has both. */
function difference(refusal: IkeRefusal, withGroups: boolean): string | undefined {
  const [theirs, ours] = [values(refusal, refusal.one.theirs), values(refusal, refusal.one.ours)];
  return theirs.length === 0 || ours.length === 0
    ? undefined
    : proposalDifference(theirs, ours, { withGroups, names: ['peer offers', 'this side'] });
}

/** The proposals of this device that the site file doesn't permit. */
function beyondFile(refusal: IkeRefusal, phase: 'phase1' | 'phase2'): string | undefined {
  const allowed = refusal.site === undefined ? undefined : permittedProposal(refusal.site, phase);
  const ours = values(refusal, refusal.one.ours);
  return allowed === undefined || ours.length === 0 ? undefined : notPermitted(ours, allowed, phase === 'phase1');
}

const detailed = (detail: string | undefined): Partial<LogFinding> => (detail === undefined ? {} : { detail });

export function phase1Refused(refusal: IkeRefusal): void {
  const { talks, one, line } = refusal;
  talks.find(one, 'phase1-proposal', line, { lines: seen(refusal), ...detailed(difference(refusal, true)) });
}

const REFUSED_CHILD = `Phase 2 is refused: its encryption, integrity or PFS group differs. Compare them with the handover pack. ${ASK_OTHER_END}`;

export function childRefused(refusal: IkeRefusal): void {
  const { talks, one, line } = refusal;
  const compared = difference(refusal, false);
  // Without a difference but the DH group it is no first child SA: that one has no group.
  if (one.exchange === 'CREATE_CHILD_SA' || one.childUp || one.isChildAgreed || compared === NO_DIFFERENCE) {
    renewalRefused(refusal);
    return;
  }
  const detail = compared ?? beyondFile(refusal, 'phase2');
  // Without its exchange the refusal may be of the first child SA or of a renewal.
  if (detail === undefined && !/^(?:IKE_AUTH|QUICK_MODE)$/.test(one.exchange)) {
    talks.suggest(one, line, ['phase2-proposal', 'no-pfs'], { next: REFUSED_CHILD });
    return;
  }
  talks.find(one, 'phase2-proposal', line, { lines: seen(refusal), ...detailed(detail) });
}

/** Proposals of ESP are of phase 2; only phase 1 has a pseudo-random function, and a DH group in its first exchange. */
export function refusedPolicy(refusal: IkeRefusal): void {
  const { one, talks, line } = refusal;
  const text = [...one.theirs, ...one.ours].map(({ text }) => text).join('\n');
  if (/\bESP:|\bprotocol ?= ?ESP/.test(text)) childRefused(refusal);
  else if (/\bPRF|DH[ _]GROUP/.test(text)) phase1Refused(refusal);
  else talks.suggest(one, line, ['phase1-proposal', 'phase2-proposal']);
}

/** The first child SA came up with the same algorithms, so only the key exchange can differ. */
export function renewalRefused(refusal: IkeRefusal): void {
  const { talks, one, line } = refusal;
  const more = {
    phase: 'renewal',
    lines: [...seen(refusal), ...(one.request === undefined ? [] : [one.request])],
  } as const;
  const detail = difference(refusal, true);
  if (detail !== undefined) {
    const sameGroups = hasGroups(values(refusal, one.theirs)) === hasGroups(values(refusal, one.ours));
    talks.find(one, sameGroups ? 'phase2-proposal' : 'no-pfs', line, { ...more, detail });
  } else if (one.request?.fields.exchange === 'CREATE_CHILD_SA' && !one.keyExchange)
    talks.find(one, 'no-pfs', line, { ...more, detail: 'the request for renewal carries no key exchange (KE)' });
  else
    talks.suggest(one, line, ['no-pfs', 'phase2-proposal'], {
      ...more,
      next: `The tunnel came up and its renewal is refused: PFS is off on one side, or the DH group of phase 2 differs. Hospital: compare both with the handover pack. ${ASK_OTHER_END}`,
    });
}

/** The other side answered NO_PROPOSAL_CHOSEN; the exchange decides what it refused. */
export function noProposalChosen(refusal: IkeRefusal): void {
  const { talks, one, line } = refusal;
  // Only a received packet shows that the peer refused.
  if (one.direction === 'out') return;
  if (/^(?:IKE_AUTH|CREATE_CHILD_SA|QUICK_MODE)$/.test(one.exchange)) {
    childRefused(refusal);
    return;
  }
  const detail = beyondFile(refusal, 'phase1');
  if (one.v1 !== undefined) talks.find(one, 'ike-version', line, { lines: [one.v1] });
  else if (detail !== undefined) talks.find(one, 'phase1-proposal', line, { lines: seen(refusal), detail });
  else
    talks.suggest(one, line, ['phase1-proposal', 'unknown-peer', 'ike-version'], {
      next: `The other side has no tunnel for this public address, or permits none of the phase 1 proposals. Hospital: compare both with the handover pack. ${ASK_OTHER_END}`,
    });
}

export function idRefused({ talks, one, line }: IkeRefusal): void {
  if (one.exchange === 'QUICK_MODE') talks.find(one, 'traffic-selector', line);
  else talks.suggest(one, line, ['traffic-selector', 'identity-mismatch']);
}

const NO_CONNECTION =
  'The device has no tunnel for this address. Hospital: if it is one of the two outside addresses of the handover pack, check the remote address and the IKE version of this tunnel. HeartLab: if it is of neither side, ignore it: such scans are common.';

export function noConnection({ talks, one, line }: IkeRefusal): void {
  const lines = one.v1 === undefined ? [] : [one.v1];
  // A line that was quoted alone, or a request of IKEv2.
  const isV2 = one.direction === undefined || one.exchange === 'IKE_SA_INIT';
  // Beside a peer with a connection, an unknown address may be anyone's.
  if (talks.wasAnotherHeard(one) || (one.v1 === undefined && !isV2))
    talks.suggest(one, line, ['unknown-peer', 'ike-version'], { lines, next: NO_CONNECTION });
  else talks.find(one, one.v1 === undefined ? 'unknown-peer' : 'ike-version', line, { lines, isOfStranger: true });
}

/** A failed check of a certificate is no wrong key. */
export function keyMismatch({ talks, one, line }: IkeRefusal): void {
  if (!one.otherMethod) talks.find(one, 'psk-mismatch', line);
}

/** This side began with IKEv1, and nothing shows an answer of the peer. */
export function proposedV1({ talks, one, line }: IkeRefusal): void {
  if (!one.isV1Accepted && !one.told) talks.find(one, 'ike-version', line);
}

export const noKey = ({ talks, one, line }: IkeRefusal): void =>
  talks.suggest(one, line, ['psk-mismatch', 'identity-mismatch'], {
    next: 'The device has no pre-shared key for this pair of identities. Hospital: enter the key of this tunnel for exactly the two identities of the evidence.',
  });

export function authenticationRefused({ talks, one, line }: IkeRefusal): void {
  if (one.noProfile !== undefined) talks.find(one, 'identity-mismatch', line, { lines: [one.noProfile] });
  else
    talks.suggest(one, line, ['psk-mismatch', 'identity-mismatch'], {
      next: `The pre-shared key or the identity is refused, and this log does not show which one. Hospital: first enter the key again, then check that the local identity is the public address. ${ASK_OTHER_END}`,
    });
}

/** The unanswered request, by its message ID if the log has it, or by its exchange. */
const isRequest = ({ requestId, exchange }: IkeConversation, id: number, name: string): boolean =>
  requestId < 0 ? exchange === name : requestId === id;

/** AWS sees another address than a private one. */
const behindNat = (local: string): string | undefined =>
  /^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(local)
    ? `the device sends from ${local}, a private address: AWS sees the public one that NAT puts in its place`
    : undefined;

/** No answer. Of an association that was up, it is dead peer detection. */
export function reportSilentPeer(refusal: IkeRefusal): void {
  const { talks, one, line } = refusal;
  if (one.ikeUp || one.probed) talks.find(one, 'dpd-timeout', line, { lines: one.retransmits.slice(0, 2) });
  else reportUnanswered(refusal);
}

/** Only this side's own first request proves a blocked port 500, and only its IKE_AUTH one a blocked port 4500. */
export function reportUnanswered({ talks, one, line }: IkeRefusal): void {
  const lines = one.retransmits.slice(0, 2);
  if (one.v1 !== undefined)
    talks.suggest(one, line, ['ike-version', 'udp500-blocked'], {
      lines: [one.v1],
      next: 'The device uses IKEv1 and gets no answer. Hospital: set the tunnel to IKE version 2 first, then try again.',
    });
  else if (isRequest(one, 0, 'IKE_SA_INIT') && one.begun && !talks.wasHeard(one))
    talks.find(one, 'udp500-blocked', line, { lines, ...detailed(behindNat(one.local)) });
  else if (
    isRequest(one, 1, 'IKE_AUTH') &&
    one.exchange === 'IKE_AUTH' &&
    one.hasAskedAuth &&
    !one.isAuthAnswered &&
    one.port === '4500'
  )
    talks.find(one, 'udp4500-blocked', line, { lines });
  else if (!one.told)
    talks.suggest(one, line, ['dpd-timeout', 'udp500-blocked', 'udp4500-blocked'], {
      next: `The peer stopped answering. Hospital: check that UDP 500 and 4500 pass in both directions at the time of these lines. ${ASK_OTHER_END}`,
    });
}

export function halfOpen({ talks, one, line }: IkeRefusal): void {
  if (one.repeats > 0)
    talks.find(one, 'udp500-blocked', line, { detail: 'its requests arrive, our answers do not reach it' });
  else if (one.natTraversal)
    talks.find(one, 'udp4500-blocked', line, { detail: 'IKE_SA_INIT was answered; IKE_AUTH never came' });
  else talks.suggest(one, line, ['udp4500-blocked', 'udp500-blocked']);
}
