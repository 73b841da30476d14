import { type ReviewGroup, reviewGroups } from '../group';
import { type ChangeEffect, IMPACT_WORDS, IMPACTS } from '../impact';
import type { FleetReview } from '../review';
import type { SafeText } from '../safe-text';
import { countedNoun, markdownCode, markdownSentence } from './escape';

/** The table of hospitals. It is never cut: if it is too long, it has one row a class. */

const HEAD = ['| hospital | what happens | why |', '|---|---|---|'];

/** The maximum number of characters of the rows. Beyond it there is one row a class. */
const ROOM = 40_000;

export function reviewTable(review: FleetReview): string {
  const all = reviewGroups(review.sites);
  const rows = all.map(row);
  const untouched = review.untouched === 0 ? [] : [`| ${others(review)} | ${IMPACT_WORDS.nothing} | |`];
  const full = [...HEAD, ...rows, ...untouched].join('\n');
  return full.length <= ROOM ? full : [...HEAD, ...classRows(review), ...untouched].join('\n');
}

const others = ({ sites, untouched }: FleetReview): string =>
  `${sites.length === 0 ? 'all ' : ''}${countedNoun(untouched, sites.length === 0 ? 'hospital' : 'other')}`;

function row({ impact, environment, sites }: ReviewGroup): string {
  const [first] = sites;
  const who =
    sites.length === 1
      ? markdownCode(first.site)
      : `${countedNoun(sites.length, 'hospital')} of ${markdownCode(environment)}`;
  const words = IMPACT_WORDS[impact];
  const loud = impact === 'hospital' || impact === 'not-allowed';
  return `| ${who} | ${loud ? `**${words}**` : words} | ${impact === 'not-allowed' ? firstTwo(first.faults) : reasons(first.effects, impact)} |`;
}

/** The first two of the worst effects. */
function reasons(effects: readonly ChangeEffect[], impact: ReviewGroup['impact']): string {
  const all = effects.filter((effect) => effect.impact === impact);
  // The effect of a changed setting is a better reason than the setting itself.
  const causes = all.filter(({ key }) => !key.startsWith('setting '));
  const worst = causes.length > 0 ? causes : all;
  return firstTwo(worst.map(({ says }) => says));
}

function firstTwo(sentences: readonly SafeText[]): string {
  const more = sentences.length > 2 ? `; and ${sentences.length - 2} more` : '';
  return `${sentences.slice(0, 2).map(markdownSentence).join('; ')}${more}`;
}

function classRows({ sites }: FleetReview): readonly string[] {
  return [...IMPACTS].reverse().flatMap((impact) => {
    const names = sites.filter((site) => site.impact === impact).map(({ site }) => site);
    if (names.length === 0) return [];
    return [
      `| ${countedNoun(names.length, 'hospital')} | ${IMPACT_WORDS[impact]} | ${markdownCode(names.join(', '))} |`,
    ];
  });
}
