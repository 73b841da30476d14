import type { Site } from '../../config/model';
import type { QueryResult } from '../fleet';
import { COLOURS, type Colour, worst } from './colour';
import type { SiteFacts } from './facts';
import { RULES, type RuleId } from './rules';

export interface Reason {
  readonly id: RuleId;
  readonly colour: Colour;
  readonly says: string;
}

export interface Judgement {
  readonly colour: Colour;
  /** The gravest first. A green one is worth knowing, and nothing has to be done. */
  readonly reasons: readonly Reason[];
}

/** The colour of a site, by every rule. Facts that are missing make it unknown, never an exception. */
export function judge(facts: QueryResult<SiteFacts>, site: Site, now: Date): Judgement {
  const reasons =
    'failure' in facts
      ? [{ id: 'not-told' as const, colour: 'unknown' as const, says: facts.failure }]
      : RULES.flatMap(({ id, colour, check }) =>
          // Two calls that fail for one cause say so once.
          [...new Set(check(facts.value, site, now))].map((says) => ({ id, colour, says })),
        );
  const sorted = [...reasons].sort((one, other) => COLOURS.indexOf(other.colour) - COLOURS.indexOf(one.colour));
  return { colour: worst(sorted.map(({ colour }) => colour)), reasons: sorted };
}
