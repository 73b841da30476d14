import { compareAscending } from '../../config/ascending';
import { readAcknowledgementText } from '../../config/design-decisions';
import { daysBetween } from './days';

/** A decision of the design that accepts findings, with its review. */
export interface DecisionFact {
  readonly decision: string;
  readonly owner: string;
  readonly reviewBy: string;
  /** Negative after the date: the review is overdue, which is an open item. */
  readonly daysLeft: number;
  /** The rules whose findings it accepts. */
  readonly rules: readonly string[];
  readonly findings: number;
}

export type ReviewFact = Omit<DecisionFact, 'rules' | 'findings'>;

interface ReviewedFinding {
  readonly rule: string;
  readonly acknowledged: { readonly review: ReviewFact | undefined } | undefined;
}

/** The reason of an acknowledgement without its decision, and the decision. */
export function acknowledgedFact(
  text: string,
  date: string,
): { readonly reason: string; readonly review: ReviewFact | undefined } {
  const read = readAcknowledgementText(text);
  if (read === undefined) return { reason: text, review: undefined };
  const { reason, decision, owner, reviewBy } = read;
  return { reason, review: { decision, owner, reviewBy, daysLeft: daysBetween(date, reviewBy) } };
}

/** The decisions that accept these findings, in the order of their date. */
export function decisionFacts(findings: readonly ReviewedFinding[]): readonly DecisionFact[] {
  const by = new Map<string, { readonly review: ReviewFact; readonly rules: Set<string>; findings: number }>();
  for (const { rule, acknowledged } of findings) {
    const review = acknowledged?.review;
    if (review === undefined) continue;
    const entry = by.get(review.decision) ?? { review, rules: new Set<string>(), findings: 0 };
    entry.rules.add(rule);
    entry.findings += 1;
    by.set(review.decision, entry);
  }
  return [...by.values()]
    .map(({ review, rules, findings: count }) => ({
      ...review,
      rules: [...rules].toSorted(compareAscending),
      findings: count,
    }))
    .toSorted((a, b) => compareAscending(a.reviewBy, b.reviewBy) || compareAscending(a.decision, b.decision));
}
