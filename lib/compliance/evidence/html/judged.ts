import type { StackEvidence } from '../evidence';
import type { FoundFact, PackOutcome } from '../packs';
import { html, htmlCodeOf, htmlPill, htmlTable, type SafeHtml } from './markup';
import { shortRule } from './words';

/** The checks of one stack, and their results. */

export function packOutcomeHtml({ ran, open, acknowledged }: PackOutcome): SafeHtml {
  if (!ran) return htmlPill('bad', 'not shown to have run');
  if (open > 0) return htmlPill('bad', `${open} open`);
  return acknowledged > 0 ? htmlPill('good', `ran, ${acknowledged} accepted`) : htmlPill('good', 'ran, nothing found');
}

export function whatRan({ packs, template }: StackEvidence): SafeHtml {
  return html`<h3>What ran</h3>
${htmlTable(
  `On ${template.file}, ${template.resources} resources. A rule that had something to look at is named with the number of resources; all others of the pack ran too, and found nothing that concerns them.`,
  ['Pack', 'Version', 'Resources', 'Rules that ran', 'of them with something to look at', 'Outcome'],
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
  const looked = rules.filter(({ judged, threw }) => judged > 0 || threw > 0);
  const idle = rules.filter(({ judged, threw }) => judged === 0 && threw === 0);
  const said = looked.map(({ rule, judged, findings, threw }) => {
    const found = `${findings > 0 ? `, found ${findings}` : ''}${threw > 0 ? `, failed at ${threw}` : ''}`;
    return html`<b>${shortRule(pack, rule)}</b> ${judged}${found}`;
  });
  return html`<p class="quiet">${pack}: rules that looked at something, with the number of resources</p>
<p class="rules">${separated(said, '; ')}</p>
<p class="quiet">${pack}: rules that ran and had nothing to look at</p>
<p class="rules">${separated(
    idle.map(({ rule }) => html`${shortRule(pack, rule)}`),
    ', ',
  )}</p>
`;
}

const separated = (items: readonly SafeHtml[], separator: string): SafeHtml =>
  html`${items.map((item, index) => html`${index === 0 ? '' : separator}${item}`)}${items.length === 0 ? 'none' : ''}`;

export function findingsOf({ findings }: StackEvidence): SafeHtml {
  const open = findings.filter(({ acknowledged }) => acknowledged === undefined);
  return html`<h3>Findings</h3>
${open.length === 0 ? html`<p>None is open.</p>` : html``}
${htmlTable(
  'Open: nobody has accepted them.',
  ['Rule', 'Where', 'What'],
  open.map(({ rule, construct, description }) => [htmlCodeOf(rule), path(construct), description]),
)}
${htmlTable(
  'Accepted beside the design that causes them, with the reason given there.',
  ['Rule', 'Where', 'Reason'],
  grouped(findings).map(({ rule, constructs, reason }) => [
    htmlCodeOf(rule),
    html`${constructs.map((one, index) => html`${index === 0 ? '' : html`<br>`}${path(one)}`)}`,
    reason,
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
}

/** Findings with the same rule and reason share one row. */
function grouped(findings: readonly FoundFact[]): readonly Accepted[] {
  const by = new Map<string, Accepted>();
  for (const { rule, construct, acknowledged } of findings) {
    if (acknowledged === undefined) continue;
    const key = `${rule}\n${acknowledged.reason}`;
    const constructs = new Set([...(by.get(key)?.constructs ?? []), construct === '' ? 'the stack' : construct]);
    by.set(key, { rule, constructs: [...constructs], reason: acknowledged.reason });
  }
  return [...by.values()];
}
