import type { Site } from '../../site/model';
import type { Part } from '../fleet';
import type { SiteFacts } from './facts';
import { RULES, type RuleId } from './rules';

/**
 * - green: the hospital is connected, and nothing has to be done.
 * - yellow: connected, with something to look at.
 * - unknown: AWS didn't tell enough.
 * - red: cut off, or not protected as its file says.
 */
export type Colour = 'green' | 'yellow' | 'unknown' | 'red';

/** From the best to the worst. */
export const COLOURS = ['green', 'yellow', 'unknown', 'red'] as const satisfies readonly Colour[];

/** 0: green. 1: yellow. 2: red, or not known. */
export const EXIT_CODES: Readonly<Record<Colour, 0 | 1 | 2>> = { green: 0, yellow: 1, unknown: 2, red: 2 };

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

export function worst(colours: Iterable<Colour>): Colour {
  let found: Colour = 'green';
  for (const colour of colours) if (COLOURS.indexOf(colour) > COLOURS.indexOf(found)) found = colour;
  return found;
}

/** The colour of a site, by every rule. Facts that are missing make it unknown, never an exception. */
export function judge(facts: Part<SiteFacts>, site: Site, now: Date): Judgement {
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
