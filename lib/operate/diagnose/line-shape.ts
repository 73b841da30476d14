import type { LogReader } from './finding';
import type { LineReading } from './log-line';
import type { KnownMessage } from './saying';

/** A part of a line. */
export interface TextPlace {
  readonly start: number;
  readonly end: number;
}

export interface FieldPlace extends TextPlace {
  readonly name: string;
}

/** The meaning of all lines of a shape, and the places of their message and fields. */
export interface ShapeMeaning {
  readonly format: string;
  readonly saying: KnownMessage | undefined;
  readonly message: TextPlace;
  readonly fields: readonly FieldPlace[];
  readonly time: TextPlace | undefined;
}

/** A text in ASCII, and its bytes. */
export interface AsciiText {
  readonly text: string;
  readonly bytes: DataView;
}

/** Four characters with zeros for their digits. The high bit of each byte shows whether it is no digit. */
export function withoutDigits(four: number): number {
  const isOther = ((four ^ 0x30303030) + 0x76767676) & 0x80808080;
  const isDigit = (isOther ^ 0x80808080) >>> 7;
  return four & ~((isDigit << 4) - isDigit);
}

/** More places would be of lines that don't repeat themselves. */
const MOST_COPIES = 16;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** The reading of a line of a known shape. A class, because V8 keeps the object literals of many lines in memory for long. */
export class ShapeReading implements LineReading {
  readonly format: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly saying: KnownMessage | undefined;
  /** Where the line has its time. */
  readonly time: TextPlace | undefined;
  /** The readers of such lines. */
  readonly readers: readonly LogReader[];

  constructor(meaning: ShapeMeaning, all: string, at: number, readers: readonly LogReader[]) {
    const { format, saying, message, fields, time } = meaning;
    const values: Record<string, string> = {};
    for (const { name, start, end } of fields) values[name] = all.slice(at + start, at + end);
    this.format = format;
    this.message = all.slice(at + message.start, at + message.end);
    this.fields = values;
    this.saying = saying;
    this.time = time;
    this.readers = readers;
  }
}

/** A log entry: a line, a printed object, a row, or an event of a document. `known`: its reading, if its shape is known. */
export type EmitEntry = (text: string, line: number, stream: string, known?: ShapeReading) => void;

/** The data that all lines of a shape share. */
interface CommonShape {
  readonly meaning: ShapeMeaning;
  readonly readers: readonly LogReader[];
  /** The characters without digits, four by four; the last four may overlap with those before. */
  readonly fours: readonly number[];
  /** Whether a part of the message or of a field is in them. */
  readonly isRead: readonly boolean[];
}

/** Four by four, the characters of a line. */
function foursOf({ bytes }: AsciiText, start: number, length: number): number[] {
  const last = start + length - 4;
  return Array.from({ length: Math.ceil(length / 4) }, (_, at) => bytes.getInt32(Math.min(start + 4 * at, last), true));
}

/** Lines that differ only in digits and have the same meaning. */
export class LineShape {
  readonly length: number;
  /** The two shapes that followed last: a log repeats itself. */
  next: LineShape | undefined;
  beforeNext: LineShape | undefined;
  readonly #common: CommonShape;
  readonly #copies: LineShape[] = [];
  /** The characters of its last line. */
  readonly #fours: number[];
  #isNew = false;
  #reading: ShapeReading;

  private constructor(common: CommonShape, all: AsciiText, start: number, length: number) {
    this.length = length;
    this.#common = common;
    this.#fours = foursOf(all, start, length);
    this.#reading = new ShapeReading(common.meaning, all.text, start, common.readers);
  }

  static of(
    meaning: ShapeMeaning,
    all: AsciiText,
    start: number,
    length: number,
    readersOf: (reading: LineReading) => readonly LogReader[],
  ): LineShape {
    const readers = readersOf(new ShapeReading(meaning, all.text, start, []));
    const fours = foursOf(all, start, length).map(withoutDigits);
    const read = readers.length === 0 ? [] : [meaning.message, ...meaning.fields];
    const isRead = fours.map((_, at) => {
      const place = Math.min(4 * at, length - 4);
      return read.some((part) => part.start < place + 4 && part.end > place);
    });
    return new LineShape({ meaning, readers, fours, isRead }, all, start, length);
  }

  /** The copy whose last line had the same digits; undefined also if too many had others. */
  copyAt(all: AsciiText, start: number): LineShape | undefined {
    if (this.#copies.length >= MOST_COPIES) return undefined;
    const fours = foursOf(all, start, this.length);
    return this.#copies.find((copy) => copy.#fours.every((four, at) => four === fours[at]));
  }

  /** The shape for this place in what repeats itself: its digits are the same each time. */
  newCopyAt(all: AsciiText, start: number): LineShape | undefined {
    if (this.#copies.length >= MOST_COPIES) return undefined;
    const copy = new LineShape(this.#common, all, start, this.length);
    this.#copies.push(copy);
    return copy;
  }

  /** Whether a line of this shape begins at a place. */
  isAt({ text, bytes }: AsciiText, start: number): boolean {
    const end = start + this.length;
    if (end >= text.length) return false;
    const fours = this.#fours;
    const common = this.#common;
    const last = end - 4;
    for (let at = 0, place = start; at < fours.length; at++, place += 4) {
      const four = bytes.getInt32(Math.min(place, last), true);
      if (four === fours[at]) continue;
      if (withoutDigits(four) !== common.fours[at]) return false;
      fours[at] = four;
      if (common.isRead[at] === true) this.#isNew = true;
    }
    const after = bytes.getUint8(end);
    return after === LINE_FEED || (after === CARRIAGE_RETURN && bytes.getUint8(end + 1) === LINE_FEED);
  }

  /** The reading of the line at a place. Call it only after `isAt` has returned true for that place. */
  reading({ text }: AsciiText, start: number): ShapeReading {
    const { meaning, readers } = this.#common;
    if (this.#isNew) this.#reading = new ShapeReading(meaning, text, start, readers);
    this.#isNew = false;
    return this.#reading;
  }
}
