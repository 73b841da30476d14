import { reviewGroups } from '../group';
import type { Reach } from '../reach';
import type { FleetReview } from '../review';
import type { SafeText } from '../safe-text';
import { countedNoun, markdownCode, markdownFence, markdownSentence } from './escape';
import { quotaSection, type ReviewSection, rawSections, sharedSection, siteReviewSection } from './sections';
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
  readonly reach?: Reach;
}

/** The whole comment: the full table first, then the sections that fit, and a list of those that don't. */
export function reviewMarkdown(review: FleetReview | undefined, frame: ReviewFrame): string {
  const parts = [
    '## What this change does to each hospital',
    `Compared with ${markdownCode(frame.base.ref)} (${markdownCode(frame.base.commit.slice(0, 12))}). ${verdict(review, frame)}`,
    ...(frame.reach === undefined ? [] : [markdownSentence(frame.reach.why)]),
    ...frame.remarks.map((remark) => `> ${markdownSentence(remark)}`),
    ...(frame.complaints.length === 0 ? [] : [cutLines(frame.complaints)]),
    ...(review === undefined ? [] : [reviewTable(review)]),
  ];
  const start = parts.join('\n\n');
  return review === undefined ? start : withSections(start, sectionsOf(review));
}

function verdict(review: FleetReview | undefined, { complaints }: ReviewFrame): string {
  const invalid = complaints.length > 0 || review?.invalid === true;
  const words = invalid ? '**This change is not allowed as it is.** ' : '';
  if (review === undefined) return `${words}No comparison is possible.`;
  if (review.sites.length + review.untouched === 0) return `${words}Neither the base nor the change has a hospital.`;
  const acting = review.sites.filter(({ impact }) => impact === 'hospital').length;
  if (acting > 0) return `${words}**${countedNoun(acting, 'hospital')} must act.**`;
  return invalid ? words.trim() : 'No hospital must act.';
}

const MOST_LINES = 40;

function cutLines(lines: readonly string[]): string {
  const more = lines.length > MOST_LINES ? [`(and ${lines.length - MOST_LINES} more)`] : [];
  return markdownFence([...lines.slice(0, MOST_LINES).map((line) => line.slice(0, 400)), ...more].join('\n'), 'text');
}

function sectionsOf(review: FleetReview): readonly ReviewSection[] {
  const sites = reviewGroups(review.sites);
  return [
    ...(review.quotas.length === 0 ? [] : [quotaSection(review.quotas)]),
    ...review.shared.map(sharedSection),
    ...sites.map(siteReviewSection),
    ...rawSections(sites, review.shared),
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
