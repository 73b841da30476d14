import type { CauseRecovery, LogDetector, LogFinding } from '../finding';
import type { LogLine } from '../log-line';
import { ciscoProposals, proposalDifference } from '../proposal-text';

const ASK_OTHER_END = 'Add the tunnel activity log (HeartLab): only the side that refuses logs the reason.';

/** Messages of `debug crypto ikev2` on IOS, IOS-XE and ASA, and their system messages. */
const SAYS = {
  sending: /^Sending Packet \[To (\S+?):(\d{1,5})\//,
  received: /^Received Packet \[From (\S+?):(\d{1,5})\//,
  exchange: /^IKEv2 ([A-Z_]{1,40}) Exchange (REQUEST|RESPONSE)/,
  policies: /(Received|Expected) Policies:/,
  noPolicy: /Failed to find a matching policy/,
  keyDiffers: /Verification of peer's authentication data FAILED|Failed to verify PSK/i,
  psk: /Peer's authentication? ?method is 'PSK'/i,
  otherMethod: /Peer's authentication? ?method is '(?!PSK)/i,
  noProfile: /IKEv2 profile not found|Profile could not be found/i,
  searching: /^Searching policy based on peer's identity/,
  selectors: /TS_UNACCEPTABLE|no IPSEC policy found for received TS/i,
  noProposal: /NOTIFY\(NO_PROPOSAL_CHOSEN\)|Received no proposal chosen notify/i,
  authenticationFailed: /NOTIFY\(AUTHENTICATION_FAILED\)|Auth exchange failed|Failed to authenticate the IKE SA/i,
  retransmit: /^Retransmitting packet/,
  gaveUp: /Maximum number of retransmissions reached|Exceeded maximum retransmissions/i,
  liveness: /Sending DPD|liveness (?:check|query)/i,
  version1: /beginning (?:Main|Aggressive) Mode exchange/i,
  up: /SESSION_STATUS.*\bUP\b|IPSEC_SA_CREATED|IKEV2 SA created; inserting SA into database|SA UP\. Reason: New Connection/i,
  failed: /\bNEG_ABORT|Negotiation aborted|exchange failed|\bFAILED\b/i,
} as const;

/** Cisco IOS, IOS-XE and ASA: IKEv2 debugging and system messages, read as one conversation at a time like on the console. */
export const ciscoDetector: LogDetector = (lines) => {
  const findings: LogFinding[] = [];
  const recoveries: CauseRecovery[] = [];
  const trouble: LogLine[] = [];
  let peer = '';
  let port = '';
  let exchange = '';
  let heard = false;
  let up = false;
  let otherMethod = false;
  let liveness = false;
  let searched: LogLine | undefined;
  let policies: readonly LogLine[] = [];
  let gaveUp: LogLine | undefined;
  const tell = (id: LogFinding['id'], line: LogLine, more: Partial<LogFinding> = {}) => {
    const { lines: context = [], ...rest } = more;
    findings.push({ id, lines: [line, ...context], subject: peer, endedBy: 'tunnel', ...rest });
  };

  for (const line of lines.filter(({ format }) => format === 'cisco')) {
    const head = line.fields.head ?? '';
    if (/^%(?:BGP|TCP)-/.test(head)) continue;
    const message = head.startsWith('%') ? `${head} ${line.message}` : line.message;
    const is = (pattern: RegExp) => pattern.test(message);
    const sent = SAYS.sending.exec(message);
    const got = SAYS.received.exec(message);
    const named = SAYS.exchange.exec(message);
    if (sent !== null) {
      if (sent[1] !== peer) [peer, heard, up, otherMethod] = [sent[1] ?? '', false, false, false];
      port = sent[2] ?? '';
    } else if (got !== null) [peer, heard] = [got[1] ?? '', true];
    else if (named !== null) {
      if (named[2] === 'REQUEST') exchange = named[1] ?? '';
    } else if (is(SAYS.up)) {
      up = true;
      recoveries.push({ kind: 'tunnel', subject: peer, line: line.line });
    } else if (is(SAYS.policies)) {
      policies = [...policies.slice(-1), line];
      if (/Expected/.test(message)) refusedPolicy(policies);
    } else if (is(SAYS.otherMethod)) otherMethod = true;
    else if (is(SAYS.searching)) searched = line;
    else if (is(SAYS.keyDiffers)) {
      if (otherMethod) trouble.push(line);
      else tell('psk-mismatch', line);
    } else if (is(SAYS.noProfile)) tell('identity-mismatch', line, { lines: searched === undefined ? [] : [searched] });
    else if (is(SAYS.selectors)) tell('traffic-selector', line);
    else if (is(SAYS.version1)) tell('ike-version', line);
    else if (is(SAYS.noPolicy)) {
      if (policies.length === 0) tell('phase1-proposal', line);
    } else if (is(SAYS.noProposal)) refused(line);
    else if (is(SAYS.authenticationFailed))
      tell('not-known', line, {
        couldBe: ['psk-mismatch', 'identity-mismatch', 'phase2-proposal', 'traffic-selector'],
        next: `The pre-shared key or the identity is refused, and the log does not contain which one. First enter the key again, then check that the local identity is the public address. ${ASK_OTHER_END}`,
      });
    else if (is(SAYS.liveness)) liveness = true;
    else if (is(SAYS.gaveUp)) {
      gaveUp = line;
      silent(line);
    } else if (is(SAYS.failed)) trouble.push(line);
  }
  return { findings, recoveries, trouble: gaveUp === undefined ? trouble : [] };

  function refusedPolicy(both: readonly LogLine[]): void {
    const [received, expected] = both;
    if (received === undefined || expected === undefined) return;
    const child = /\bESP:/.test(received.message) || /\bESP:/.test(expected.message);
    const [theirs, ours] = [ciscoProposals(received.message), ciscoProposals(expected.message)];
    const detail = proposalDifference(theirs, ours, { withGroups: !child, names: ['peer offers', 'this side'] });
    const more = theirs.length > 0 && ours.length > 0 ? { detail } : {};
    tell(child ? 'phase2-proposal' : 'phase1-proposal', received, { lines: [expected], ...more });
  }

  function refused(line: LogLine): void {
    // A packet's payloads follow its line: only a received packet shows that the peer refused.
    if (exchange === 'IKE_AUTH') tell('phase2-proposal', line);
    else if (exchange === 'CREATE_CHILD_SA')
      tell('not-known', line, {
        couldBe: ['no-pfs', 'phase2-proposal'],
        endedBy: 'renewal',
        next: `The tunnel came up and its renewal is refused: PFS is off on one side, or the DH group of phase 2 differs. ${ASK_OTHER_END}`,
      });
    else
      tell('not-known', line, {
        couldBe: ['phase1-proposal', 'unknown-peer'],
        next: `The other side has no tunnel for this public address, or permits none of the phase 1 proposals. Compare both with the handover pack. ${ASK_OTHER_END}`,
      });
  }

  function silent(line: LogLine): void {
    if (up || liveness) tell('dpd-timeout', line);
    else if (!heard && exchange === 'IKE_SA_INIT') tell('udp500-blocked', line);
    else if (heard && exchange === 'IKE_AUTH' && port === '4500') tell('udp4500-blocked', line);
    else tell('not-known', line, { couldBe: ['udp500-blocked', 'udp4500-blocked', 'dpd-timeout'] });
  }
};
