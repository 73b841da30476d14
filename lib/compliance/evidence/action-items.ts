import { compareAscending } from '../../config/ascending';
import { decisionFacts } from './decisions';
import { EIFU, EIFU_PAGES } from './eifu';
import type { ActionItem, EnvironmentEvidence, EvidenceCommit, SiteEvidence, StackEvidence } from './evidence';

/** An acknowledgement is reported this many days before it expires, so that there is time to replace a device. */
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
  const named = sites.map((site) => ({ ...site, subject: site.site }));
  const stacks: readonly Subject[] = [
    ...named,
    ...sites.flatMap(({ cell }) => (cell === undefined ? [] : [{ ...cell, subject: cell.stack }])),
    ...environments.flatMap(({ stacks }) => stacks.map((stack) => ({ ...stack, subject: stack.stack }))),
  ];
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  return [
    ...(commit.changed.length > 0 ? [{ level: 'mark' as const, what: uncommitted(commit), subjects: [] }] : []),
    ...inSiteFiles('act', errors, 'error'),
    ...grouped(stacks, didNotRun),
    ...grouped(stacks, unreported),
    ...grouped(named, shared),
    ...grouped(stacks, openFindings),
    ...grouped(named, expired),
    ...grouped(stacks, reviewOverdue),
    ...grouped(named, expiringSoon),
    ...grouped(stacks, reviewSoon),
    ...grouped(stacks, threw),
    ...grouped(named, deviations),
    ...inSiteFiles('look', warnings, 'warning'),
  ];
}

export const countedWord = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

type ItemText = Omit<ActionItem, 'subjects'>;

const uncommitted = ({ changed }: EvidenceCommit): string =>
  `The working tree differs from the commit in ${countedWord(changed.length, 'file')}: the commit does not identify what was checked.`;

const inSiteFiles = (level: ActionItem['level'], count: number, word: string): readonly ActionItem[] =>
  count === 0 ? [] : [{ level, what: `The site files have ${countedWord(count, word)}.`, subjects: [] }];

/** Subjects with the same item share one entry. */
function grouped<T extends { readonly subject: string }>(
  all: readonly T[],
  itemsOf: (one: T) => readonly ItemText[],
): readonly ActionItem[] {
  const by = new Map<string, ActionItem>();
  for (const one of all) {
    for (const { level, what } of itemsOf(one)) {
      const subjects = by.get(what)?.subjects ?? [];
      by.set(what, { level, what, subjects: [...subjects, one.subject].toSorted(compareAscending) });
    }
  }
  return [...by.values()];
}

const didNotRun = ({ packs }: Subject): readonly ItemText[] =>
  packs
    .filter(({ ran }) => !ran)
    .map(({ pack }) => ({
      level: 'act',
      what: `There is no proof that ${pack} ran, so its empty result proves nothing.`,
    }));

/** The pack's own count and the report's must be equal: cdk-nag drops a finding silently if its acknowledgement is malformed. */
const unreported = ({ packs }: Subject): readonly ItemText[] =>
  packs.flatMap(({ pack, rules, open, acknowledged }) => {
    const found = rules.reduce((sum, { findings, threw }) => sum + findings + threw, 0);
    return rules.length > 0 && found !== open + acknowledged
      ? [
          {
            level: 'act' as const,
            what: `${pack} recorded ${countedWord(found, 'finding')}, but its report has ${open + acknowledged}.`,
          },
        ]
      : [];
  });

const openFindings = ({ findings }: Subject): readonly ItemText[] => {
  const rules = findings.filter(({ acknowledged }) => acknowledged === undefined).map(({ rule }) => rule);
  return [...new Set(rules)].map((rule) => ({ level: 'act', what: `Open finding of ${rule}.` }));
};

const threw = ({ packs }: Subject): readonly ItemText[] =>
  packs.flatMap(({ rules }) =>
    rules
      .filter((rule) => rule.threw > 0)
      .map(({ rule }) => ({ level: 'look' as const, what: `${rule} failed on some resources.` })),
  );

const expired = ({ acknowledgements }: SiteEvidence): readonly ItemText[] =>
  acknowledgements
    .filter(({ daysLeft }) => daysLeft < 0)
    .map(({ rule, expires }) => ({
      level: 'act',
      what: `The acknowledgement of ${rule} expired on ${expires}: its finding is no longer accepted.`,
    }));

const expiringSoon = ({ acknowledgements }: SiteEvidence): readonly ItemText[] =>
  acknowledgements
    .filter(({ daysLeft }) => daysLeft >= 0 && daysLeft <= SOON_DAYS)
    .map(({ rule, expires, daysLeft }) => ({
      level: 'look',
      what: `The acknowledgement of ${rule} expires on ${expires}, in ${countedWord(daysLeft, 'day')}.`,
    }));

const reviewOverdue = ({ findings }: Subject): readonly ItemText[] =>
  decisionFacts(findings)
    .filter(({ daysLeft }) => daysLeft < 0)
    .map(({ decision, owner, reviewBy }) => ({
      level: 'act',
      what: `The review of the design decision ${decision} by ${owner} was due by ${reviewBy}.`,
    }));

const reviewSoon = ({ findings }: Subject): readonly ItemText[] =>
  decisionFacts(findings)
    .filter(({ daysLeft }) => daysLeft >= 0 && daysLeft <= SOON_DAYS)
    .map(({ decision, owner, reviewBy, daysLeft }) => ({
      level: 'look',
      what: `The design decision ${decision} must be reviewed by ${owner} by ${reviewBy}, in ${countedWord(daysLeft, 'day')}.`,
    }));

const shared = ({ cell }: SiteEvidence): readonly ItemText[] =>
  (cell?.isolation ?? [])
    .filter(({ own }) => !own)
    .map(({ what }) => ({
      level: 'act',
      what: `The template does not show that this belongs to one hospital only: ${what}.`,
    }));

const deviations = ({ conformance }: SiteEvidence): readonly ItemText[] =>
  conformance
    .filter(({ verdict }) => verdict === 'deviation')
    .map(({ id, section, setting }) => ({
      level: 'look',
      what: `Differs from the eIFU (${EIFU_PAGES[EIFU[id].page].title}): ${section}, ${setting}.`,
    }));
