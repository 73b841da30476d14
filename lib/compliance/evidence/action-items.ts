import { ascending } from '../../config/ascending';
import { EIFU, EIFU_PAGES } from './eifu';
import type { ActionItem, EnvironmentEvidence, EvidenceCommit, SiteEvidence, StackEvidence } from './evidence';

/** An acknowledgement is reported this many days before it ends, so that there is time to replace a device. */
export const SOON_DAYS = 60;

export interface ActionItemFacts {
  readonly commit: EvidenceCommit;
  readonly problems: readonly { readonly severity: 'error' | 'warning'; readonly line: string }[];
  readonly sites: readonly SiteEvidence[];
  readonly environments: readonly EnvironmentEvidence[];
}

interface Subject extends StackEvidence {
  readonly subject: string;
}

/** The items that the reader must check, open ones first. */
export function actionItems({ commit, problems, sites, environments }: ActionItemFacts): readonly ActionItem[] {
  const stacks: readonly Subject[] = [
    ...sites.map((site) => ({ ...site, subject: site.site })),
    ...sites.flatMap(({ cell }) => (cell === undefined ? [] : [{ ...cell, subject: cell.stack }])),
    ...environments.flatMap(({ stacks }) => stacks.map((stack) => ({ ...stack, subject: stack.stack }))),
  ];
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  return [
    ...(commit.changed.length > 0 ? [mark(differs(commit))] : []),
    ...(errors > 0 ? [act(`The site files have ${countedWord(errors, 'error')}.`)] : []),
    ...grouped(stacks, didNotRun),
    ...grouped(stacks, unreported),
    ...grouped(
      sites.map((site) => ({ ...site, subject: site.site })),
      shares,
    ),
    ...grouped(stacks, openFindings),
    ...grouped(
      sites.map((site) => ({ ...site, subject: site.site })),
      expired,
    ),
    ...grouped(
      sites.map((site) => ({ ...site, subject: site.site })),
      endingSoon,
    ),
    ...grouped(stacks, threw),
    ...grouped(
      sites.map((site) => ({ ...site, subject: site.site })),
      deviations,
    ),
    ...(warnings > 0 ? [look(`The site files have ${countedWord(warnings, 'warning')}.`)] : []),
  ];
}

export const countedWord = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
type Said = Omit<ActionItem, 'subjects'>;
const differs = ({ changed }: EvidenceCommit): string =>
  `The working tree differs from the commit in ${countedWord(changed.length, 'file')}: the commit does not say what was judged.`;
const mark = (what: string): ActionItem => ({ level: 'mark', what, subjects: [] });
const act = (what: string): ActionItem => ({ level: 'act', what, subjects: [] });
const look = (what: string): ActionItem => ({ level: 'look', what, subjects: [] });

/** Subjects with the same item share one entry. */
function grouped<T extends { readonly subject: string }>(
  all: readonly T[],
  say: (one: T) => readonly Said[],
): readonly ActionItem[] {
  const by = new Map<string, ActionItem>();
  for (const one of all) {
    for (const { level, what } of say(one)) {
      const subjects = by.get(what)?.subjects ?? [];
      by.set(what, { level, what, subjects: [...subjects, one.subject].toSorted(ascending) });
    }
  }
  return [...by.values()];
}

const didNotRun = ({ packs }: Subject): readonly Said[] =>
  packs
    .filter(({ ran }) => !ran)
    .map(({ pack }) => ({ level: 'act', what: `Nothing shows that ${pack} ran: its empty result means nothing.` }));

/** The pack's own count and the report's must be equal: cdk-nag drops a finding silently if its acknowledgement is malformed. */
const unreported = ({ packs }: Subject): readonly Said[] =>
  packs.flatMap(({ pack, rules, open, acknowledged }) => {
    const found = rules.reduce((sum, { findings, threw }) => sum + findings + threw, 0);
    return rules.length > 0 && found !== open + acknowledged
      ? [{ level: 'act' as const, what: `${pack} found ${found} and its report has ${open + acknowledged}.` }]
      : [];
  });

const openFindings = ({ findings }: Subject): readonly Said[] => {
  const rules = findings.filter(({ acknowledged }) => acknowledged === undefined).map(({ rule }) => rule);
  return [...new Set(rules)].map((rule) => ({ level: 'act', what: `Open finding of ${rule}.` }));
};

const threw = ({ packs }: Subject): readonly Said[] =>
  packs.flatMap(({ rules }) =>
    rules
      .filter((rule) => rule.threw > 0)
      .map(({ rule }) => ({ level: 'look' as const, what: `${rule} could not judge every resource.` })),
  );

const expired = ({ acknowledgements }: SiteEvidence): readonly Said[] =>
  acknowledgements
    .filter(({ daysLeft }) => daysLeft < 0)
    .map(({ rule, expires }) => ({
      level: 'act',
      what: `The acknowledgement of ${rule} ended on ${expires}: its finding is no longer accepted.`,
    }));

const endingSoon = ({ acknowledgements }: SiteEvidence): readonly Said[] =>
  acknowledgements
    .filter(({ daysLeft }) => daysLeft >= 0 && daysLeft <= SOON_DAYS)
    .map(({ rule, expires, daysLeft }) => ({
      level: 'look',
      what: `The acknowledgement of ${rule} ends on ${expires}, in ${countedWord(daysLeft, 'day')}.`,
    }));

const shares = ({ cell }: SiteEvidence): readonly Said[] =>
  (cell?.isolation ?? [])
    .filter(({ own }) => !own)
    .map(({ what }) => ({ level: 'act', what: `Nothing shows that the hospital has this to itself: ${what}.` }));

const deviations = ({ conformance }: SiteEvidence): readonly Said[] =>
  conformance
    .filter(({ verdict }) => verdict === 'deviation')
    .map(({ id, section, setting }) => ({
      level: 'look',
      what: `Other than the eIFU (${EIFU_PAGES[EIFU[id].page].title}): ${section}, ${setting}.`,
    }));
