import { SOON_DAYS } from '../action-items';
import { type DecisionFact, decisionFacts } from '../decisions';
import type { AuditEvidence, RiskFact, SiteEvidence } from '../evidence';
import { html, htmlPill, htmlTable, type SafeHtml } from './markup';
import { hospitalPage } from './words';

const HEADING = 'Weaknesses, unencrypted paths and expiring acknowledgements';
const CAPTION =
  'From the templates. Weak algorithms are those of rule HeartLab-VPN3. “No approval recorded”: the design permits it, and no site file accepts it by name. Segments behind an ingest of another team are not in these templates, so they are not listed.';
const APPROVAL = ['Accepted under', 'Approved by', 'Last day'];

/** The risks of all hospitals. Hospitals with the same risk and the same approval share one row. */
export function fleetRisks({ sites, decisions }: Pick<AuditEvidence, 'sites' | 'decisions'>): SafeHtml {
  const rows = new Map<string, { readonly risk: RiskFact; readonly sites: SiteEvidence[] }>();
  for (const site of sites)
    for (const risk of site.risks) {
      const key = JSON.stringify(risk);
      const row = rows.get(key);
      if (row === undefined) rows.set(key, { risk, sites: [site] });
      else row.sites.push(site);
    }
  const ordered = KINDS.flatMap((kind) => [...rows.values()].filter(({ risk }) => risk.kind === kind));
  const ofDesign = endingDecisions(decisions);
  return html`<h2>${HEADING}</h2>
${ordered.length + ofDesign.length === 0 ? html`<p>None.</p>` : ''}
${htmlTable(
  CAPTION,
  ['Kind', 'Hospital', 'What the template shows', ...APPROVAL],
  [
    ...ordered.map(({ risk, sites: having }) => [
      risk.kind,
      html`${having.map(({ site, name }, index) => html`${index === 0 ? '' : ', '}<a href="${hospitalPage(site)}">${name}</a>`)}`,
      risk.what,
      ...approvalCells(risk),
    ]),
    ...ofDesign.map((risk) => [risk.kind, 'the design of all', risk.what, ...approvalCells(risk)]),
  ],
  'risks',
)}`;
}

const KINDS = ['weak algorithms', 'clear-text path', 'unencrypted line', 'acknowledgement ending'] as const;

/** The risks of one hospital. */
export function siteRisks({ risks, findings, cell }: SiteEvidence): SafeHtml {
  const all = [...risks, ...endingDecisions(decisionFacts([...findings, ...(cell?.findings ?? [])]))];
  return html`<h2>${HEADING}</h2>
${all.length === 0 ? html`<p>None.</p>` : ''}
${htmlTable(
  CAPTION,
  ['Kind', 'What the template shows', ...APPROVAL],
  all.map((risk) => [risk.kind, risk.what, ...approvalCells(risk)]),
)}`;
}

function approvalCells({ approval }: RiskFact): readonly (SafeHtml | string)[] {
  if (approval === undefined) return ['no approval recorded', '', ''];
  const { rule, approvedBy, expires, daysLeft } = approval;
  return [rule, approvedBy, lastDay(expires, daysLeft)];
}

export function lastDay(date: string, daysLeft: number): SafeHtml {
  const left =
    daysLeft < 0
      ? htmlPill('bad', 'ended')
      : daysLeft <= SOON_DAYS
        ? htmlPill('warn', `${daysLeft} days left`)
        : html`<span class="quiet">${daysLeft} days left</span>`;
  return html`<span class="num">${date}</span><br>${left}`;
}

/** The decisions of the design whose review is due soon or overdue, as risks. */
const endingDecisions = (decisions: readonly DecisionFact[]): readonly RiskFact[] =>
  decisions
    .filter(({ daysLeft }) => daysLeft <= SOON_DAYS)
    .map(({ decision, owner, reviewBy, daysLeft, rules }) => ({
      kind: 'acknowledgement ending',
      what: `The design accepts findings of ${rules.join(', ')}.`,
      approval: { rule: `design decision ${decision}`, approvedBy: owner, expires: reviewBy, daysLeft },
    }));
