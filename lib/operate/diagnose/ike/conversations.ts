import type { Site } from '../../../config/model';
import type { NamedCause } from '../causes';
import type { FindingNotes, LogFinding } from '../finding';
import type { LogLine } from '../log-line';
import type { ConnectionPhase, DeviceEvent, PhaseState } from '../saying';
import { type IkeConversation, newConversation } from './conversation';

/** More associations at a time than any device of a hospital has; older ones are forgotten. */
const MOST_CONVERSATIONS = 2000;
const MOST_PASSES = 8;

/** A thread logs them for any of its peers, not for that of its last packet. */
const OF_TIMER: ReadonlySet<DeviceEvent> = new Set(['retransmits', 'gives-up', 'begin-fails']);

/** Forgets the oldest, if there are too many. */
function setAtMost<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (map.size >= MOST_CONVERSATIONS && !map.has(key)) {
    const [oldest] = map.keys();
    if (oldest !== undefined) map.delete(oldest);
  }
  map.set(key, value);
}

/** The input of the functions that interpret a refusal. */
export interface IkeRefusal {
  readonly one: IkeConversation;
  readonly line: LogLine;
  readonly talks: IkeConversations;
  readonly site: Site | undefined;
}

/** The conversations of one file. A finding or state belongs to the two addresses, or to the device's name of the tunnel. */
export class IkeConversations {
  readonly #notes: FindingNotes;
  readonly #byKey = new Map<string, IkeConversation>();
  /** The peer whose packet each thread of the program handles. */
  readonly #ofThread = new Map<string, string>();
  /** With several peers, a thread whose packet was not seen may serve any of them. */
  readonly #peersOfThreads = new Set<string>();
  /** The addresses of each tunnel's name, and of each peer that has only one pair. */
  readonly #pairOf = new Map<string, string>();
  /** The conversations of each subject that carry a tunnel. */
  readonly #up = new Map<string, Set<IkeConversation>>();
  /** The last conversation of each program: a line of one continues none of another. */
  readonly #last = new Map<string, string>();
  /** The conversation of the last line, if all of it is known. */
  #learnt: IkeConversation | undefined;
  /** The peers that were heard, without those that have no connection on this device. */
  readonly #heard = new Set<string>();

  constructor(notes: FindingNotes) {
    this.#notes = notes;
  }

  /** The conversation of a line: by its number, by the child SA that it names, by its thread's packet, by its addresses or name, or else the last one. */
  of({ format, fields, saying }: LogLine): IkeConversation {
    const { sa, thread = '', peer, local = '', tunnel, child } = fields;
    if (sa !== undefined) {
      // charon's line without a number continues none that has one.
      if (thread === '') this.#last.set(format, sa);
      return this.at(sa);
    }
    const ofPeer = peer === undefined ? undefined : this.#keyOf(peer, local);
    if (ofPeer !== undefined && thread !== '') {
      if (!this.#byKey.has(ofPeer)) this.#adopt(ofPeer, `thread ${thread}`);
      setAtMost(this.#ofThread, thread, ofPeer);
      if (this.#peersOfThreads.size < 2) this.#peersOfThreads.add(ofPeer);
    }
    const isOfTimer = this.#peersOfThreads.size > 1 && saying !== undefined && OF_TIMER.has(saying.is);
    const ofThread = thread === '' ? undefined : isOfTimer ? this.#waiting() : this.#ofThread.get(thread);
    const key =
      (child === undefined ? undefined : this.#keyOfChild(child)) ??
      ofPeer ??
      ofThread ??
      tunnel ??
      (thread === '' || this.#peersOfThreads.size < 2 ? this.#last.get(format) : undefined) ??
      (thread === '' ? format : `thread ${thread}`);
    this.#last.set(format, key);
    return this.at(key);
  }

  /** The only conversation with a request of this side that is not answered. */
  #waiting(): string | undefined {
    const keys: string[] = [];
    for (const [key, { request, direction }] of this.#byKey)
      if (direction === 'out' && request?.saying?.is === 'generates-exchange') keys.push(key);
    return keys.length === 1 ? keys[0] : undefined;
  }

  /** The last conversation that has it: a renewed association takes it over. */
  #keyOfChild(child: string): string | undefined {
    let found: string | undefined;
    for (const [key, { children }] of this.#byKey) if (children.has(child)) found = key;
    return found;
  }

  /** A message is logged before its packet, which shows the peer of a thread that had none. */
  #adopt(peer: string, thread: string): void {
    const one = this.#byKey.get(thread);
    if (one === undefined || one.peer !== '') return;
    this.#byKey.delete(thread);
    this.#byKey.set(peer, one);
  }

  /** By the peer; also by this side's address if it has several for the peer. */
  #keyOf(peer: string, local: string): string {
    const known = this.#byKey.get(peer)?.local ?? '';
    return local === '' || known === '' || known === local ? peer : `${local} ${peer}`;
  }

  at(key: string): IkeConversation {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    if (this.#byKey.size >= MOST_CONVERSATIONS) this.#forget();
    const one = newConversation();
    this.#byKey.set(key, one);
    return one;
  }

  /** Forgets an old one. Those that are up are passed over: thousands of scans come while a tunnel is up. */
  #forget(): void {
    let passes = MOST_PASSES;
    for (const [key, one] of this.#byKey) {
      this.#byKey.delete(key);
      if (!one.ikeUp || one.replaced || passes-- === 0) {
        this.#settle(one);
        this.carriesNoMore(one);
        return;
      }
      this.#byKey.set(key, one);
    }
  }

  /** Begins a conversation again, in a log without numbers. */
  reset(one: IkeConversation): void {
    const { peer, local, pair, tunnel, deferred, children, childUp, carrying } = one;
    Object.assign(one, newConversation(), { peer, local, pair, tunnel, deferred, children, childUp, carrying });
  }

  learn(one: IkeConversation, { fields }: LogLine): void {
    // Nothing has changed since its line before.
    if (one === this.#learnt && one.tunnel !== '') return;
    if (one.peer === '') one.peer = fields.peer ?? fields.remote ?? '';
    if (one.local === '' && (fields.peer === undefined || fields.peer === one.peer)) one.local = fields.local ?? '';
    if (one.tunnel === '') one.tunnel = fields.tunnel ?? '';
    if (one.peer === '' || one.local === '') return;
    this.#learnt = one;
    const pair = this.#pair(one);
    if (one.tunnel !== '') setAtMost(this.#pairOf, one.tunnel, pair);
    const known = this.#pairOf.get(one.peer);
    if (known !== pair) setAtMost(this.#pairOf, one.peer, known === undefined ? pair : '');
    this.#settle(one);
  }

  heard(one: IkeConversation): void {
    if (this.#heard.size < MOST_CONVERSATIONS) this.#heard.add(one.peer);
  }

  /** It has no connection on this device. */
  removeHeard(one: IkeConversation): void {
    this.#heard.delete(one.peer);
  }

  wasAnotherHeard = (one: IkeConversation): boolean => this.#heard.size > (this.#heard.has(one.peer) ? 1 : 0);

  /** Of too many peers any may have been heard. */
  wasHeard = (one: IkeConversation): boolean => this.#heard.has(one.peer) || this.#heard.size >= MOST_CONVERSATIONS;

  find(one: IkeConversation, id: LogFinding['id'], line: LogLine, more: Partial<LogFinding> = {}): void {
    one.told = true;
    const { lines: context = [], ...rest } = more;
    this.#note(one, (subject) =>
      this.#notes.finding({ id, lines: [line, ...context], phase: 'tunnel', subject, ...rest }),
    );
  }

  trouble(one: IkeConversation, line: LogLine): void {
    this.#note(one, (subject) => this.#notes.trouble(line, 'tunnel', subject));
  }

  /** A failure with several possible causes. */
  suggest(one: IkeConversation, line: LogLine, couldBe: readonly NamedCause[], more: Partial<LogFinding> = {}): void {
    this.find(one, 'not-known', line, { couldBe, ...more });
  }

  state(one: IkeConversation, phase: ConnectionPhase, state: PhaseState, line: LogLine): void {
    if (one.deferred.length === 0 && one.peer !== '' && one.local !== '')
      this.#stateOf(one, this.#pair(one), phase, state, line);
    else this.#note(one, (subject) => this.#stateOf(one, subject, phase, state, line));
  }

  #stateOf(one: IkeConversation, subject: string, phase: ConnectionPhase, state: PhaseState, line: LogLine): void {
    if (phase !== 'tunnel') {
      this.#notes.state(phase, subject, state, line);
      return;
    }
    if (state === 'up') this.#carries(one, subject);
    else this.carriesNoMore(one);
    // After a new association has replaced an old one, the end of the old one changes nothing.
    const isCarried = (this.#up.get(subject)?.size ?? 0) > 0;
    if (state !== 'down' || !isCarried) this.#notes.state(phase, subject, state, line);
  }

  /** Both addresses, which do not change once they are known. */
  #pair(one: IkeConversation): string {
    if (one.pair === '') one.pair = `${one.local} ${one.peer}`;
    return one.pair;
  }

  #carries(one: IkeConversation, subject: string): void {
    const up = this.#up.get(subject) ?? new Set();
    if (one.carrying === up) return;
    this.carriesNoMore(one);
    setAtMost(this.#up, subject, up.add(one));
    one.carrying = up;
  }

  /** Its tunnel is down, or continues in another conversation. */
  carriesNoMore(one: IkeConversation): void {
    one.carrying?.delete(one);
    one.carrying = undefined;
  }

  restart(line: LogLine): void {
    for (const one of this.#byKey.values()) if (one.childUp) this.state(one, 'tunnel', 'down', line);
    this.end();
    this.#byKey.clear();
    this.#heard.clear();
  }

  all = (): Iterable<IkeConversation> => this.#byKey.values();

  end(): void {
    for (const one of this.#byKey.values()) this.#settle(one);
  }

  #note(one: IkeConversation, note: (subject: string) => void): void {
    one.deferred.push(note);
    if ((one.peer !== '' && one.local !== '') || one.deferred.length > MOST_CONVERSATIONS) this.#settle(one);
  }

  #settle(one: IkeConversation): void {
    if (one.deferred.length === 0) return;
    const name = one.peer === '' ? one.tunnel : one.peer;
    const pair = one.peer !== '' && one.local !== '' ? this.#pair(one) : this.#pairOf.get(name);
    const subject = pair === undefined || pair === '' ? name : pair;
    for (const note of one.deferred) note(subject);
    one.deferred = [];
  }
}
