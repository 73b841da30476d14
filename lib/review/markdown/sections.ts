import { cellStackName, siteStackName } from '../../config/naming/stack-contract';
import { diffLines } from '../diff-lines';
import type { ReviewGroup } from '../group';
import { type ChangeEffect, compareImpacts, IMPACT_WORDS } from '../impact';
import type { QuotaChange } from '../review';
import type { SettingChange } from '../settings';
import type { SharedReview } from '../shared';
import type { SiteReview } from '../site-review';
import { countedNoun, htmlCode, markdownCode, markdownDetails, markdownFence, markdownSentence } from './escape';

/** The sections below the table. */

export interface ReviewSection {
  /** Its name in the list of omitted sections. */
  readonly title: string;
  readonly text: string;
}

const block = (lines: readonly string[]): string => lines.join('\n');

/** The changed settings, each with its own impact if that is known. */
function changedSettings(settings: readonly SettingChange[], effects?: readonly ChangeEffect[]): readonly string[] {
  if (settings.length === 0) return [];
  const alone = (path: string): string => {
    const impact = effects?.find(({ key }) => key === `setting ${path}`)?.impact;
    return impact === undefined ? '' : ` ${IMPACT_WORDS[impact]} |`;
  };
  return [
    '',
    `| setting | before | now |${effects === undefined ? '' : ' impact of this change |'}`,
    `|---|---|---|${effects === undefined ? '' : '---|'}`,
    ...settings.map(
      ({ path, before, after }) =>
        `| ${markdownCode(path)} | ${markdownCode(before)} | ${markdownCode(after)} |${alone(path)}`,
    ),
  ];
}

export function siteReviewSection({ impact, environment, sites }: ReviewGroup): ReviewSection {
  const [first] = sites;
  const title = sites.length === 1 ? first.site : `${sites.length} hospitals of ${environment}`;
  const heading =
    sites.length === 1
      ? markdownCode(first.site)
      : `${countedNoun(sites.length, 'hospital')} of ${markdownCode(environment)}`;
  const names = sites.map(({ site }) => site).join(', ');
  const alike =
    sites.length === 1
      ? []
      : [
          '',
          markdownDetails('Hospitals', markdownCode(names)),
          '',
          `The effects are the same as on ${markdownCode(first.site)}:`,
        ];
  return {
    title: `the effects on ${title}`,
    text: block([`### ${heading}: ${IMPACT_WORDS[impact]}`, ...alike, ...siteBody(first, sites.length)]),
  };
}

function siteBody(site: SiteReview, count: number): readonly string[] {
  return [
    '',
    ...site.faults.map((fault) => `- **Not allowed:** ${markdownSentence(fault)}`),
    ...[...site.effects]
      .sort((a, b) => compareImpacts(a.impact, b.impact))
      // The tables below list these.
      .filter(({ key }) => !/^(setting|acknowledge) /.test(key))
      .map(({ impact, says }) => `- ${IMPACT_WORDS[impact]}: ${markdownSentence(says)}`),
    ...changedSettings(site.settings, site.effects),
    ...securityGroups(site),
    ...findings(site),
    ...site.acknowledgements.map(
      ({ kind, rule, text }) => `- acknowledgement of ${markdownCode(rule)} ${kind}: ${markdownCode(text)}`,
    ),
    ...letter(site, count),
  ];
}

function securityGroups({ securityGroups: changes }: SiteReview): readonly string[] {
  if (changes.length === 0) return [];
  return [
    '',
    '| security group | | protocol, port | peer |',
    '|---|---|---|---|',
    ...changes.map(({ kind, group, direction, protocol, ports, peer }) => {
      return `| ${markdownCode(group)} | **${kind}** ${direction} | ${markdownCode(`${protocol} ${ports}`)} | ${markdownCode(peer)} |`;
    }),
  ];
}

/** The packs have many findings that the code acknowledges: only their number is shown. */
function findings(site: SiteReview): readonly string[] {
  const listed = site.findings.filter(({ rule, accepted }) => !accepted || rule.startsWith('HeartLab-'));
  const others = site.findings.length - listed.length;
  return [
    '',
    ...listed.map(({ kind, rule, where, accepted }) => {
      const state = accepted ? 'accepted' : '**not accepted**';
      return `- finding ${kind}: ${markdownCode(rule)} ${markdownCode(where)}${kind === 'gone' ? '' : ` (${state})`}`;
    }),
    ...(others === 0
      ? []
      : [`- added or removed: ${countedNoun(others, 'finding')} of the rule packs, acknowledged in the code`]),
  ];
}

function letter({ message }: SiteReview, count: number): readonly string[] {
  if (message === undefined) return [];
  const others =
    count > 1 ? ' The other hospitals get the same message with their own values: see `heartlab review --json`.' : '';
  return [
    '',
    `Message to the hospital's contacts. Fill in the times before sending.${others}`,
    '',
    markdownFence(message, 'text'),
  ];
}

export function sharedSection(shared: SharedReview): ReviewSection {
  const { environment, kind, settings, stacks, effects } = shared;
  return {
    title: `the changes shared by all hospitals of ${environment}`,
    text: block([
      `### Shared by all hospitals of ${markdownCode(environment)}${kind === 'changed' ? '' : `: ${kind}`}`,
      '',
      ...stacks
        .filter((stack) => stack.kind !== 'changed')
        .map(({ stack, kind: how }) => `- ${markdownCode(stack)} is ${how}`),
      ...effects.map(({ effect, auth }) => {
        const whom = auth === undefined ? '' : ` (only hospitals with ${auth})`;
        return `- ${IMPACT_WORDS[effect.impact]}${whom}: ${markdownSentence(effect.says)}`;
      }),
      ...changedSettings(settings),
    ]),
  };
}

export function quotaSection(quotas: readonly QuotaChange[]): ReviewSection {
  return {
    title: 'the quotas to raise',
    text: block([
      '### Raise these quotas before the deploy, unless already raised',
      '',
      ...quotas.map(({ account, region, what, service, code: id, raise, limit, before, needed }) => {
        const was = before === undefined ? '' : `, ${before} before`;
        const how = service === null ? raise : markdownCode(`--service-code ${service} --quota-code ${id}`);
        return `- ${what} in ${markdownCode(account)}, ${markdownCode(region)}: ${needed} needed${was}; AWS's default is ${limit} (${how})`;
      }),
    ]),
  };
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
