import type { AuditEvidence, EnvironmentEvidence, SiteEvidence } from '../evidence';
import { controlsPage } from './controls';
import { html, type SafeHtml } from './markup';
import { frontPage } from './page';
import { siteRisks } from './risks';
import { actionItemsTable, htmlPage, pageHead } from './shell';
import { siteSection } from './site';
import { ratingSources } from './sources';
import { stackSection } from './stack';
import { CONTROLS_PAGE, environmentPage, FRONT_PAGE, hospitalPage } from './words';

/** A page of the evidence. All links are relative, so that the folder works from disk. */
export interface EvidencePage {
  /** Relative to the evidence's folder. */
  readonly path: string;
  readonly content: string;
}

/** The front page, and a page for each hospital and environment. */
export const evidencePages = (evidence: AuditEvidence): readonly EvidencePage[] => [
  { path: FRONT_PAGE, content: frontPage(evidence) },
  { path: CONTROLS_PAGE, content: controlsPage(evidence) },
  ...evidence.sites.map((site) => ({ path: hospitalPage(site.site), content: hospitalHtml(evidence, site) })),
  ...evidence.environments.map((one) => ({
    path: environmentPage(one.environment),
    content: environmentHtml(evidence, one),
  })),
];

const BACK: SafeHtml = html`<p class="back"><a href="../${FRONT_PAGE}">All hospitals of this evidence</a></p>`;

function hospitalHtml(evidence: AuditEvidence, site: SiteEvidence): string {
  const subjects = [site.site, ...(site.cell === undefined ? [] : [site.cell.stack])];
  return htmlPage(
    `${site.name}: evidence as of ${evidence.date}`,
    html`${placeHead(evidence, site.name, subjects, `${site.site}, in ${site.environment}`)}
${siteRisks(site)}
${itemsOf(evidence, subjects)}
${siteSection(site)}
${ratingSources()}`,
  );
}

function environmentHtml(
  evidence: AuditEvidence,
  { environment, account, region, stacks }: EnvironmentEvidence,
): string {
  const subjects = stacks.map(({ stack }) => stack);
  return htmlPage(
    `Environment ${environment}: evidence as of ${evidence.date}`,
    html`${placeHead(evidence, `Environment ${environment}`, subjects, `Account ${account}, ${region}: stacks that its hospitals share.`)}
${itemsOf(evidence, subjects)}
${stacks.map((stack) => stackSection(stack))}`,
  );
}

/** The items about these subjects, and those about everything. */
const concerning = ({ attention }: AuditEvidence, subjects: readonly string[]): AuditEvidence['attention'] =>
  attention.filter((item) => item.subjects.length === 0 || item.subjects.some((one) => subjects.includes(one)));

const itemsOf = (evidence: AuditEvidence, subjects: readonly string[]): SafeHtml =>
  actionItemsTable(concerning(evidence, subjects), 0, 'without subjects');

const placeHead = (
  evidence: AuditEvidence,
  title: string,
  subjects: readonly string[],
  subtitle: string,
): SafeHtml => html`${BACK}
${pageHead(evidence, {
  title,
  subtitle,
  clean: concerning(evidence, subjects).every(({ level }) => level !== 'act'),
})}`;
