import type { DriftDifference } from '../../operate/drift/differences';

/** A site, or an environment, in the output of `heartlab drift --json`. docs/operating.md documents it. */
export interface DriftRow {
  readonly differences: readonly DriftDifference[];
  /** What couldn't be told, a line each. */
  readonly unknown: readonly string[];
}
export interface SiteDriftRow extends DriftRow {
  readonly site: string;
  readonly environment: string;
  /** Null: not even that is known. */
  readonly deployed: boolean | null;
}
export interface EnvironmentDriftRow extends DriftRow {
  readonly environment: string;
}
