import type { Site } from '../../config/model';
import type { NamedCause } from './causes';
import type { LogLine } from './log-line';

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
  /** The subject of the failure (a peer, a neighbour, a site), and the kind of success that ends it. */
  readonly subject?: string;
  readonly endedBy?: SuccessKind;
}

/** `tunnel`: a child SA came up; `renewal`: it was renewed; `session`: BGP is up; `store`: a study was stored. */
export type SuccessKind = 'tunnel' | 'renewal' | 'session' | 'store' | 'handshake';

export interface CauseRecovery {
  readonly kind: SuccessKind;
  readonly subject: string;
  readonly line: number;
}

/** The result of one detector on one log. */
export interface DetectorResult {
  readonly findings: readonly LogFinding[];
  readonly recoveries?: readonly CauseRecovery[];
  /** Lines with an unidentified failure: reported as `not-known` if nothing else was found in the file. */
  readonly trouble?: readonly LogLine[];
}

export interface DiagnoseContext {
  /** The hospital of the logs: its site file is compared with them. */
  readonly site?: Site;
}

/** Reads the lines of one file. */
export type LogDetector = (lines: readonly LogLine[], context: DiagnoseContext) => DetectorResult;
