import { mayProve, ourSessions } from './detectors/bgp';
import { LogEntries } from './entries';
import { type EntryOfFile, EntryOrder, entriesReversed } from './entry-order';
import { EntryReading } from './entry-reading';
import type { DiagnoseContext } from './finding';
import { type LogPiece, pieceText } from './line-shape';
import type { FindingGroup, LastState, UnnamedFailure } from './notes';
import type { ConnectionPhase } from './saying';
import type { UnreadLines } from './unread';

/** What one file shows. */
export interface FileResult {
  readonly name: string;
  readonly lines: number;
  readonly understood: number;
  readonly findings: readonly FindingGroup[];
  /** The last state of every tunnel, session and sender. */
  readonly states: readonly LastState[];
  readonly troubles: readonly UnnamedFailure[];
  readonly unread: UnreadLines;
  /** The newest entry is first, and its states are those of the beginning. */
  readonly isNewestFirst: boolean;
  /** The last entries are not the newest. */
  readonly endsEarly: boolean;
  readonly working: readonly string[];
}

const ADDRESS = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;
/** More text for as many entries as can be turned round is no log. */
const MOST_KEPT = 64 * 1024 * 1024;

/** Examines one file, piece by piece. */
export class FileExamination {
  readonly #name: string;
  readonly #context: DiagnoseContext;
  readonly #entries: LogEntries;
  readonly #order = new EntryOrder();
  #reading: EntryReading;
  /** The text, while it may have to be read from its end. */
  #pieces: string[] | undefined = [];
  #characters = 0;

  constructor(name: string, context: DiagnoseContext) {
    this.#name = name;
    this.#context = context;
    this.#reading = new EntryReading(context);
    const { shapes } = this.#reading;
    this.#entries = new LogEntries((text, line, stream, known) => {
      this.#order.take(text, known?.time);
      this.#reading.take(text, line, stream, known);
    }, shapes);
  }

  /** The outside addresses of HeartLab's tunnels, from AWS's own log. */
  get outsideAddresses(): ReadonlySet<string> {
    return this.#reading.outsideAddresses;
  }

  /** The bytes of a piece may be overwritten afterwards. */
  push(piece: LogPiece): void {
    this.#entries.push(piece);
    this.#characters += piece.length;
    if (this.#order.isLong || this.#characters > MOST_KEPT) this.#pieces = undefined;
    this.#pieces?.push(pieceText(piece));
  }

  end(): void {
    this.#entries.end();
    this.#order.end();
    if (this.#order.isNewestFirst && !this.#order.isLong) this.#readFromEnd();
    this.#reading.end();
  }

  #readFromEnd(): void {
    if (this.#pieces === undefined) {
      this.#order.isUnreadable = true;
      return;
    }
    const entries: EntryOfFile[] = [];
    const all = new LogEntries((text, line, stream) => entries.push({ text, line, stream }));
    for (const piece of this.#pieces) all.push(piece);
    all.end();
    this.#reading = new EntryReading(this.#context);
    for (const { text, line, stream } of entriesReversed(entries)) this.#reading.take(text, line, stream);
  }

  /** With known outside addresses of HeartLab's tunnels, another peer's tunnel is not HeartLab's. */
  result(outside: ReadonlySet<string>): FileResult {
    const { notes, lines, understood, unread } = this.#reading;
    const all = notes.states();
    const neighbours = all.flatMap(({ phase, subject }) => (phase === 'session' ? [subject] : []));
    const isOurSession = ourSessions(this.#context.site, neighbours);
    const isOurs = ({ phase, subject = '' }: Pick<FindingGroup, 'phase' | 'subject'>): boolean =>
      phase === 'session' ? isOurSession(subject) : !isOfTunnel(phase) || isOurTunnel(subject, outside);
    const isNoProof = ({ phase, subject, state }: LastState): boolean =>
      phase === 'session' && state === 'up' && !mayProve(subject, this.#context.site);
    const states = all.filter((one) => isOurs(one) && !isNoProof(one));
    return {
      name: this.#name,
      lines,
      understood,
      findings: notes
        .findings()
        .filter(isOurs)
        .map((one) => ofStranger(one, states)),
      states,
      troubles: notes.troubles,
      unread,
      isNewestFirst: this.#order.isUnreadable,
      endsEarly: this.#order.endsEarly,
      working: states.flatMap((one) => (one.state === 'up' ? (working(one) ?? []) : [])),
    };
  }
}

const isOfTunnel = (phase: ConnectionPhase | undefined): boolean =>
  phase === 'tunnel' || phase === 'renewal' || phase === 'ike';

/** With one address alone, that of the other tunnel is not known. */
function isOurTunnel(subject: string, outside: ReadonlySet<string>): boolean {
  const addresses = subject.match(ADDRESS) ?? [];
  return outside.size < 2 || addresses.length < 2 || addresses.some((one) => outside.has(one));
}

const STRANGER =
  'An address without a tunnel tries to connect while another tunnel works. HeartLab: if it is of neither side, ignore it: such scans are common. Hospital: if it is one of the two outside addresses of the handover pack, add this tunnel to the device.';

/** Beside a tunnel that works, an unknown address may be anyone's. */
function ofStranger(one: FindingGroup, states: readonly LastState[]): FindingGroup {
  const isBesideTunnel = states.some(
    ({ phase, state, subject }) => phase === 'tunnel' && state === 'up' && subject !== one.subject,
  );
  if (one.isOfStranger === undefined || one.id === 'not-known' || !isBesideTunnel) return one;
  return { ...one, id: 'not-known', couldBe: [one.id], next: STRANGER };
}

const WORDS = { tunnel: 'tunnel', session: 'BGP session', store: 'transfer', handshake: 'TLS session' } as const;

function working({ phase, subject }: LastState): string | undefined {
  if (phase === 'ike' || phase === 'renewal') return undefined;
  return `${WORDS[phase]} ${subject.trim().replace(' ', ' - ')}`.trim();
}
