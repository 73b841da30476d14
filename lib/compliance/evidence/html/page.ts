import { countedWord } from '../action-items';
import type { AuditEvidence, StackEvidence } from '../evidence';
import { html, htmlCodeOf, htmlPill, htmlTable, type SafeHtml } from './markup';
import { fleetRisks } from './risks';
import { actionItemsTable, htmlPage, pageHead } from './shell';
import { signOffSection, systemSection } from './system';
import { CONTROLS_PAGE, environmentPage, hospitalPage } from './words';

/** The front page: the risks, the open items, and a link to the page of each hospital. */
export function frontPage(evidence: AuditEvidence): string {
  const { sites, environments, attention, clean, date, limited } = evidence;
  const counted = `${countedWord(sites.length, 'site')}, ${countedWord(environments.length, 'environment')}`;
  return htmlPage(
    `HeartLab hospital connectivity: evidence as of ${date}`,
    html`${pageHead(evidence, {
      title: 'Evidence of checks',
      subtitle: `HeartLab hospital connectivity: ${counted}${limited ? ', limited to the hospitals that were named' : ''}`,
      clean,
    })}
${systemSection(evidence)}
${fleetRisks(evidence)}
${actionItemsTable(attention, sites.length)}
${summary(evidence)}
${fileProblems(evidence)}
<p><a href="${CONTROLS_PAGE}">Control mapping</a>: ISO/IEC 27001, HIPAA, NZ HISF, AU ISM and NIST SP 800-53.</p>
${signOffSection(evidence)}`,
  );
}

function summary({ sites, environments }: AuditEvidence): SafeHtml {
  return html`<h2>Summary</h2>
${htmlTable(
  'Each hospital has a page of its own. A pack counts as run if it recorded what its rules checked, or has an entry in the report. An empty result alone proves nothing.',
  ['Hospital', 'Checks of its stack', 'Checks of its ingest cell', 'Deviations from the eIFU'],
  sites.map((site) => [
    html`<a href="${hospitalPage(site.site)}">${site.name}</a><br><span class="quiet">${site.site}</span>`,
    checksHtml(site),
    site.cell === undefined ? '' : checksHtml(site.cell),
    site.conformance.filter(({ verdict }) => verdict === 'deviation').length,
  ]),
)}
${htmlTable(
  'Stacks that hospitals share',
  ['Stack', 'Checks'],
  environments.flatMap(({ environment, stacks }) =>
    stacks.map((stack) => [html`<a href="${environmentPage(environment)}">${stack.stack}</a>`, checksHtml(stack)]),
  ),
)}`;
}

/** The outcome of all packs on one stack. Its page has one row for each pack. */
function checksHtml({ packs }: StackEvidence): SafeHtml {
  const without = packs.filter(({ ran }) => !ran).map(({ pack }) => pack);
  if (without.length > 0) return htmlPill('bad', `no proof that it ran: ${without.join(', ')}`);
  const total = (key: 'open' | 'acknowledged'): number => packs.reduce((sum, pack) => sum + pack[key], 0);
  return total('open') > 0
    ? htmlPill('bad', `${total('open')} open`)
    : htmlPill('good', `${packs.length} packs ran, ${total('acknowledged')} accepted`);
}

function fileProblems({ problems }: AuditEvidence): SafeHtml {
  if (problems.length === 0) return html``;
  return html`<h2>Problems in the site files</h2>
<ul>${problems.map((line) => html`<li>${htmlCodeOf(line)}</li>`)}</ul>`;
}
