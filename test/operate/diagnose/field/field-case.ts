import type { CauseId } from '../../../../lib/operate/diagnose';

/** A log as a device or sender prints it, known from a public page. Names and addresses are replaced. */
export interface FieldCase {
  readonly vendor: string;
  /** The page or thread that shows these lines. */
  readonly url: string;
  /** For a tunnel: the side that begins. */
  readonly begins?: 'hospital' | 'aws';
  readonly log: string;
  /** Every cause; `past:` before one that a later success ended; empty if the tunnel or transfer works at the end. */
  readonly is: readonly (CauseId | `past:${CauseId}`)[];
}

type Row = readonly [is: FieldCase['is'] | CauseId, url: string, log: string, begins?: FieldCase['begins']];

export const fieldCases = (vendor: string, rows: readonly Row[]): readonly FieldCase[] =>
  rows.map(([is, url, log, begins]) => ({
    vendor,
    url,
    log,
    is: typeof is === 'string' ? [is] : is,
    ...(begins && { begins }),
  }));
