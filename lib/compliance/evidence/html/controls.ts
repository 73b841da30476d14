import { type ControlFramework, EVIDENCE_FACTS } from '../controls/control';
import { CONTROL_FRAMEWORKS } from '../controls/index';
import type { AuditEvidence } from '../evidence';
import { html, htmlPill, htmlTable, joinWithCommas, type SafeHtml } from './markup';
import { htmlPage } from './shell';
import { FRONT_PAGE } from './words';

/** The page of the control mapping. */
export const controlsPage = ({ date }: AuditEvidence): string =>
  htmlPage(
    `Control mapping: evidence as of ${date}`,
    html`<p class="back"><a href="${FRONT_PAGE}">Front page</a></p>
<h1>Control mapping</h1>
<p>Each control lists the rules and facts of this evidence that help to show it, and what they can’t show. A mapping is not a claim of compliance. A control is mapped only if its text was read in the source that is named.</p>
${CONTROL_FRAMEWORKS.map(framework)}`,
  );

const framework = ({ title, controls, missing }: ControlFramework): SafeHtml => html`<h2>${title}</h2>
${htmlTable(
  'Mapped controls',
  ['Control', 'Asks, in short', 'Rules', 'Facts', 'Not shown', 'Source'],
  controls.map(({ id, title: name, asks, rules, facts, notShown, source }) => [
    html`<b>${id}</b><br>${name}`,
    asks,
    joinWithCommas(rules),
    joinWithCommas(facts.map((fact) => EVIDENCE_FACTS[fact])),
    notShown,
    html`${source.title}<br><code>${source.url}</code><br>${source.howRead === 'published' ? htmlPill('good', 'publisher’s text') : htmlPill('warn', 'read in a copy')}`,
  ]),
  'controls',
)}
${htmlTable(
  'Missing controls',
  ['Controls', 'Why'],
  missing.map(({ ids, why }) => [joinWithCommas(ids), why]),
)}`;
