import type { Site } from '../../config/model';
import type { NamedCause } from './causes';
import type { LineReading, LogLine } from './log-line';
import type { ConnectionPhase, PhaseState } from './saying';

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
  /** An address that has no tunnel tries to connect: beside a tunnel that works, it may be anyone on the internet. */
  readonly isOfStranger?: true;
  /** The phase that failed: its next success for the same subject ends the finding. @default - nothing ends it */
  readonly phase?: ConnectionPhase;
}

/** Where detectors write what they find in one file. Its memory does not grow with the file. */
export interface FindingNotes {
  readonly finding: (finding: LogFinding) => void;
  readonly state: (phase: ConnectionPhase, subject: string, state: PhaseState, line: LogLine) => void;
  /** A line with an unidentified failure. A later success of the same phase ends it, of the same subject if that is known. */
  readonly trouble: (line: LogLine, phase: ConnectionPhase, subject?: string) => void;
}

export interface DiagnoseContext {
  /** The hospital of the logs: its site file is compared with them. */
  readonly site?: Site;
}

export interface LogReader {
  /** Whether it reads such lines. The digits of a line change nothing. */
  readonly reads: (reading: LineReading) => boolean;
  /** Reads the next line of the file; only one of those that it reads. */
  readonly take: (line: LogLine) => void;
  /** The file has ended. */
  readonly end?: () => void;
}

/** Reads one file, line by line. */
export type LogDetector = (notes: FindingNotes, context: DiagnoseContext) => LogReader;
