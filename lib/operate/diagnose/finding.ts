import type { Site } from '../../config/model';
import type { NamedCause } from './causes';
import type { LogLine } from './log-line';
import type { Phase, State } from './saying';

/** A finding in one log: a proven cause, or a failure that the log can't explain alone. */
export interface LogFinding {
  readonly id: NamedCause | 'not-known';
  /** The lines that show it, the most relevant one first. */
  readonly lines: readonly LogLine[];
  /** The values in the log: both proposals, or the two AS numbers. Redacted before it is shown. */
  readonly detail?: string;
  /** The causes that look like this from here. One of them, proven by another line or log, explains the failure. */
  readonly couldBe?: readonly NamedCause[];
  /** For `not-known`: the step that finds the cause, instead of the general advice. */
  readonly next?: string;
  /** The subject of the failure (a peer, a neighbour, a site). */
  readonly subject?: string;
  /** The phase that failed: its next success for the same subject ends the finding. @default - nothing ends it */
  readonly phase?: Phase;
}

/** Where detectors write what they find in one file. Its memory does not grow with the file. */
export interface Notes {
  readonly finding: (finding: LogFinding) => void;
  readonly state: (phase: Phase, subject: string, state: State, line: LogLine) => void;
  /** A line with an unidentified failure. */
  readonly trouble: (line: LogLine) => void;
}

export interface DiagnoseContext {
  /** The hospital of the logs: its site file is compared with them. */
  readonly site?: Site;
}

export interface LogReader {
  /** Reads the next line of the file. */
  readonly take: (line: LogLine) => void;
  /** The file has ended. */
  readonly end?: () => void;
}

/** Reads one file, line by line. */
export type LogDetector = (notes: Notes, context: DiagnoseContext) => LogReader;
