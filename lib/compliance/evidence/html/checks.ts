import type { ReviewFact } from '../decisions';
import type { StackEvidence } from '../evidence';
import type { FoundFact, PackOutcome } from '../packs';
import { html, htmlCodeOf, htmlPill, htmlTable, type SafeHtml } from './markup';
import { lastDay } from './risks';
import { shortRule } from './words';

/** The checks of one stack, and their results. */

function packOutcomeHtml({ ran, open, acknowledged }: PackOutcome): SafeHtml {
  if (!ran) return htmlPill('bad', 'no proof that it ran');
  if (open > 0) return htmlPill('bad', `${open} open`);
  return acknowledged > 0 ? htmlPill('good', `ran, ${acknowledged} accepted`) : htmlPill('good', 'ran, no findings');
}

export function checksRun({ packs, template }: StackEvidence): SafeHtml {
  return html`<h3>Checks that ran</h3>
${htmlTable(
  `${template.file}, with ${template.resources} resources. The lists below show how many of them each rule checked.`,
  ['Pack', 'Version', 'Resources', 'Rules that ran', 'Rules with resources to check', 'Outcome'],
  packs.map((pack) => [
    pack.pack,
    pack.version ?? '',
    num(pack.ran ? pack.resources : ''),
    num(pack.rules.length > 0 ? pack.rules.length : pack.ran ? 'all of this version' : ''),
    num(pack.rules.length > 0 ? pack.rules.filter(({ judged }) => judged > 0).length : ''),
    packOutcomeHtml(pack),
  ]),
)}
${packs.filter(({ rules }) => rules.length > 0).map(rulesOf)}`;
}

const num = (value: string | number): SafeHtml => html`<span class="num">${value}</span>`;

function rulesOf({ pack, rules }: PackOutcome): SafeHtml {
  const applied = rules.filter(({ judged, threw }) => judged > 0 || threw > 0);
  const others = rules.filter(({ judged, threw }) => judged === 0 && threw === 0);
  const counts = applied.map(({ rule, judged, findings, threw }) => {
    const found = `${findings > 0 ? `, found ${findings}` : ''}${threw > 0 ? `, failed on ${threw}` : ''}`;
    return html`<b>${shortRule(pack, rule)}</b> ${judged}${found}`;
  });
  return html`<p class="quiet">${pack}: rules that checked resources, with the number of resources</p>
<p class="rules">${separated(counts, '; ')}</p>
<p class="quiet">${pack}: rules that ran without a resource to check</p>
<p class="rules">${separated(
    others.map(({ rule }) => html`${shortRule(pack, rule)}`),
    ', ',
  )}</p>
`;
}

const separated = (items: readonly SafeHtml[], separator: string): SafeHtml =>
  html`${items.map((item, index) => html`${index === 0 ? '' : separator}${item}`)}${items.length === 0 ? 'none' : ''}`;

export function findingsTables({ findings }: StackEvidence): SafeHtml {
  const open = findings.filter(({ acknowledged }) => acknowledged === undefined);
  return html`<h3>Findings</h3>
${open.length === 0 ? html`<p>No open findings.</p>` : html``}
${htmlTable(
  'Open: not accepted.',
  ['Rule', 'Where', 'Finding'],
  open.map(({ rule, construct, description }) => [htmlCodeOf(rule), path(construct), description]),
)}
${htmlTable(
  'Accepted by a decision of the design, with its owner and the day of its next review, or in the site file, with approver and last day.',
  ['Rule', 'Where', 'Reason', 'Owner', 'Review by'],
  grouped(findings).map(({ rule, constructs, reason, review }) => [
    htmlCodeOf(rule),
    html`${constructs.map((one, index) => html`${index === 0 ? '' : html`<br>`}${path(one)}`)}`,
    reason,
    review?.owner ?? '',
    review === undefined ? '' : lastDay(review.reviewBy, review.daysLeft),
  ]),
  'accepted',
)}`;
}

/** Permits line breaks between the parts of a path. */
const path = (construct: string): SafeHtml =>
  html`<code>${construct.split('/').map((part, index) => html`${index === 0 ? '' : html`/<wbr>`}${part}`)}</code>`;

interface Accepted {
  readonly rule: string;
  readonly constructs: readonly string[];
  readonly reason: string;
  readonly review: ReviewFact | undefined;
}

/** Findings with the same rule and reason share one row. */
function grouped(findings: readonly FoundFact[]): readonly Accepted[] {
  const by = new Map<string, Accepted>();
  for (const { rule, construct, acknowledged } of findings) {
    if (acknowledged === undefined) continue;
    const { reason, review } = acknowledged;
    const key = [rule, reason, review?.decision].join('\n');
    const constructs = new Set([...(by.get(key)?.constructs ?? []), construct === '' ? 'the stack' : construct]);
    by.set(key, { rule, constructs: [...constructs], reason, review });
  }
  return [...by.values()];
}
