import type { LogLine } from '../log-line';
import type { DeviceEvent } from '../saying';

/** A failure that is settled by the first line that can't explain it. */
export interface PendingRefusal {
  readonly settle: () => void;
  readonly mayExplain: (event: DeviceEvent, line: LogLine) => boolean;
}

/** The negotiation of one IKE association, while its lines are read. */
export interface IkeConversation {
  peer: string;
  local: string;
  /** Both addresses, as soon as they are known. */
  pair: string;
  tunnel: string;
  /** The last request, whose answer follows: its exchange, its message ID, and whether it has a key exchange. */
  exchange: string;
  requestId: number;
  request: LogLine | undefined;
  keyExchange: boolean;
  /** The port of the other side in the last packet. */
  port: string;
  direction: 'in' | 'out' | undefined;
  natTraversal: boolean;
  begun: boolean;
  ikeUp: boolean;
  /** The number of the association that is up, if its messages name it. */
  number: string;
  childUp: boolean;
  /** The child SAs that are up, by their number. */
  readonly children: Set<string>;
  /** Its child SAs continue in another association. */
  replaced: boolean;
  /** The conversations of its subject that carry a tunnel, itself among them. */
  carrying: Set<IkeConversation> | undefined;
  theirs: readonly LogLine[];
  ours: readonly LogLine[];
  /** A failure whose explanation may follow on the next lines. */
  pending: PendingRefusal | undefined;
  otherMethod: boolean;
  /** The line before: no profile fits the peer's identity. */
  noProfile: LogLine | undefined;
  /** This side has sent an IKE_AUTH request. */
  hasAskedAuth: boolean;
  /** An answer to IKE_AUTH has come. */
  isAuthAnswered: boolean;
  /** That answer has accepted the first child SA. */
  isChildAgreed: boolean;
  /** The side of the next `proposal-part`. */
  side: 'theirs' | 'ours' | undefined;
  identities: LogLine | undefined;
  v1: LogLine | undefined;
  /** The peer answered in IKEv1. */
  isV1Accepted: boolean;
  retransmits: readonly LogLine[];
  retransmitsTotal: number;
  /** The number of times that the peer has repeated an answered request. */
  repeats: number;
  probed: boolean;
  told: boolean;
  /** What is noted as soon as both addresses are known, or at the end. */
  deferred: ((subject: string) => void)[];
}

/** Without spreads: a large log has many. */
export const newConversation = (): IkeConversation => ({
  peer: '',
  local: '',
  pair: '',
  tunnel: '',
  exchange: '',
  requestId: -1,
  request: undefined,
  keyExchange: false,
  port: '',
  direction: undefined,
  natTraversal: false,
  begun: false,
  ikeUp: false,
  number: '',
  childUp: false,
  children: new Set(),
  replaced: false,
  carrying: undefined,
  theirs: NONE,
  ours: NONE,
  pending: undefined,
  otherMethod: false,
  noProfile: undefined,
  hasAskedAuth: false,
  isAuthAnswered: false,
  isChildAgreed: false,
  side: undefined,
  identities: undefined,
  v1: undefined,
  isV1Accepted: false,
  retransmits: NONE,
  retransmitsTotal: 0,
  repeats: 0,
  probed: false,
  told: false,
  deferred: [],
});

const NONE: readonly LogLine[] = [];
