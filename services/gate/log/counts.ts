import type { FailureReason, StoreOutcome } from '../store/outcome';

/** The results for the objects of one request or association, as numbers without UIDs. */
export interface StoreCounts {
  /** Studies of which at least one object is stored. */
  readonly studies: number;
  /** Objects that are stored, including those that were stored before. */
  readonly stored: number;
  readonly added: number;
  /** Bytes of the objects that were added. */
  readonly addedBytes: number;
  readonly failures: Readonly<Partial<Record<FailureReason, number>>>;
}

/** Counts objects while they arrive. A study counts once, even if `take` returns its objects in several parts. */
export class StoreTally {
  private readonly studies = new Set<string>();
  private counts: { studies: number; stored: number; added: number; addedBytes: number } = NOTHING;
  private failures: Partial<Record<FailureReason, number>> = {};

  add(outcome: StoreOutcome): this {
    if (outcome.kind === 'failed') {
      this.failures[outcome.reason] = (this.failures[outcome.reason] ?? 0) + 1;
      return this;
    }
    const { studies, stored, added, addedBytes } = this.counts;
    this.counts = {
      studies: studies + (this.studies.has(outcome.uids.study) ? 0 : 1),
      stored: stored + 1,
      added: added + (outcome.isNew ? 1 : 0),
      addedBytes: addedBytes + (outcome.isNew ? outcome.bytes : 0),
    };
    this.studies.add(outcome.uids.study);
    return this;
  }

  /** The counts since the last call. */
  take(): StoreCounts {
    const { counts, failures } = this;
    this.counts = NOTHING;
    this.failures = {};
    return { ...counts, failures };
  }
}

const NOTHING = { studies: 0, stored: 0, added: 0, addedBytes: 0 };

export const countOutcomes = (outcomes: readonly StoreOutcome[]): StoreCounts =>
  outcomes.reduce((tally, outcome) => tally.add(outcome), new StoreTally()).take();
