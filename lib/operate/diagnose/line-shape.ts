import type { ShapeMeaning, ShapeReading } from './shape-reading';

/** A piece of a log: its text, or its bytes if all of them are ASCII. */
export type LogPiece = string | Uint8Array;

export const pieceText = (piece: LogPiece): string =>
  typeof piece === 'string' ? piece : Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('latin1');

/** A text, and a byte for each of its characters: 255 for those beyond ASCII. */
export interface LogText {
  readonly text: string;
  readonly bytes: DataView;
}

/** Four characters with zeros for their digits. The high bit of each byte shows whether it is no digit. */
export function zeroDigits(four: number): number {
  const isOther = ((four ^ 0x30303030) + 0x76767676) & 0x80808080;
  const isDigit = (isOther ^ 0x80808080) >>> 7;
  return four & ~((isDigit << 4) - isDigit);
}

/** More places would be of lines that don't repeat themselves. */
const MOST_COPIES = 16;
/** After so many lines with the same digits, their reading is kept. */
const USES_TO_KEEP = 8;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** A log entry: a line, a printed object, a row, or an event of a document. `known`: its reading, if its shape is known. */
export type EmitEntry = (text: string, line: number, stream: string, known?: ShapeReading) => void;

/** The data that all lines of a shape share. */
interface CommonShape {
  readonly meaning: ShapeMeaning;
  /** The characters without digits: of each eight the first four, and the last four. */
  readonly firsts: Int32Array;
  readonly lasts: Int32Array;
  /** Whether the reading depends on a character of the eight. */
  readonly isRead: readonly boolean[];
}

/** Where each eight characters of a line begin. The last eight may overlap with those before. */
const places = (start: number, length: number): readonly number[] =>
  Array.from({ length: Math.ceil(length / 8) }, (_, at) => start + Math.min(8 * at, length - 8));

/** The characters of a line, eight by eight as floating-point numbers. None is NaN, which has bytes beyond ASCII. */
const eightsOf = ({ bytes }: LogText, start: number, length: number): Float64Array =>
  Float64Array.from(places(start, length), (place) => bytes.getFloat64(place, true));

/** A text that does not keep the text around it in memory. */
const ownText = (text: string): string => pieceText(Buffer.from(text, 'latin1'));

/** Lines that differ only in digits and have the same meaning. */
export class LineShape {
  readonly length: number;
  /** The two shapes that followed last: a log repeats itself. */
  next: LineShape | undefined;
  beforeNext: LineShape | undefined;
  readonly #common: CommonShape;
  readonly #copies: LineShape[] = [];
  /** The characters of its last line. */
  readonly #eights: Float64Array;
  #isNew = false;
  /** How many of its last lines had the same digits. */
  #uses = 0;
  /** Their reading, if they are many. */
  #reading: ShapeReading | undefined;

  private constructor(common: CommonShape, all: LogText, start: number, length: number) {
    this.length = length;
    this.#common = common;
    this.#eights = eightsOf(all, start, length);
  }

  static of(meaning: ShapeMeaning, all: LogText, start: number, length: number): LineShape {
    const eights = places(start, length);
    const fours = (offset: number) =>
      Int32Array.from(eights, (place) => zeroDigits(all.bytes.getInt32(place + offset, true)));
    const isRead = eights.map((place) =>
      meaning.parts.some((part) => part.start < place - start + 8 && part.end > place - start),
    );
    return new LineShape({ meaning, firsts: fours(0), lasts: fours(4), isRead }, all, start, length);
  }

  /** The copy whose last line had the same digits; undefined also if too many had others. */
  copyAt({ bytes }: LogText, start: number): LineShape | undefined {
    if (this.#copies.length >= MOST_COPIES) return undefined;
    for (const copy of this.#copies) if (copy.#isLastLine(bytes, start)) return copy;
    return undefined;
  }

  #isLastLine(bytes: DataView, start: number): boolean {
    const eights = this.#eights;
    const last = start + this.length - 8;
    for (let at = 0, place = start; at < eights.length; at++, place += 8)
      if (bytes.getFloat64(Math.min(place, last), true) !== eights[at]) return false;
    return true;
  }

  /** The shape for this place in what repeats itself: its digits are the same each time. */
  newCopyAt(all: LogText, start: number): LineShape | undefined {
    if (this.#copies.length >= MOST_COPIES) return undefined;
    const copy = new LineShape(this.#common, all, start, this.length);
    this.#copies.push(copy);
    return copy;
  }

  /** Whether a line of this shape begins at a place. */
  isAt({ text, bytes }: LogText, start: number): boolean {
    const end = start + this.length;
    if (end >= text.length) return false;
    const eights = this.#eights;
    const { firsts, lasts, isRead } = this.#common;
    const last = end - 8;
    for (let at = 0, place = start; at < eights.length; at++, place += 8) {
      const begin = Math.min(place, last);
      const eight = bytes.getFloat64(begin, true);
      if (eight === eights[at]) continue;
      if (zeroDigits(bytes.getInt32(begin, true)) !== firsts[at]) return false;
      if (zeroDigits(bytes.getInt32(begin + 4, true)) !== lasts[at]) return false;
      eights[at] = eight;
      if (isRead[at] === true) this.#isNew = true;
    }
    const after = bytes.getUint8(end);
    const next = end + 1 < text.length ? bytes.getUint8(end + 1) : undefined;
    return after === LINE_FEED || (after === CARRIAGE_RETURN && next === LINE_FEED);
  }

  /** The reading of the line at a place. Call it only after `isAt` has returned true for that place. */
  reading({ text }: LogText, start: number): ShapeReading {
    const { meaning } = this.#common;
    if (this.#isNew) {
      this.#isNew = false;
      this.#reading = undefined;
      this.#uses = 0;
    }
    if (this.#reading !== undefined) return this.#reading;
    if (++this.#uses < USES_TO_KEEP) return meaning.read(text, start, start + this.length);
    this.#reading = meaning.read(ownText(text.slice(start, start + this.length)), 0, this.length);
    return this.#reading;
  }
}
