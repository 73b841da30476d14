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

/** The readers of a line's reading. */
export type ReadersOf = (reading: LineReading) => readonly LogReader[];

/** The meaning of all lines that differ only in digits. */
export interface ShapeMeaning {
  /** The parts of a line on which its reading depends. */
  readonly parts: readonly TextPlace[];
  /** The reading of the line between two places of a text. */
  readonly read: (all: string, start: number, end: number) => ShapeReading;
}

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

  constructor(
    { format, message, fields, saying }: LineReading,
    time: TextPlace | undefined,
    readers: readonly LogReader[],
  ) {
    this.format = format;
    this.message = message;
    this.fields = fields;
    this.saying = saying;
    this.time = time;
    this.readers = readers;
  }
}

/** A line about other things: the log of most devices. */
export const IRRELEVANT_LINE = new ShapeReading({ format: 'unknown', message: '', fields: {} }, undefined, []);
