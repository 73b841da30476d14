import type { FailureReason, Outcome } from '../store/outcome';

/** The results for the objects of one request or association, as numbers without UIDs. */
export interface Counts {
  /** Studies of which at least one object is stored. */
  readonly studies: number;
  /** Objects that are stored, including those that were stored before. */
  readonly stored: number;
  readonly added: number;
  /** Bytes of the objects that were added. */
  readonly addedBytes: number;
  readonly failures: Readonly<Partial<Record<FailureReason, number>>>;
}

/** Counts objects while they arrive. */
export class Tally {
  private readonly studies = new Set<string>();
  private readonly failures: Partial<Record<FailureReason, number>> = {};
  private stored = 0;
  private added = 0;
  private addedBytes = 0;

  add(outcome: Outcome): this {
    if (outcome.kind === 'failed') {
      this.failures[outcome.reason] = (this.failures[outcome.reason] ?? 0) + 1;
      return this;
    }
    this.studies.add(outcome.uids.study);
    this.stored += 1;
    if (outcome.isNew) {
      this.added += 1;
      this.addedBytes += outcome.bytes;
    }
    return this;
  }

  counts(): Counts {
    const { stored, added, addedBytes, failures } = this;
    return { studies: this.studies.size, stored, added, addedBytes, failures: { ...failures } };
  }
}

export const count = (outcomes: readonly Outcome[]): Counts =>
  outcomes.reduce((tally, outcome) => tally.add(outcome), new Tally()).counts();
