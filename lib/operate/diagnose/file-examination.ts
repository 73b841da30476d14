import { awsTunnelDetector } from './detectors/aws';
import { bgpDetector } from './detectors/bgp';
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
import { Unread } from './unread';

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
  readonly #notes = new FileNotes();
  readonly #readers: readonly LogReader[];
  readonly #entries: Entries;
  readonly #unread = new Unread();
  /** The outside addresses of HeartLab's tunnels, from AWS's own log. */
  readonly outsideAddresses = new Set<string>();
  #lines = 0;
  #understood = 0;

  constructor(name: string, context: DiagnoseContext) {
    this.#name = name;
    this.#readers = DETECTORS.map((detector) => detector(this.#notes, context));
    this.#entries = new Entries((text, line, stream) => this.#take(readLine(text, line, stream)));
  }

  push(text: string): void {
    this.#entries.push(text);
  }

  end(): void {
    this.#entries.end();
    for (const reader of this.#readers) reader.end?.();
  }

  #take(line: LogLine): void {
    this.#lines++;
    if (line.format !== 'unknown') this.#understood++;
    this.#unread.take(line);
    if (line.format === 'unknown') return;
    const outside = AWS_TUNNEL.exec(line.fields.tunnel ?? line.fields.stream ?? '')?.[1];
    if (outside !== undefined && this.outsideAddresses.size < 1000) this.outsideAddresses.add(outside);
    for (const reader of this.#readers) reader.take(line);
  }

  /** With known outside addresses of HeartLab's tunnels, another peer's tunnel is not HeartLab's. */
  result(outside: ReadonlySet<string>): FileResult {
    const isOurs = ({ phase, subject = '' }: Pick<FindingGroup, 'phase' | 'subject'>): boolean => {
      // One address alone: the other tunnel's is not known.
      if (outside.size < 2 || (phase !== 'tunnel' && phase !== 'renewal' && phase !== 'ike')) return true;
      const addresses = subject.match(ADDRESS) ?? [];
      return addresses.length < 2 || addresses.some((one) => outside.has(one));
    };
    const states = this.#notes.states().filter(isOurs);
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

const WORDS = { tunnel: 'tunnel', session: 'BGP session', store: 'transfer', handshake: 'TLS session' } as const;

function working({ phase, subject }: LastState): string | undefined {
  if (phase === 'ike' || phase === 'renewal') return undefined;
  return `${WORDS[phase]} ${subject.trim().replace(' ', ' - ')}`.trim();
}
