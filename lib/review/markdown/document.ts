import { type ReviewGroup, reviewGroups } from '../group';
import type { HospitalImpact } from '../impact';
import type { ReviewReach } from '../reach';
import type { FleetReview } from '../review';
import type { SafeText } from '../safe-text';
import { countedNoun, markdownCode, markdownFence, markdownSentence, wrapLines } from './escape';
import {
  classSections,
  quotaSection,
  type ReviewSection,
  rawSections,
  sharedSections,
  siteReviewSections,
} from './sections';
import { reviewTable } from './table';

/** GitHub's limit of one comment. */
export const LONGEST_COMMENT = 65_536;
/** Reserved for the list of omitted sections. */
const NOTICE = 1_500;

export interface ReviewFrame {
  /** The ref of the request, and its commit. */
  readonly base: { readonly ref: string; readonly commit: string };
  /** Remarks on the comparison itself. */
  readonly remarks: readonly SafeText[];
  /** The errors in the files, one a line. */
  readonly complaints: readonly string[];
  /**
   * Which sites were synthesized, and why the others can't differ.
   * @default - not reported
   */
  readonly reach?: ReviewReach;
}

/** The whole comment: the full table first, then the sections that fit, and a list of those that don't. */
export function reviewMarkdown(review: FleetReview | undefined, frame: ReviewFrame): string {
  const groups = reviewGroups(review?.sites ?? []);
  const table = review && hasHospitals(review) ? reviewTable(review, groups) : undefined;
  const parts = [
    '## What this change does to each hospital',
    verdict(review, frame),
    ...frame.remarks.map((remark) => `> ${markdownSentence(remark)}`),
    ...(frame.complaints.length === 0 ? [] : [cutLines(frame.complaints)]),
    ...(table === undefined ? [] : [table.text]),
    comparison(frame),
  ];
  const start = parts.join('\n\n');
  return review === undefined ? start : withSections(start, sectionsOf(review, groups, table?.perHospital !== false));
}

/** GitHub shows an alert in colour: https://docs.github.com/en/get-started/writing-on-github (basic syntax, alerts). */
function verdict(review: FleetReview | undefined, { complaints }: ReviewFrame): string {
  const invalid = complaints.length > 0 || review?.invalid === true;
  const count = (impact: HospitalImpact): number => review?.sites.filter((site) => site.impact === impact).length ?? 0;
  const [acting, agreeing] = [count('hospital'), count('both-tunnels')];
  const alert = invalid ? ['> [!CAUTION]'] : acting + agreeing > 0 ? ['> [!WARNING]'] : [];
  const words = [
    ...(invalid ? ['**This change is not allowed as it is.**'] : []),
    ...(acting > 0 ? [`**${countedNoun(acting, 'hospital')} must act.**`] : []),
    ...(agreeing > 0 ? [`**${countedNoun(agreeing, 'hospital')} must agree to a time.**`] : []),
    ...(review === undefined ? ['No comparison is possible.'] : []),
    ...(review === undefined || hasHospitals(review) ? [] : ['Neither the base nor the change has a hospital.']),
  ];
  const text = words.length === 0 ? 'No hospital must act.' : words.join(' ');
  return alert.length === 0 ? text : [...alert, `> ${text}`].join('\n');
}

const hasHospitals = ({ sites, untouched }: FleetReview): boolean => sites.length + untouched > 0;

const comparison = ({ base: { ref, commit }, reach }: ReviewFrame): string =>
  [
    `Compared with ${markdownCode(ref)} (${markdownCode(commit.slice(0, 12))}).`,
    ...(reach === undefined ? [] : [markdownSentence(reach.why)]),
  ].join(' ');

const MOST_LINES = 40;

function cutLines(lines: readonly string[]): string {
  const more = lines.length > MOST_LINES ? [`(and ${lines.length - MOST_LINES} more)`] : [];
  const shown = [...lines.slice(0, MOST_LINES).map((line) => line.slice(0, 400)), ...more];
  return markdownFence(wrapLines(shown.join('\n')), 'text');
}

function sectionsOf(
  review: FleetReview,
  groups: readonly ReviewGroup[],
  perHospital: boolean,
): readonly ReviewSection[] {
  return [
    ...(perHospital ? [] : classSections(review.sites)),
    ...(review.quotas.length === 0 ? [] : [quotaSection(review.quotas)]),
    ...review.shared.flatMap((shared) => sharedSections(shared, review.sites)),
    ...groups.flatMap((group) => siteReviewSections(group, review.shared, perHospital)),
    ...rawSections(groups, review.shared),
  ];
}

function withSections(start: string, sections: readonly ReviewSection[]): string {
  let text = start;
  const left: string[] = [];
  for (const section of sections) {
    const longer = `${text}\n\n${section.text}`;
    if (longer.length + NOTICE <= LONGEST_COMMENT) text = longer;
    else left.push(section.title);
  }
  return left.length === 0 ? text : `${text}\n\n${notice(left)}`;
}

function notice(left: readonly string[]): string {
  const shown = left.slice(0, 12);
  const more = left.length - 12;
  const rest = more > 0 ? ` and ${more} more` : '';
  return `**Omitted, because a comment is limited to ${LONGEST_COMMENT} characters:** ${markdownCode(shown.join('; ').slice(0, NOTICE - 400))}${rest}. ${markdownCode('heartlab review --json')} prints everything.`;
}
