import type { Saying } from './saying';

export interface LogLine {
  /** The number of its first line in the file, from 1. */
  readonly line: number;
  /** The original text. Never show it before `redact`. */
  readonly text: string;
  /** The format that a reader recognized: the name of a device reader, or of a structured log. `unknown`: none did. */
  readonly format: string;
  /** The text without time, host and process. */
  readonly message: string;
  /** The named parts of the format, and the named groups of the saying. */
  readonly fields: Readonly<Record<string, string>>;
  /** The meaning of the message, for the log of a device or a sender. */
  readonly saying?: Saying;
}

/** Parses a line of one format; undefined if it has another format. */
export type LineReader = (text: string) => Omit<LogLine, 'line' | 'text'> | undefined;

/** Longer lines are cut before matching and showing, to limit the cost of a line. */
export const LONGEST_LINE = 4000;

/** A log entry: a line, a printed object, a row, or an event of a document. */
export type EmitEntry = (text: string, line: number, stream: string) => void;
