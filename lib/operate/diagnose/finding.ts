import type { Site } from '../../config/model';
import type { NamedCause } from './causes';
import type { LogLine } from './log-line';

/** What one log shows: a cause that it proves, or a failure that it can't explain alone. */
export interface LogFinding {
  readonly id: NamedCause | 'not-known';
  /** The lines that show it, the telling one first. */
  readonly lines: readonly LogLine[];
  /** What the log says of it: both proposals, the two AS numbers. Redacted before anybody sees it. */
  readonly detail?: string;
  /** The causes that look like this from here. One of them, proven by another line or log, explains it. */
  readonly couldBe?: readonly NamedCause[];
  /** For `not-known`: what to do to find out, in place of the general advice. */
  readonly next?: string;
  /** Whose failure it is (a peer, a neighbour, a site), and the kind of success that ends it. */
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

/** What one log tells. */
export interface DetectorResult {
  readonly findings: readonly LogFinding[];
  readonly recoveries?: readonly CauseRecovery[];
  /** Lines that tell of a failure without saying which: worth a `not-known` where nothing else was found in the file. */
  readonly trouble?: readonly LogLine[];
}

export interface DiagnoseContext {
  /** The hospital whose logs they are: what its file says is compared with what the logs say. */
  readonly site?: Site;
}

/** Reads the story that the lines of one file tell. */
export type LogDetector = (lines: readonly LogLine[], context: DiagnoseContext) => DetectorResult;
