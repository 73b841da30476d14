import type { DataPath, Severity } from '../problem';

/** A problem that a check found in a file, before the file name and the position are added. */
export interface FileComplaint {
  readonly path: DataPath;
  /** The part that is underlined; default: the value. */
  readonly at?: 'key' | 'value';
  /** Default: error. */
  readonly severity?: Severity;
  /** The value in the form in which an error may show it. */
  readonly found?: string;
  readonly wrong: string;
  readonly write: string;
}
