import type { Site } from '../../../config/model';
import type { NamedCause } from '../causes';
import type { LogFinding, Notes } from '../finding';
import type { LogLine } from '../log-line';
import type { LoggedProposal } from '../proposal-text';
import type { DeviceEvent, Phase, State } from '../saying';

/** A failure that is settled by the first line that can't explain it. */
/** The input of the functions that interpret a refusal. */
export interface Refusal {
  readonly one: Conversation;
  readonly line: LogLine;
  readonly talks: Conversations;
  readonly site: Site | undefined;
  readonly proposals: (text: string) => readonly LoggedProposal[];
}

export interface PendingRefusal {
  readonly line: LogLine;
  readonly settle: (refusal: Refusal) => void;
  readonly mayExplain: (event: DeviceEvent, line: LogLine) => boolean;
}

/** The negotiation of one IKE association, while its lines are read. */
export interface Conversation {
  peer: string;
  local: string;
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
  theirs: readonly LogLine[];
  ours: readonly LogLine[];
  /** A failure whose explanation may follow on the next lines. */
  pending: PendingRefusal | undefined;
  otherMethod: boolean;
  /** An answer to IKE_AUTH has come. */
  isAuthAnswered: boolean;
  /** That answer has accepted the first child SA. */
  isChildAgreed: boolean;
  /** The side of the next `proposal-part`. */
  side: 'theirs' | 'ours' | undefined;
  identities: LogLine | undefined;
  v1: LogLine | undefined;
  retransmits: readonly LogLine[];
  retransmitsTotal: number;
  /** The number of times that the peer has repeated an answered request. */
  repeats: number;
  probed: boolean;
  told: boolean;
  /** What is noted as soon as both addresses are known, or at the end. */
  deferred: ((subject: string) => void)[];
}

const newConversation = (): Conversation => ({
  ...{ peer: '', local: '', tunnel: '', exchange: '', requestId: -1, request: undefined, keyExchange: false },
  ...{
    port: '',
    direction: undefined,
    pending: undefined,
    otherMethod: false,
    isAuthAnswered: false,
    isChildAgreed: false,
    natTraversal: false,
    begun: false,
    ikeUp: false,
    number: '',
    childUp: false,
    children: new Set(),
  },
  ...{ replaced: false, theirs: [], ours: [], side: undefined, identities: undefined, v1: undefined },
  ...{ retransmits: [], retransmitsTotal: 0, repeats: 0, probed: false, told: false, deferred: [] },
});

/** More associations at a time than any device of a hospital has; older ones are forgotten. */
const MOST_CONVERSATIONS = 2000;

/** The conversations of one file. A finding or state belongs to the two addresses, or to the device's name of the tunnel. */
export class Conversations {
  readonly #notes: Notes;
  #run = 0;
  readonly #byKey = new Map<string, Conversation>();
  /** The peer whose packet each thread of the program handles. */
  readonly #ofThread = new Map<string, string>();
  /** The addresses of each tunnel's name, and of each peer that has only one pair. */
  readonly #pairOf = new Map<string, string>();
  /** The conversations of each subject that carry a tunnel. */
  readonly #up = new Map<string, Set<Conversation>>();
  #last = '';
  /** The pairs of addresses whose other side was heard. */
  readonly #heard = new Set<string>();

  constructor(notes: Notes) {
    this.#notes = notes;
  }

  /** The conversation of a line: by its number, by its thread's packet, by its addresses or name, or else the last one. */
  of({ fields }: LogLine): Conversation {
    const { sa, thread = '', peer, local = '', tunnel } = fields;
    const ofPeer = sa === undefined && peer !== undefined ? this.#keyOf(peer, local) : undefined;
    if (ofPeer !== undefined && thread !== '') this.#ofThread.set(thread, ofPeer);
    const ofThread = thread === '' ? undefined : this.#ofThread.get(thread);
    const key = sa ?? ofPeer ?? ofThread ?? tunnel ?? this.#last;
    this.#last = key;
    return this.at(key);
  }

  /** By the peer; also by this side's address if it has several for the peer. */
  #keyOf(peer: string, local: string): string {
    const known = this.#byKey.get(`${this.#run}/${peer}`)?.local ?? '';
    return local === '' || known === '' || known === local ? peer : `${local} ${peer}`;
  }

  at(key: string): Conversation {
    const full = `${this.#run}/${key}`;
    const found = this.#byKey.get(full) ?? newConversation();
    if (!this.#byKey.has(full)) {
      const [oldest] = this.#byKey.size < MOST_CONVERSATIONS ? [] : this.#byKey;
      if (oldest !== undefined) {
        this.#settle(oldest[1]);
        this.#byKey.delete(oldest[0]);
      }
      this.#byKey.set(full, found);
    }
    return found;
  }

  /** Begins a conversation again, in a log without numbers. */
  reset(one: Conversation): void {
    const { peer, local, tunnel, deferred, children, childUp } = one;
    Object.assign(one, newConversation(), { peer, local, tunnel, deferred, children, childUp });
  }

  learn(one: Conversation, { fields }: LogLine): void {
    if (one.peer === '') one.peer = fields.peer ?? '';
    if (one.local === '' && (fields.peer === undefined || fields.peer === one.peer)) one.local = fields.local ?? '';
    if (one.tunnel === '') one.tunnel = fields.tunnel ?? '';
    if (one.peer === '' || one.local === '') return;
    const pair = `${one.local} ${one.peer}`;
    if (one.tunnel !== '') this.#pairOf.set(one.tunnel, pair);
    const known = this.#pairOf.get(one.peer);
    this.#pairOf.set(one.peer, known === undefined || known === pair ? pair : '');
    this.#settle(one);
  }

  heard(one: Conversation): void {
    this.#heard.add(one.peer);
  }

  wasHeard = (one: Conversation): boolean => this.#heard.has(one.peer);

  find(one: Conversation, id: LogFinding['id'], line: LogLine, more: Partial<LogFinding> = {}): void {
    one.told = true;
    const { lines: context = [], ...rest } = more;
    this.#note(one, (subject) =>
      this.#notes.finding({ id, lines: [line, ...context], phase: 'tunnel', subject, ...rest }),
    );
  }

  /** A failure with several possible causes. */
  suggest(one: Conversation, line: LogLine, couldBe: readonly NamedCause[], more: Partial<LogFinding> = {}): void {
    this.find(one, 'not-known', line, { couldBe, ...more });
  }

  state(one: Conversation, phase: Phase, state: State, line: LogLine): void {
    this.#note(one, (subject) => {
      if (phase !== 'tunnel') {
        this.#notes.state(phase, subject, state, line);
        return;
      }
      const up = this.#up.get(subject) ?? new Set();
      this.#up.set(subject, up);
      if (state === 'up') up.add(one);
      else up.delete(one);
      // After a new association has replaced an old one, the end of the old one changes nothing.
      if (state !== 'down' || up.size === 0) this.#notes.state(phase, subject, state, line);
    });
  }

  restart(line: LogLine): void {
    for (const one of this.#byKey.values()) if (one.childUp) this.state(one, 'tunnel', 'down', line);
    this.end();
    this.#run++;
    this.#byKey.clear();
    this.#heard.clear();
  }

  all = (): Iterable<Conversation> => this.#byKey.values();

  end(): void {
    for (const one of this.#byKey.values()) this.#settle(one);
  }

  #note(one: Conversation, note: (subject: string) => void): void {
    one.deferred.push(note);
    if (one.peer !== '' && one.local !== '') this.#settle(one);
  }

  #settle(one: Conversation): void {
    const name = one.peer === '' ? one.tunnel : one.peer;
    const pair = one.peer !== '' && one.local !== '' ? `${one.local} ${one.peer}` : this.#pairOf.get(name);
    const subject = pair === undefined || pair === '' ? name : pair;
    for (const note of one.deferred) note(subject);
    one.deferred = [];
  }
}
