import type { RiskFact, SiteEvidence } from '../evidence';
import { html, htmlPill, htmlTable, type SafeHtml } from './markup';
import { hospitalPage } from './words';

const HEADING = 'Weaknesses, unencrypted paths and expiring acknowledgements';
const CAPTION =
  'From the templates. Weak algorithms are those of rule HeartLab-VPN3. “No approval recorded”: the design permits it, and no site file accepts it by name. Segments behind an ingest of another team are not in these templates, so they are not listed.';
const APPROVAL = ['Accepted under', 'Approved by', 'Last day'];

/** The risks of all hospitals. Hospitals with the same risk and the same approval share one row. */
export function fleetRisks(sites: readonly SiteEvidence[]): SafeHtml {
  const rows = new Map<string, { readonly risk: RiskFact; readonly sites: SiteEvidence[] }>();
  for (const site of sites)
    for (const risk of site.risks) {
      const key = JSON.stringify(risk);
      const row = rows.get(key);
      if (row === undefined) rows.set(key, { risk, sites: [site] });
      else row.sites.push(site);
    }
  const ordered = KINDS.flatMap((kind) => [...rows.values()].filter(({ risk }) => risk.kind === kind));
  return html`<h2>${HEADING}</h2>
${ordered.length === 0 ? html`<p>None.</p>` : ''}
${htmlTable(
  CAPTION,
  ['Kind', 'Hospital', 'What the template shows', ...APPROVAL],
  ordered.map(({ risk, sites: having }) => [
    risk.kind,
    html`${having.map(({ site, name }, index) => html`${index === 0 ? '' : ', '}<a href="${hospitalPage(site)}">${name}</a>`)}`,
    risk.what,
    ...approvalCells(risk),
  ]),
  'risks',
)}`;
}

const KINDS = ['weak algorithms', 'clear-text path', 'unencrypted line', 'acknowledgement ending'] as const;

/** The risks of one hospital. */
export const siteRisks = ({ risks }: SiteEvidence): SafeHtml => html`<h2>${HEADING}</h2>
${risks.length === 0 ? html`<p>None.</p>` : ''}
${htmlTable(
  CAPTION,
  ['Kind', 'What the template shows', ...APPROVAL],
  risks.map((risk) => [risk.kind, risk.what, ...approvalCells(risk)]),
)}`;

function approvalCells({ approval }: RiskFact): readonly (SafeHtml | string)[] {
  if (approval === undefined) return ['no approval recorded', '', ''];
  const { rule, approvedBy, expires, daysLeft } = approval;
  const left = daysLeft < 0 ? htmlPill('bad', 'expired') : html`<span class="quiet">${daysLeft} days left</span>`;
  return [rule, approvedBy, html`<span class="num">${expires}</span><br>${left}`];
}
