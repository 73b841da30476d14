import type { KnownMessage } from './saying';

export interface LogLine {
  /** The number of its first line in the file, from 1. */
  readonly line: number;
  /** Its place in the order of the log's times. */
  readonly order: number;
  /** The original text. Never show it before `redact`. */
  readonly text: string;
  /** The format that a reader recognized: the name of a device reader, or of a structured log. `unknown`: none did. */
  readonly format: string;
  /** The text without time, host and process. */
  readonly message: string;
  /** The named parts of the format, and the named groups of the saying. */
  readonly fields: Readonly<Record<string, string>>;
  /** The meaning of the message, for the log of a device or a sender. */
  readonly saying?: KnownMessage | undefined;
}

/** The reading of a line's text. */
export type LineReading = Omit<LogLine, 'line' | 'order' | 'text'>;

/** Parses a line of one format; undefined if it has another format. */
export type LineReader = (text: string) => LineReading | undefined;

/** Longer lines are cut before matching and showing, to limit the cost of a line. */
export const LONGEST_LINE = 4000;
