import type { NamedCause } from '../causes';
import type { LogDetector, LogFinding } from '../finding';
import type { LogLine } from '../log-line';

/** A message of the tunnel activity log (AWS: "Site-to-Site VPN log contents"). */
interface AwsMessage {
  readonly says: RegExp;
  readonly example: string;
  /** One cause that it proves. */
  readonly id?: NamedCause;
  /** Several causes are possible. */
  readonly couldBe?: readonly NamedCause[];
  readonly next?: string;
}

const MESSAGES: readonly AwsMessage[] = [
  {
    says: /pre-shared key mismatch|invalid Pre-shared Key/i,
    id: 'psk-mismatch',
    example: 'AWS tunnel detected a pre-shared key mismatch with cgw: 203.0.113.10',
  },
  {
    says: /DPD timed out|Declaring peer dead/i,
    id: 'dpd-timeout',
    example: 'AWS tunnel DPD timed out after 3 retransmits',
  },
  {
    says: /TS_UNACCEPTABLE/,
    id: 'traffic-selector',
    example: 'AWS: Traffic Selector: TS_UNACCEPTABLE: received from responder',
  },
  {
    says: /INVALID_MAJOR_VERSION|IKEv1.{0,40}(?:not supported|unsupported)/i,
    id: 'ike-version',
    example: 'AWS tunnel received INVALID_MAJOR_VERSION',
  },
  {
    says: /AUTHENTICATION_FAILED/,
    couldBe: ['psk-mismatch', 'identity-mismatch'],
    next: "AWS refuses the pre-shared key or the identity, and does not log which one. Hospital: enter the key again, then check that the device's local identity is its public address.",
    example: 'AWS tunnel is sending AUTHENTICATION_FAILED as the response',
  },
  {
    says: /Phase 2 was unable to establish/i,
    couldBe: ['phase2-proposal', 'traffic-selector', 'no-pfs'],
    next: 'Phase 1 is up and phase 2 is refused. Hospital: compare the phase 2 proposal, PFS and the traffic selectors (0.0.0.0/0 on both sides) with the handover pack, and send the log of the device.',
    example: 'AWS tunnel Phase 2 was unable to establish while keeping Phase 1',
  },
  {
    says: /deleting un-?established Phase 1|Timeout/i,
    couldBe: ['udp4500-blocked', 'udp500-blocked', 'phase1-proposal'],
    next: 'The device started IKE and did not continue. Hospital: check that UDP 500 and 4500 pass in both directions, and send the log of the device.',
    example: 'AWS tunnel Timeout: deleting un-established Phase 1 IKE_SA with cgw: 203.0.113.10',
  },
];

const REFUSES_PROPOSAL = /No Proposal Match|NO_PROPOSAL_CHOSEN/i;
const DELETED = /received DELETE/i;

/** The device's own log may show why it closed the tunnel. */
const CLOSES = [
  'psk-mismatch',
  'identity-mismatch',
  'phase2-proposal',
  'no-pfs',
  'traffic-selector',
  'dpd-timeout',
] as const;
const CLOSED =
  "The hospital's device closed the tunnel. Hospital: check in the device's log of this minute why: an administrator, a changed setting, an idle timeout or a failed renewal.";

const isUp = (state: string | undefined) => state === 'established' || state === 'rekeying';

/** A refused proposal: the states show of which phase. */
function refusedProposal(
  phase1: string | undefined,
  phase2: string | undefined,
): Pick<LogFinding, 'id'> & Partial<LogFinding> {
  if (!isUp(phase1)) return { id: 'phase1-proposal' };
  if (!isUp(phase2)) return { id: 'phase2-proposal' };
  return {
    id: 'not-known',
    couldBe: ['no-pfs', 'phase2-proposal'],
    phase: 'renewal',
    next: 'The tunnel is up and its renewal is refused. Hospital: switch PFS on in phase 2, with the DH group of the handover pack, and send the log of the device.',
  };
}

/** A line with which a tunnel goes down. Without one, a tunnel that was up is not negotiated again. */
const GOES_DOWN = /DELETE|DPD|dead|clos|terminat|replac|expire|restart/i;
const OTHER_TUNNEL = 'another tunnel';

/**
 * An export without the streams' names mixes the lines of both tunnels. If a tunnel is negotiated again and again while one is up,
 * these lines belong to the other tunnel, and the one that is up does not resolve its failures.
 */
function tunnelOf(): (line: LogLine) => string {
  let [wasUp, begins] = [false, 0];
  return ({ message, fields: { phase1, phase2, stream = '' } }) => {
    if (stream !== '') return stream;
    const isNegotiated = !isUp(phase1);
    if (wasUp && isNegotiated && !GOES_DOWN.test(message)) begins++;
    wasUp = isUp(phase1) && isUp(phase2);
    return begins >= 2 && isNegotiated ? OTHER_TUNNEL : stream;
  };
}

/** The tunnel activity log: each line has the state of both phases. Each stream is one tunnel. */
export const awsTunnelDetector: LogDetector = (notes) => {
  const tunnel = tunnelOf();

  const take = (line: LogLine): void => {
    const { phase1, phase2 } = line.fields;
    const subject = tunnel(line);
    const find = (finding: Pick<LogFinding, 'id'> & Partial<LogFinding>) =>
      notes.finding({ subject, phase: 'tunnel', lines: [line], ...finding });
    const said = MESSAGES.find(({ says }) => says.test(line.message));
    const refused = said === undefined && REFUSES_PROPOSAL.test(line.message);
    if (refused) find(refusedProposal(phase1, phase2));
    else if (said?.id !== undefined) find({ id: said.id });
    else if (said !== undefined)
      find({ id: 'not-known', couldBe: said.couldBe ?? [], ...(said.next === undefined ? {} : { next: said.next }) });
    else if (DELETED.test(line.message) && !isUp(phase2)) find({ id: 'not-known', couldBe: CLOSES, next: CLOSED });
    const failed = refused || said !== undefined;
    // The line of a failure still has the state before it.
    if (failed) notes.state('tunnel', subject, 'trying', line);
    else if (isUp(phase1) && isUp(phase2)) notes.state('tunnel', subject, 'up', line);
    else notes.state('tunnel', subject, DELETED.test(line.message) || phase2 === 'down' ? 'down' : 'trying', line);
  };

  return { reads: ({ format }) => format === 'aws-tunnel', take };
};
