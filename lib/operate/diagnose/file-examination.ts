import { awsTunnelDetector } from './detectors/aws';
import { bgpDetector, ourSessions } from './detectors/bgp';
import { gateDetector } from './detectors/gate';
import { httpDetector } from './detectors/http';
import { ikeDetector } from './detectors/ike';
import { networkDetector } from './detectors/network';
import { tlsDetector } from './detectors/tls';
import { transferDetector } from './detectors/transfers';
import { Entries } from './entries';
import type { DiagnoseContext, LogDetector, LogReader } from './finding';
import type { LogLine } from './log-line';
import { FileNotes, type FindingGroup, type LastState } from './notes';
import { readLine } from './read-log';
import type { Phase } from './saying';
import { Shapes, shapeOf } from './shape';
import { isRelevant, Unread } from './unread';

const DETECTORS: readonly LogDetector[] = [
  ikeDetector,
  awsTunnelDetector,
  bgpDetector,
  networkDetector,
  tlsDetector,
  transferDetector,
  httpDetector,
  gateDetector,
];

/** What one file shows. */
export interface FileResult {
  readonly name: string;
  readonly lines: number;
  readonly understood: number;
  readonly findings: readonly FindingGroup[];
  /** The last state of every tunnel, session and sender. */
  readonly states: readonly LastState[];
  readonly troubles: readonly LogLine[];
  readonly unread: Unread;
  readonly working: readonly string[];
}

const ADDRESS = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;
/** `vpn-0123456789abcdef0_198.51.100.10`: AWS names a tunnel by its connection and its outside address. */
const AWS_TUNNEL = /^vpn-[0-9a-f]{8,17}[-_](\d{1,3}(?:\.\d{1,3}){3})/;

/** Examines one file, piece by piece. */
export class FileExamination {
  readonly #name: string;
  readonly #context: DiagnoseContext;
  readonly #notes = new FileNotes();
  readonly #readers: readonly LogReader[];
  readonly #entries: Entries;
  readonly #unread = new Unread();
  /** The outside addresses of HeartLab's tunnels, from AWS's own log. */
  readonly outsideAddresses = new Set<string>();
  /** The shapes of lines about other things: most of a firewall's log. */
  readonly #irrelevant = new Shapes();
  #lines = 0;
  #understood = 0;

  constructor(name: string, context: DiagnoseContext) {
    this.#name = name;
    this.#context = context;
    this.#readers = DETECTORS.map((detector) => detector(this.#notes, context));
    this.#entries = new Entries((text, line, stream) => this.#entry(text, line, stream));
  }

  push(text: string): void {
    this.#entries.push(text);
  }

  end(): void {
    this.#entries.end();
    for (const reader of this.#readers) reader.end?.();
  }

  #entry(text: string, line: number, stream: string): void {
    this.#lines++;
    const shape = shapeOf(text);
    if (this.#irrelevant.has(shape)) return;
    const read = readLine(text, line, stream);
    if (read.format === 'unknown' && !isRelevant(read)) this.#irrelevant.add(shape);
    else this.#take(read);
  }

  #take(line: LogLine): void {
    if (line.format !== 'unknown') this.#understood++;
    this.#unread.take(line);
    if (line.format === 'unknown') return;
    const outside = AWS_TUNNEL.exec(line.fields.tunnel ?? line.fields.stream ?? '')?.[1];
    if (outside !== undefined && this.outsideAddresses.size < 1000) this.outsideAddresses.add(outside);
    for (const reader of this.#readers) reader.take(line);
  }

  /** With known outside addresses of HeartLab's tunnels, another peer's tunnel is not HeartLab's. */
  result(outside: ReadonlySet<string>): FileResult {
    const all = this.#notes.states();
    const neighbours = all.flatMap(({ phase, subject }) => (phase === 'session' ? [subject] : []));
    const isOurSession = ourSessions(this.#context.site, neighbours);
    const isOurs = ({ phase, subject = '' }: Pick<FindingGroup, 'phase' | 'subject'>): boolean =>
      phase === 'session' ? isOurSession(subject) : !isOfTunnel(phase) || isOurTunnel(subject, outside);
    const states = all.filter(isOurs);
    return {
      name: this.#name,
      lines: this.#lines,
      understood: this.#understood,
      findings: this.#notes.findings().filter(isOurs),
      states,
      troubles: this.#notes.troubles,
      unread: this.#unread,
      working: states.flatMap((one) => (one.state === 'up' ? (working(one) ?? []) : [])),
    };
  }
}

const isOfTunnel = (phase: Phase | undefined): boolean => phase === 'tunnel' || phase === 'renewal' || phase === 'ike';

/** With one address alone, that of the other tunnel is not known. */
function isOurTunnel(subject: string, outside: ReadonlySet<string>): boolean {
  const addresses = subject.match(ADDRESS) ?? [];
  return outside.size < 2 || addresses.length < 2 || addresses.some((one) => outside.has(one));
}

const WORDS = { tunnel: 'tunnel', session: 'BGP session', store: 'transfer', handshake: 'TLS session' } as const;

function working({ phase, subject }: LastState): string | undefined {
  if (phase === 'ike' || phase === 'renewal') return undefined;
  return `${WORDS[phase]} ${subject.trim().replace(' ', ' - ')}`.trim();
}
