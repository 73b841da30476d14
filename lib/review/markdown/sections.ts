import { cellStackName, siteStackName } from '../../config/naming/stack-contract';
import { diffLines } from '../diff-lines';
import type { ReviewGroup } from '../group';
import { type ChangeEffect, compareImpacts, HOSPITAL_IMPACTS, IMPACT_WORDS } from '../impact';
import type { QuotaChange } from '../review';
import { renderSafeText, type SafeText } from '../safe-text';
import type { SettingChange } from '../settings';
import type { SharedReview } from '../shared';
import type { SiteReview } from '../site-review';
import {
  countedNoun,
  htmlCode,
  markdownCode,
  markdownDetails,
  markdownFence,
  markdownSentence,
  wrapLines,
} from './escape';
import { fittingNames, groupHeading, sentencesInRow } from './table';

/** The sections below the table. */

export interface ReviewSection {
  /** Its name in the list of omitted sections. */
  readonly title: string;
  readonly text: string;
}

const section = (title: string, heading: string, body: readonly (readonly string[])[]): ReviewSection => ({
  title,
  text: [heading, ...body.filter((part) => part.length > 0).map((part) => part.join('\n'))].join('\n\n'),
});

/** The hospitals of each class, for a table that has no room for them. */
export const classSections = (sites: readonly SiteReview[]): readonly ReviewSection[] =>
  [...HOSPITAL_IMPACTS].reverse().flatMap((impact) => {
    const names = sites.filter((site) => site.impact === impact).map(({ site }) => site);
    if (names.length === 0) return [];
    const title = `${countedNoun(names.length, 'hospital')}: ${IMPACT_WORDS[impact]}`;
    return [{ title, text: markdownDetails(title, markdownCode(names.join(', '))) }];
  });

/** The changed settings. The class of a setting that hospitals don't notice says less than that of its effects. */
const changedSettings = (
  settings: readonly SettingChange[],
  effects: readonly ChangeEffect[] = [],
): readonly string[] =>
  labelled(
    'Settings:',
    settings.map(({ path, before, after }) => {
      const impact = effects.find(({ key }) => key === `setting ${path}`)?.impact ?? 'nothing';
      const noticed = compareImpacts(impact, 'cloud') < 0 ? `: ${IMPACT_WORDS[impact]}` : '';
      return `- ${markdownCode(path)} ${markdownCode(before)} → ${markdownCode(after)}${noticed}`;
    }),
  );

/** Without a text between them, Markdown joins two lists. */
const labelled = (label: string, items: readonly string[]): readonly string[] =>
  items.length === 0 ? [] : [label, '', ...items];

/** Empty if the table and the section of the shared changes already contain everything. */
export function siteReviewSections(
  group: ReviewGroup,
  shared: readonly SharedReview[],
  perHospital: boolean,
): readonly ReviewSection[] {
  const { impact, environment, sites } = group;
  const [first] = sites;
  const elsewhere = perHospital ? sentencesInRow(group) : new Set<string>();
  const ofShared = new Set(shared.flatMap(({ effects }) => effects.map(({ effect }) => effect)));
  const body = [
    notAllowed(first, elsewhere),
    listedEffects(first, (effect) => ofShared.has(effect) || elsewhere.has(renderSafeText(effect.says))),
    changedSettings(notInFaults(first.settings, first.faults), first.effects),
    securityGroups(first),
    labelled('Rules:', [...findings(first), ...acknowledgements(first)]),
    letter(first, sites.length),
  ].filter((part) => part.length > 0);
  if (body.length === 0) return [];
  const folded =
    fittingNames(sites) === undefined
      ? [markdownDetails('Hospitals', markdownCode(sites.map(({ site }) => site).join(', ')))]
      : [];
  const alike = sites.length === 1 ? [] : [`The effects are the same as on ${markdownCode(first.site)}:`];
  const title = `the effects on ${sites.length === 1 ? first.site : `${sites.length} hospitals of ${environment}`}`;
  return [section(title, `### ${groupHeading(group)}: ${IMPACT_WORDS[impact]}`, [folded, alike, ...body])];
}

const notAllowed = ({ faults }: SiteReview, elsewhere: ReadonlySet<string>): readonly string[] =>
  faults
    .filter((fault) => !elsewhere.has(renderSafeText(fault)))
    .map((fault) => `- **Not allowed:** ${markdownSentence(fault)}`);

/** The effects that are not listed elsewhere, the worst first. The heading contains the worst class. */
const listedEffects = (
  { effects, impact: worst }: SiteReview,
  elsewhere: (effect: ChangeEffect) => boolean,
): readonly string[] =>
  [...effects]
    .sort((a, b) => compareImpacts(a.impact, b.impact))
    // Settings and acknowledgements have lists of their own.
    .filter((effect) => !/^(setting|acknowledge) /.test(effect.key) && !elsewhere(effect))
    .map(({ impact, says }) => `- ${impact === worst ? '' : `${IMPACT_WORDS[impact]}: `}${markdownSentence(says)}`);

/** The settings that no fault lists with their values. */
const notInFaults = (settings: readonly SettingChange[], faults: readonly SafeText[]): readonly SettingChange[] =>
  settings.filter(({ path }) => !faults.some(({ values: [named] }) => named === path));

const securityGroups = ({ securityGroups: changes }: SiteReview): readonly string[] =>
  labelled(
    'Security groups:',
    changes.map(
      ({ kind, group, direction, protocol, ports, peer }) =>
        `- **${kind}** ${direction}: ${markdownCode(`${protocol} ${ports}`)}, ${markdownCode(peer)} (${markdownCode(group)})`,
    ),
  );

/** The packs have many findings that the code acknowledges: only their number is shown. */
function findings(site: SiteReview): readonly string[] {
  const listed = site.findings.filter(({ rule, accepted }) => !accepted || rule.startsWith('HeartLab-'));
  const others = site.findings.length - listed.length;
  return [
    ...listed.map(({ kind, rule, where, accepted }) => {
      const state = accepted ? 'accepted' : '**not accepted**';
      return `- finding ${kind}: ${markdownCode(rule)} ${markdownCode(where)}${kind === 'gone' ? '' : ` (${state})`}`;
    }),
    ...(others === 0
      ? []
      : [`- added or removed: ${countedNoun(others, 'finding')} of the rule packs, acknowledged in the code`]),
  ];
}

const acknowledgements = (site: SiteReview): readonly string[] =>
  site.acknowledgements.map(
    ({ kind, rule, text }) => `- acknowledgement of ${markdownCode(rule)} ${kind}: ${markdownCode(text)}`,
  );

const NO_LETTER =
  'There is no letter, because the exact effect on the hospital is not known. Find it out before the deploy.';

function letter({ message, impact }: SiteReview, count: number): readonly string[] {
  if (message === undefined) return impact === 'hospital' ? ['', NO_LETTER] : [];
  const others =
    count > 1
      ? ['The other hospitals get the same letter with their own values: see `heartlab review --json`.', '']
      : [];
  return [
    markdownDetails(
      "Letter to the hospital's contacts. Fill in the brackets before sending.",
      [...others, markdownFence(wrapLines(message), 'text')].join('\n'),
    ),
  ];
}

export function sharedSections(
  { environment, kind, settings, effects }: SharedReview,
  sites: readonly SiteReview[],
): readonly ReviewSection[] {
  const listed = effects.map(({ effect, auth }) => {
    const whom = auth === undefined ? '' : ` (only hospitals with ${auth})`;
    return `- ${IMPACT_WORDS[effect.impact]}${whom}: ${markdownSentence(effect.says)}`;
  });
  const heading = `### Shared by all hospitals of ${markdownCode(environment)}${kind === 'changed' ? '' : `: ${kind}`}`;
  const faults = sites.flatMap((site) => site.faults);
  const named = settings.map((change) => ({ ...change, path: `${environment}.${change.path}` }));
  const body = [listed, changedSettings(notInFaults(named, faults))].filter((part) => part.length > 0);
  return body.length === 0 ? [] : [section(`the changes shared by all hospitals of ${environment}`, heading, body)];
}

export function quotaSection(quotas: readonly QuotaChange[]): ReviewSection {
  const listed = quotas.map(({ account, region, what, service, code: id, raise, limit, before, needed }) => {
    const was = before === undefined ? '' : `, ${before} before`;
    const how = service === null ? raise : markdownCode(`--service-code ${service} --quota-code ${id}`);
    return `- ${what} in ${markdownCode(account)}, ${markdownCode(region)}: ${needed} needed${was}; AWS's default is ${limit} (${how})`;
  });
  return section('the quotas to raise', '### Raise these quotas before the deploy, unless already raised', [listed]);
}

/** Template differences, collapsed. */
export function rawSections(sites: readonly ReviewGroup[], shared: readonly SharedReview[]): readonly ReviewSection[] {
  const of = (stack: string, lines: readonly string[]): readonly ReviewSection[] => {
    if (lines.length === 0) return [];
    const text = markdownDetails(
      `Resources that differ in ${htmlCode(stack)}`,
      markdownFence(lines.join('\n'), 'diff'),
    );
    return [{ title: `the resource differences of ${stack}`, text }];
  };
  return [
    ...shared.flatMap(({ stacks }) => stacks.flatMap(({ stack, changes }) => of(stack, diffLines(changes)))),
    ...sites.flatMap(({ sites: [first] }) => [
      ...of(siteStackName(first.site), diffLines(first.changes)),
      ...of(cellStackName(first.site), diffLines(first.cell.changes)),
    ]),
  ];
}
