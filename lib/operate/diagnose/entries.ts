import { type EmitEntry, type LogPiece, type LogText, pieceText } from './line-shape';
import type { LineShapes } from './line-shapes';
import { type CsvReader, csvReader } from './log-formats/csv';
import { documentEvents } from './log-formats/document';
import { LONGEST_LINE } from './log-line';

/** Each of these characters becomes the byte 255, which no shape has. */
const NOT_ASCII = /[^\0-\u007f]/g;
/** A document of CloudWatch Logs is read as a whole. Larger ones are read line by line. */
const LARGEST_DOCUMENT = 32 * 1024 * 1024;
/** The maximum number of lines of a printed object, which extends from `{` to `}` in the first column. */
const TALLEST = 200;

/** Divides the text of one file, in pieces of any length, into its entries. Keeps only the current entry. */
export class LogEntries {
  readonly #emit: EmitEntry;
  /** The beginning of a possible document; undefined if the file is none. */
  #document: string | undefined = '';
  #rest = '';
  /** What ends a line; undefined until one ends. */
  #ending: '\n' | '\r' | undefined;
  #line = 0;
  #object: string[] = [];
  #csv: CsvReader | undefined;
  #isFirst = true;
  readonly #shapes: LineShapes | undefined;
  #bytes = new DataView(new ArrayBuffer(0));

  /** `shapes`: the lines that come again. */
  constructor(emit: EmitEntry, shapes?: LineShapes) {
    this.#emit = emit;
    this.#shapes = shapes;
  }

  push(piece: LogPiece): void {
    if (this.#document === undefined) {
      this.#lines(piece);
      return;
    }
    this.#document += pieceText(piece);
    if (this.#document.length <= LARGEST_DOCUMENT && mayBeDocument(this.#document)) return;
    const before = this.#document;
    this.#document = undefined;
    this.#lines(before);
  }

  end(): void {
    const whole = this.#document ?? '';
    const events = documentEvents(whole);
    if (events !== undefined) {
      for (const { text, line, stream } of events) this.#emit(text, line, stream);
      return;
    }
    this.#document = undefined;
    this.#lines(whole);
    if (this.#rest !== '') this.#take(this.#rest);
    this.#csv?.end();
    this.#giveUpObject();
  }

  #lines(piece: LogPiece): void {
    const log = this.#withRest(piece);
    const all = log.text;
    this.#ending ??= endingOf(all);
    const ending = this.#ending ?? '\n';
    let start = 0;
    while (true) {
      const shape = ending === '\n' && this.#isPlain() ? this.#shapes?.find(log, start) : undefined;
      if (shape !== undefined) {
        const end = start + shape.length;
        this.#line++;
        this.#emit(all.slice(start, end), this.#line, '', shape.reading(log, start));
        start = log.bytes.getUint8(end) === 13 ? end + 2 : end + 1;
        continue;
      }
      const end = all.indexOf(ending, start);
      if (end < 0) break;
      this.#take(all.slice(start, all.charCodeAt(end - 1) === 13 && end > start ? end - 1 : end));
      start = end + 1;
    }
    // A line without an end is cut, or a file of one line would fill the memory.
    this.#rest = all.slice(start, start + MOST_OF_A_LINE);
  }

  /** Whether each line is an entry. */
  #isPlain = (): boolean => !this.#isFirst && this.#csv === undefined && this.#object.length === 0;

  /** The rest of the piece before, and a piece. */
  #withRest(piece: LogPiece): LogText {
    const rest = this.#rest;
    const length = rest.length + piece.length;
    if (this.#bytes.byteLength <= length) this.#bytes = new DataView(new ArrayBuffer(2 * length + 1));
    const bytes = Buffer.from(this.#bytes.buffer);
    if (typeof piece === 'string') {
      const text = rest + piece;
      bytes.write(text.replaceAll(NOT_ASCII, '\u00ff'), 'latin1');
      return { text, bytes: this.#bytes };
    }
    bytes.write(rest.replaceAll(NOT_ASCII, '\u00ff'), 'latin1');
    bytes.set(piece, rest.length);
    return { text: rest + pieceText(piece), bytes: this.#bytes };
  }

  #take(text: string): void {
    this.#line++;
    if (!HAS_TEXT.test(text)) return;
    if (this.#isFirst) {
      this.#isFirst = false;
      this.#csv = csvReader(text, this.#emit);
      if (this.#csv !== undefined) return;
    }
    if (this.#csv !== undefined) this.#csv.take(text, this.#line);
    else this.#ofObject(text);
  }

  /** An object that is printed over several lines is one entry. */
  #ofObject(text: string): void {
    const open = this.#object.length > 0;
    if (!open && !(text.startsWith('{') && text.trimEnd() === '{')) {
      this.#emit(text, this.#line, '');
      return;
    }
    if (open && /^\},?\s*$/.test(text)) {
      const whole = [...this.#object, text].join(' ').trimEnd().replace(/,$/, '');
      const first = this.#line - this.#object.length;
      this.#object = [];
      this.#emit(whole, first, '');
    } else if (!open || (/^\s+\S/.test(text) && this.#object.length < TALLEST)) this.#object.push(text);
    else {
      this.#giveUpObject(1);
      this.#ofObject(text);
    }
  }

  /** The object is incomplete or too long: its lines are entries. */
  #giveUpObject(after = 0): void {
    const lines = this.#object;
    this.#object = [];
    lines.forEach((text, at) => {
      this.#emit(text, this.#line - after - lines.length + 1 + at, '');
    });
  }
}

/** Some terminals end a line with a carriage return alone. One at the end of the text may have its line feed behind it. */
function endingOf(text: string): '\n' | '\r' | undefined {
  if (text.includes('\n')) return '\n';
  const at = text.indexOf('\r');
  return at >= 0 && at < text.length - 1 ? '\r' : undefined;
}

const HAS_TEXT = /\S/;
/** A JSON line may be longer than what is shown of it. */
const MOST_OF_A_LINE = 250 * LONGEST_LINE;

/** Whether the text can still become a JSON document: its first line is not complete by itself. */
function mayBeDocument(text: string): boolean {
  const begin = text.trimStart();
  if (begin === '') return text.length < LONGEST_LINE;
  if (!/^(?:\{|\[\s*(?:[[{"\]]|$))/.test(begin)) return false;
  const end = begin.indexOf('\n');
  const first = begin.slice(0, end).trim();
  return end < 0 || first === '{' || first === '[' || !first.endsWith('}') || first.includes('"events"');
}
