import type { CauseRecovery, LogDetector, LogFinding } from '../finding';
import type { LogLine } from '../log-line';
import { charonProposals, hasGroups, notPermitted, permittedProposal, proposalDifference } from '../proposal-text';
import { CHARON_MESSAGES, followAssociation, type IkeAssociation, newAssociation } from './charon-messages';

const ASK_OTHER_END =
  'Add the log of the other end (HeartLab: the tunnel activity log): only the side that refuses logs the reason.';
/** After this many unanswered packets, about 24 seconds, a peer counts as silent even if the log ends before charon gives up. */
const MANY_RETRANSMITS = 3;

/** strongSwan's charon on either side. Follows each IKE association from its first packet. */
export const charonDetector: LogDetector = (lines, { site }) => {
  const findings: LogFinding[] = [];
  const recoveries: CauseRecovery[] = [];
  const trouble: LogLine[] = [];
  const associations = new Map<string, IkeAssociation>();
  /** Peers that were heard at least once: the path to them was open. */
  const heard = new Set<string>();
  const own = lines.filter(({ format }) => format === 'charon');
  let run = 0;

  const association = (sa: string): IkeAssociation => {
    const key = `${run}/${sa}`;
    const found = associations.get(key) ?? newAssociation();
    associations.set(key, found);
    return found;
  };
  const tell = (sa: IkeAssociation, id: LogFinding['id'], line: LogLine, more: Partial<LogFinding> = {}): void => {
    sa.told = true;
    const { lines: context = [], ...rest } = more;
    findings.push({ id, lines: [line, ...context], subject: sa.peer, endedBy: 'tunnel', ...rest });
  };
  const proposals = (sa: IkeAssociation) => [sa.received, sa.configured].filter((line) => line !== undefined);
  const compared = (sa: IkeAssociation) =>
    sa.received === undefined || sa.configured === undefined
      ? undefined
      : {
          theirs: charonProposals(sa.received.message.replace(/^received proposals: /, '')),
          ours: charonProposals(sa.configured.message.replace(/^configured proposals: /, '')),
        };

  /** The proposals of this device that the site file doesn't permit, if the log names its proposals. */
  function beyondFile(sa: IkeAssociation, phase: 'phase1' | 'phase2'): string | undefined {
    const allowed = site === undefined ? undefined : permittedProposal(site, phase);
    const mine = sa.configured?.message.replace(/^configured proposals: /, '');
    return allowed === undefined || mine === undefined
      ? undefined
      : notPermitted(charonProposals(mine), allowed, phase === 'phase1');
  }

  function refusedPhase1(sa: IkeAssociation, line: LogLine): void {
    const both = compared(sa);
    const detail =
      both && proposalDifference(both.theirs, both.ours, { withGroups: true, names: ['peer offers', 'this side'] });
    tell(sa, 'phase1-proposal', line, { lines: proposals(sa), ...(detail === undefined ? {} : { detail }) });
  }

  function refusedChild(sa: IkeAssociation, line: LogLine): void {
    if (sa.exchange === 'CREATE_CHILD_SA' || (sa.exchange === '' && sa.childUp)) {
      refusedRenewal(sa, line);
      return;
    }
    const both = compared(sa);
    const detail =
      both === undefined
        ? beyondFile(sa, 'phase2')
        : proposalDifference(both.theirs, both.ours, { withGroups: false, names: ['peer offers', 'this side'] });
    tell(sa, 'phase2-proposal', line, { lines: proposals(sa), ...(detail === undefined ? {} : { detail }) });
  }

  /** The first child SA came up with the same algorithms, so only the key exchange can differ. */
  function refusedRenewal(sa: IkeAssociation, line: LogLine): void {
    const both = compared(sa);
    const more = {
      endedBy: 'renewal',
      lines: [...proposals(sa), ...(sa.request === undefined ? [] : [sa.request])],
    } as const;
    if (both !== undefined) {
      const detail = proposalDifference(both.theirs, both.ours, {
        withGroups: true,
        names: ['peer offers', 'this side'],
      });
      tell(sa, hasGroups(both.theirs) === hasGroups(both.ours) ? 'phase2-proposal' : 'no-pfs', line, {
        ...more,
        detail,
      });
    } else if (sa.request !== undefined && !sa.keyExchange)
      tell(sa, 'no-pfs', line, { ...more, detail: 'the request for renewal carries no key exchange (KE)' });
    else
      tell(sa, 'not-known', line, {
        ...more,
        couldBe: ['no-pfs', 'phase2-proposal'],
        next: `The tunnel came up and its renewal is refused: PFS is off on one side, or the DH group of phase 2 differs. ${ASK_OTHER_END}`,
      });
  }

  function silent(sa: IkeAssociation, line: LogLine): void {
    const peerWasHeard = heard.has(sa.peer);
    if (sa.ikeUp) tell(sa, 'dpd-timeout', line, { lines: sa.retransmits.slice(0, 2) });
    else if (sa.v1 !== undefined)
      tell(sa, 'not-known', line, {
        lines: [sa.v1],
        couldBe: ['ike-version', 'udp500-blocked'],
        next: 'The device uses IKEv1 and gets no answer. Hospital: set the tunnel to IKE version 2 first, then try again.',
      });
    else if (sa.requestId === 0 && !peerWasHeard)
      tell(sa, 'udp500-blocked', line, { lines: sa.retransmits.slice(0, 2) });
    else if (sa.requestId === 1 && sa.port === '4500')
      tell(sa, 'udp4500-blocked', line, { lines: sa.retransmits.slice(0, 2) });
    else
      tell(sa, 'not-known', line, {
        couldBe: ['dpd-timeout', 'udp500-blocked', 'udp4500-blocked'],
        next: `The peer stopped answering. ${ASK_OTHER_END}`,
      });
  }

  function outcome(sa: IkeAssociation, line: LogLine): void {
    const { message } = line;
    const is = (pattern: RegExp) => pattern.test(message);
    if (is(CHARON_MESSAGES.phase1Refused)) refusedPhase1(sa, line);
    else if (is(CHARON_MESSAGES.childRefused)) refusedChild(sa, line);
    else if (is(CHARON_MESSAGES.noConfig)) {
      if (sa.v1 !== undefined) tell(sa, 'ike-version', line, { lines: [sa.v1] });
      else tell(sa, 'unknown-peer', line);
    } else if (is(CHARON_MESSAGES.keyDiffers)) tell(sa, 'psk-mismatch', line);
    else if (is(CHARON_MESSAGES.noPeerConfig)) {
      const lookedFor = sa.identities === undefined ? [] : [sa.identities];
      tell(sa, 'identity-mismatch', line, { lines: lookedFor });
    } else if (is(CHARON_MESSAGES.otherIdentity)) tell(sa, 'identity-mismatch', line);
    else if (is(CHARON_MESSAGES.selectors)) tell(sa, 'traffic-selector', line);
    else if (is(CHARON_MESSAGES.oldVersion)) tell(sa, 'ike-version', line);
    else if (is(CHARON_MESSAGES.noKey))
      tell(sa, 'not-known', line, {
        couldBe: ['psk-mismatch', 'identity-mismatch'],
        next: 'The device has no pre-shared key for this pair of identities. Hospital: enter the key of this tunnel for exactly the two identities of the evidence.',
      });
    else if (is(CHARON_MESSAGES.authenticationFailed))
      tell(sa, 'not-known', line, {
        couldBe: ['psk-mismatch', 'identity-mismatch'],
        next: `The other side refuses the pre-shared key or the identity, and does not report which one. First enter the key again, then check that the local identity is the public address. ${ASK_OTHER_END}`,
      });
    else if (is(CHARON_MESSAGES.noProposalChosen)) {
      const detail = beyondFile(sa, 'phase1');
      if (sa.v1 !== undefined) tell(sa, 'ike-version', line, { lines: [sa.v1] });
      else if (detail !== undefined) tell(sa, 'phase1-proposal', line, { lines: proposals(sa), detail });
      else
        tell(sa, 'not-known', line, {
          couldBe: ['phase1-proposal', 'unknown-peer', 'ike-version'],
          next: `The other side has no tunnel for this public address, or permits none of the phase 1 proposals. Compare both with the handover pack. ${ASK_OTHER_END}`,
        });
    } else if (is(CHARON_MESSAGES.givingUp)) silent(sa, line);
    else if (is(CHARON_MESSAGES.halfOpen)) {
      if (sa.repeats > 0)
        tell(sa, 'udp500-blocked', line, { detail: 'its requests arrive, our answers do not reach it' });
      else if (sa.natTraversal)
        tell(sa, 'udp4500-blocked', line, { detail: 'IKE_SA_INIT was answered; IKE_AUTH never came' });
      else tell(sa, 'not-known', line, { couldBe: ['udp4500-blocked', 'udp500-blocked'] });
    } else if (is(CHARON_MESSAGES.rekeyFailed)) {
      if (!sa.told) refusedRenewal(sa, line);
    } else if (!is(CHARON_MESSAGES.benign) && is(CHARON_MESSAGES.trouble) && line.fields.sa !== '') trouble.push(line);
  }

  for (const line of own) {
    if (line.fields.group === 'DMN' && /^Starting IKE |shutting down/.test(line.message)) {
      // A new process numbers its associations from 1 again.
      run++;
      heard.clear();
    }
    const sa = association(line.fields.sa ?? '');
    const opened = CHARON_MESSAGES.initiating.exec(line.message);
    if (opened !== null) {
      // A restart is logged under the association that failed.
      const next = opened[1] === undefined ? sa : association(line.fields.sa === '' ? '' : opened[1]);
      if (line.fields.sa === '') Object.assign(next, newAssociation());
      next.peer = opened[2] ?? '';
      if (CHARON_MESSAGES.version1.test(line.message)) next.v1 = line;
    }
    followAssociation(sa, line, heard);
    const up = CHARON_MESSAGES.ikeUp.exec(line.message);
    if (up !== null) {
      // A renewed association is logged under the number of the old one.
      const renewed = line.fields.sa === '' ? sa : association(up[1] ?? '');
      Object.assign(renewed, { ikeUp: true, childUp: sa.childUp, peer: renewed.peer === '' ? sa.peer : renewed.peer });
    }
    if (CHARON_MESSAGES.childUp.test(line.message))
      recoveries.push({ kind: 'tunnel', subject: sa.peer, line: line.line });
    if (CHARON_MESSAGES.renewed.test(line.message))
      recoveries.push({ kind: 'renewal', subject: sa.peer, line: line.line });
    outcome(sa, line);
  }
  for (const sa of associations.values()) {
    const last = sa.retransmits.at(-1);
    if (!sa.told && last !== undefined && sa.retransmits.length >= MANY_RETRANSMITS) silent(sa, last);
  }
  return { findings, recoveries, trouble };
};
