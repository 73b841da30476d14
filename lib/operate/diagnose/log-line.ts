/** Formats that are recognised by their content. */
export type LogFormat =
  | 'aws-tunnel'
  | 'aws-bgp'
  | 'alb-access'
  | 'alb-connection'
  | 'nlb-access'
  | 'gate'
  | 'orthanc'
  | 'charon'
  | 'cisco'
  | 'frr'
  | 'kernel'
  | 'client'
  | 'unknown';

export interface LogLine {
  /** The number of its first line in the file, from 1. */
  readonly line: number;
  /** The original text. Never show it before `redact`. */
  readonly text: string;
  readonly format: LogFormat;
  /** The text without time, host and process. */
  readonly message: string;
  /** The named parts of the format. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Parses a line of one format; undefined if it has another format. */
export type LineReader = (text: string) => Omit<LogLine, 'line' | 'text'> | undefined;

/** Longer lines are cut before matching and showing, to limit the cost of a line. */
export const LONGEST_LINE = 4000;
