import type { ReviewGroup } from '../group';
import { HOSPITAL_IMPACTS, IMPACT_WORDS } from '../impact';
import type { FleetReview } from '../review';
import { cutText, headlineOf, renderSafeText, type SafeText } from '../safe-text';
import type { SiteReview } from '../site-review';
import { countedNoun, markdownCode, markdownSentence } from './escape';

/** The table of hospitals. It is never cut: if it is too long, it has one row a class. */
export interface ReviewTable {
  readonly text: string;
  /** False: one row a class. */
  readonly perHospital: boolean;
}

const HEAD = ['| hospital | what happens | why |', '|---|---|---|'];

/** The maximum number of characters of the rows. Beyond it there is one row a class. */
const ROOM = 40_000;

/** The maximum number of characters of a cell. */
export const LONGEST_CELL = 119;

export function reviewTable(review: FleetReview, groups: readonly ReviewGroup[]): ReviewTable {
  const untouched = review.untouched === 0 ? [] : [`| ${others(review)} | ${IMPACT_WORDS.nothing} | |`];
  const table = (rows: readonly string[]): string => [...HEAD, ...rows, ...untouched].join('\n');
  const full = table(groups.map(row));
  return full.length <= ROOM
    ? { text: full, perHospital: true }
    : { text: table(classRows(review)), perHospital: false };
}

const others = ({ sites, untouched }: FleetReview): string =>
  `${sites.length === 0 ? 'all ' : ''}${countedNoun(untouched, sites.length === 0 ? 'hospital' : 'other')}`;

const row = (group: ReviewGroup): string =>
  `| ${groupHeading(group)} | ${loudImpact(group.impact)} | ${reasonCell(reasons(group)).text} |`;

const loudImpact = (impact: ReviewGroup['impact']): string =>
  impact === 'hospital' || impact === 'not-allowed' ? `**${IMPACT_WORDS[impact]}**` : IMPACT_WORDS[impact];

/** The names, if they fit into a cell. */
export function fittingNames(sites: readonly SiteReview[]): string | undefined {
  const names = sites.map(({ site }) => markdownCode(site)).join(', ');
  return names.length <= LONGEST_CELL ? names : undefined;
}

export const groupHeading = ({ sites, environment }: ReviewGroup): string =>
  fittingNames(sites) ??
  fitCell((room) => `${countedNoun(sites.length, 'hospital')} of ${markdownCode(environment.slice(0, room))}`);

/** The sentences that the row contains in full, as plain text: the section doesn't repeat them. */
export const sentencesInRow = (group: ReviewGroup): ReadonlySet<string> => {
  const { shown } = reasonCell(reasons(group));
  return new Set(shown.filter((says) => renderSafeText(headlineOf(says)) === renderSafeText(says)).map(renderSafeText));
};

/** The worst effects; for a change that is not allowed, why it isn't. */
function reasons({ impact, sites: [first] }: ReviewGroup): readonly SafeText[] {
  if (impact === 'not-allowed') return first.faults;
  const worst = first.effects.filter((effect) => effect.impact === impact);
  const settings = worst.filter(({ key }) => key.startsWith('setting '));
  const causes = worst.filter((effect) => !settings.includes(effect));
  // A setting explains the milder classes better than the names of resources or options do.
  const better = impact !== 'hospital' && settings.length > 0 ? settings : [...settings, ...causes];
  return better.map(({ says }) => says);
}

interface ReasonCell {
  readonly text: string;
  readonly shown: readonly SafeText[];
}

/** As many headlines as fit. */
function reasonCell(sentences: readonly SafeText[]): ReasonCell {
  const all = [...new Map(sentences.map((says) => [renderSafeText(headlineOf(says)), says])).values()];
  const cell = (headlines: readonly SafeText[], rest: number): string =>
    [...headlines.map(markdownSentence), ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
  for (let count = all.length; count > 0; count--) {
    const shown = all.slice(0, count);
    const text = cell(shown.map(headlineOf), all.length - count);
    if (text.length <= LONGEST_CELL) return { text, shown };
  }
  const [first] = all;
  if (first === undefined) return { text: '', shown: [] };
  return { text: fitCell((room) => cell([cutText(headlineOf(first), room)], all.length - 1)), shown: [] };
}

/** The longest text that fits into a cell. `render` gets the length of a value before it is escaped. */
function fitCell(render: (room: number) => string): string {
  let room = LONGEST_CELL;
  while (room > 0 && render(room).length > LONGEST_CELL) room--;
  return render(room);
}

const classRows = ({ sites }: FleetReview): readonly string[] =>
  [...HOSPITAL_IMPACTS].reverse().flatMap((impact) => {
    const count = sites.filter((site) => site.impact === impact).length;
    return count === 0 ? [] : [`| ${countedNoun(count, 'hospital')} | ${loudImpact(impact)} | |`];
  });
