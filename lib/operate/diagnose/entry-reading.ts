import { awsTunnelDetector } from './detectors/aws';
import { bgpDetector } from './detectors/bgp';
import { gateDetector } from './detectors/gate';
import { httpDetector } from './detectors/http';
import { ikeDetector } from './detectors/ike';
import { networkDetector } from './detectors/network';
import { tlsDetector } from './detectors/tls';
import { transferDetector } from './detectors/transfers';
import type { DiagnoseContext, LogDetector, LogReader } from './finding';
import { LineShapes } from './line-shapes';
import type { LineReading, LogLine } from './log-line';
import { FileNotes } from './notes';
import { readLine } from './read-line';
import { IRRELEVANT_LINE, type ShapeReading } from './shape-reading';
import { UnreadLines } from './unread';
import { UsersBlock } from './users-block';

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

/** `vpn-0123456789abcdef0_198.51.100.10`: AWS names a tunnel by its connection and its outside address. */
const AWS_TUNNEL = /^vpn-[0-9a-f]{8,17}[-_](\d{1,3}(?:\.\d{1,3}){3})/;

function outsideOf({ fields }: LineReading): string | undefined {
  const name = fields.tunnel ?? fields.stream ?? '';
  return name.startsWith('vpn-') ? AWS_TUNNEL.exec(name)?.[1] : undefined;
}

/** The reading of the entries of one file, in the given order. */
export class EntryReading {
  readonly notes = new FileNotes();
  readonly unread = new UnreadLines();
  readonly outsideAddresses = new Set<string>();
  readonly #outside: LogReader = {
    reads: (reading) => outsideOf(reading) !== undefined,
    take: (line) => {
      const outside = outsideOf(line);
      if (outside !== undefined && this.outsideAddresses.size < 1000) this.outsideAddresses.add(outside);
    },
  };
  readonly #readers: readonly LogReader[];
  readonly shapes = new LineShapes((reading) => this.#readers.filter(({ reads }) => reads(reading)));
  readonly #users = new UsersBlock();
  lines = 0;
  understood = 0;

  constructor(context: DiagnoseContext) {
    this.#readers = [this.#outside, ...DETECTORS.map((detector) => detector(this.notes, context))];
  }

  take(text: string, line: number, stream: string, known?: ShapeReading): void {
    this.lines++;
    if (known !== undefined && !this.#users.isOpen) {
      if (known === IRRELEVANT_LINE) return;
      const { readers, format, message, fields, saying } = known;
      const isKnown = format !== 'unknown';
      if (isKnown) this.understood++;
      if (isKnown) this.unread.takeKnown();
      if (isKnown && readers.length === 0) return;
      const read: LogLine = { line, order: this.lines, text, format, message, fields, saying };
      if (!isKnown) this.unread.take(read);
      for (const reader of readers) reader.take(read);
      return;
    }
    if (!this.#users.has(text)) this.#take(readLine(text, line, stream, this.lines));
  }

  end(): void {
    for (const reader of this.#readers) reader.end?.();
  }

  #take(line: LogLine): void {
    if (line.format !== 'unknown') this.understood++;
    this.unread.take(line);
    if (line.format === 'unknown') return;
    for (const reader of this.#readers) if (reader.reads(line)) reader.take(line);
  }
}
