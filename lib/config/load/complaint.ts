import type { DataPath, Severity } from '../problem';

/** What a check says of a file, before the file's name and the position are known. */
export interface FileComplaint {
  readonly path: DataPath;
  /** Which of the two is underlined; default: the value. */
  readonly at?: 'key' | 'value';
  /** Default: error. */
  readonly severity?: Severity;
  /** The value, as an error may show it. */
  readonly found?: string;
  readonly wrong: string;
  readonly write: string;
}
