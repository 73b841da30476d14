import type { FailureReason, Outcome } from '../store/outcome';

/** What became of the objects of one request or association, in numbers: no UID leaves here. */
export interface Counts {
  /** Studies of which at least one object is stored. */
  readonly studies: number;
  /** Objects that are stored, those that were there before included. */
  readonly stored: number;
  readonly added: number;
  /** Of the objects that were added. */
  readonly addedBytes: number;
  readonly failures: Readonly<Partial<Record<FailureReason, number>>>;
}

export function count(outcomes: readonly Outcome[]): Counts {
  const stored = outcomes.flatMap((outcome) => (outcome.kind === 'stored' ? [outcome] : []));
  const added = stored.filter(({ isNew }) => isNew);
  const failures: Partial<Record<FailureReason, number>> = {};
  for (const outcome of outcomes)
    if (outcome.kind === 'failed') failures[outcome.reason] = (failures[outcome.reason] ?? 0) + 1;
  return {
    studies: new Set(stored.map(({ uids }) => uids.study)).size,
    stored: stored.length,
    added: added.length,
    addedBytes: added.reduce((sum, { bytes }) => sum + bytes, 0),
    failures,
  };
}
