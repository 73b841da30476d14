import type { LogLine } from '../log-line';

/** The charon messages that matter here (observed in strongSwan 5.9.8 by making each mistake). */
export const CHARON_MESSAGES = {
  initiating: /^initiating (?:Main Mode |Aggressive Mode )?IKE_SA .{1,200}\[(\d{1,10})\] to (\S+)/,
  version1: /^initiating (?:Main|Aggressive) Mode /,
  childUp: /^(?:outbound )?CHILD_SA .{1,200} established with SPIs /,
  renewed: /^(?:inbound|outbound) CHILD_SA .{1,200} established with SPIs /,
  ikeUp: /^IKE_SA .{1,200}\[(\d{1,10})\] (?:established|rekeyed) between /,
  phase1Refused: /^received proposals unacceptable/,
  childRefused: /^(?:no acceptable proposal found|received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built)/,
  noConfig: /^no IKE config found for /,
  keyDiffers: /^tried \d+ shared keys? for .*but MAC mismatched/,
  noPeerConfig: /^no matching peer config found/,
  otherIdentity: /^(?:constraint check failed: identity '.*' required|IDi?r? '.*' does not match to )/,
  selectors: /^(?:traffic selectors .* unacceptable|received TS_UNACCEPTABLE notify)/,
  oldVersion: /^(?:received unsupported IKE version |received INVALID_MAJOR_VERSION)/,
  /** The initiator checks the responder's key last, and reports a wrong one in a separate exchange. */
  authenticationFailed:
    /^(?:received AUTHENTICATION_FAILED |parsed INFORMATIONAL request \d{1,10} \[ N\(AUTH_FAILED\) \])/,
  noKey: /^no shared key found for /,
  noProposalChosen: /^received NO_PROPOSAL_CHOSEN (?:notify error|error notify)/,
  givingUp: /^giving up after \d+ retransmits/,
  halfOpen: /^deleting half open IKE_SA with .* after timeout/,
  rekeyFailed: /^CHILD_SA rekeying failed/,
  /** The peer only requests its own first group, and gets it. */
  benign: /^(?:DH group \S+ unacceptable, requesting|peer didn't accept DH group)/,
  trouble: /\b(?:failed|unable to|error|invalid|not responding|mismatch(?:ed)?|unacceptable|unsupported)\b/i,
} as const;

/** The state of one IKE association while its lines are read. */
export interface IkeAssociation {
  peer: string;
  /** The exchange of the last request, and its message ID. */
  exchange: string;
  requestId: number;
  request: LogLine | undefined;
  keyExchange: boolean;
  /** The destination port of the last packet. */
  port: string;
  natTraversal: boolean;
  ikeUp: boolean;
  childUp: boolean;
  received: LogLine | undefined;
  configured: LogLine | undefined;
  identities: LogLine | undefined;
  v1: LogLine | undefined;
  retransmits: LogLine[];
  /** The number of times that the peer has repeated an answered request. */
  repeats: number;
  told: boolean;
}

const EXCHANGE = /^(generating|parsed) ([A-Z_0-9]{1,40}) (request|response) (\d{1,10}) \[(.{0,1000})\]/;
const SENT = /^sending packet: from \S+ to (\S+)\[(\d{1,5})\]/;
const HEARD = /^received packet: from (\S+)\[\d{1,5}\]/;

export function newAssociation(): IkeAssociation {
  return {
    peer: '',
    exchange: '',
    requestId: -1,
    request: undefined,
    keyExchange: false,
    port: '',
    natTraversal: false,
    ikeUp: false,
    childUp: false,
    received: undefined,
    configured: undefined,
    identities: undefined,
    v1: undefined,
    retransmits: [],
    repeats: 0,
    told: false,
  };
}

/** Updates the association with one of its lines. */
export function followAssociation(sa: IkeAssociation, line: LogLine, heard: Set<string>): void {
  const { message } = line;
  const exchange = EXCHANGE.exec(message);
  if (exchange !== null) {
    const [, way, name = '', kind, id = '', payloads = ''] = exchange;
    if (way === 'parsed') {
      heard.add(sa.peer);
      sa.retransmits = [];
    }
    // In logs without association numbers this starts a new association.
    if (name === 'IKE_SA_INIT' && kind === 'request' && way === 'parsed' && sa.request !== undefined)
      Object.assign(sa, { ...newAssociation(), peer: sa.peer });
    if (/^(?:ID_PROT|AGGRESSIVE)$/.test(name)) sa.v1 ??= line;
    if (kind === 'request' && name !== 'INFORMATIONAL_V1') {
      // A proposal of an earlier exchange doesn't apply to this one.
      if (way === 'parsed') sa.received = sa.configured = undefined;
      Object.assign(sa, { exchange: name, requestId: Number(id), request: line, keyExchange: / KE /.test(payloads) });
    }
  }
  const sent = SENT.exec(message);
  if (sent !== null) {
    if (sa.peer === '') sa.peer = sent[1] ?? '';
    sa.port = sent[2] ?? '';
  }
  const from = HEARD.exec(message);
  if (from !== null) {
    if (sa.peer === '') sa.peer = from[1] ?? '';
    heard.add(from[1] ?? '');
  }
  if (message.startsWith('received proposals: ')) sa.received = line;
  else if (message.startsWith('configured proposals: ')) sa.configured = line;
  else if (message.startsWith('looking for peer configs matching ')) sa.identities = line;
  else if (message.startsWith('selected proposal: ')) sa.received = sa.configured = undefined;
  else if (message.startsWith('retransmit ')) {
    sa.retransmits.push(line);
    // The request itself may be logged under the association that failed.
    sa.requestId = Number(/message ID (\d{1,10})$/.exec(message)?.[1] ?? sa.requestId);
  } else if (message.startsWith('received retransmit of request')) sa.repeats++;
  else if (/^(?:remote|local) host is behind NAT/.test(message)) sa.natTraversal = true;
  else if (CHARON_MESSAGES.childUp.test(message)) sa.childUp = true;
}
