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

/** One entry of a log. */
export interface LogLine {
  /** Where it begins in its file, from 1. */
  readonly line: number;
  /** As it stands there. Never to be shown before `redact`. */
  readonly text: string;
  readonly format: LogFormat;
  /** What it says, without time, host and process. */
  readonly message: string;
  /** The parts that a format names. */
  readonly fields: Readonly<Record<string, string>>;
}

/** What a reader of one format makes of a line; undefined if it is not of that format. */
export type LineReader = (text: string) => Omit<LogLine, 'line' | 'text'> | undefined;

/** Longer lines are cut for matching and showing, so that no line can cost more than this. */
export const LONGEST_LINE = 4000;
