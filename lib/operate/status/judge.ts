import type { Site } from '../../config/model';
import type { QueryResult } from '../fleet';
import { STATUS_COLOURS, type StatusColour, worstColour } from './colour';
import type { SiteFacts } from './facts';
import { type RuleId, STATUS_RULES } from './rules';

export interface StatusReason {
  readonly id: RuleId;
  readonly colour: StatusColour;
  readonly says: string;
}

export interface StatusJudgement {
  readonly colour: StatusColour;
  /** The worst first. A green reason is information that needs no action. */
  readonly reasons: readonly StatusReason[];
}

/** The colour of a site, by every rule. Missing facts make it unknown, and never throw. */
export function judgeStatus(facts: QueryResult<SiteFacts>, site: Site, now: Date): StatusJudgement {
  const reasons =
    'failure' in facts
      ? [{ id: 'not-told' as const, colour: 'unknown' as const, says: facts.failure }]
      : STATUS_RULES.flatMap(({ id, colour, check }) =>
          // Two calls that fail for the same cause are reported once.
          [...new Set(check(facts.value, site, now))].map((says) => ({ id, colour, says })),
        );
  const sorted = [...reasons].sort(
    (one, other) => STATUS_COLOURS.indexOf(other.colour) - STATUS_COLOURS.indexOf(one.colour),
  );
  return { colour: worstColour(sorted.map(({ colour }) => colour)), reasons: sorted };
}
