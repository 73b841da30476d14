import type { StackDoors, StackEvidence } from '../evidence';
import type { IsolationFact } from '../isolation';
import { findingsOf, whatRan } from './judged';
import { html, htmlCodeOf, htmlPill, htmlTable, joinWithCommas, type SafeHtml } from './markup';
import { portsTable } from './ports';

/** A stack without a hospital's own network: of an environment, or of a hospital's cell. */
export const stackSection = (
  stack: StackEvidence & StackDoors,
  more: SafeHtml = html``,
): SafeHtml => html`<h3>${stack.stack}</h3>
<p class="sub">Template <code>${stack.template.file}</code>, SHA-256 <code>${stack.template.sha256}</code></p>
${more}
${listeners(stack)}
${stack.ports.length === 0 ? '' : html`<h3>Open ports of ${stack.stack}</h3>${portsTable(stack.ports)}`}
${findingsOf(stack)}
${whatRan(stack)}`;

/** The resources that the hospital must not share. */
export const isolationTable = (facts: readonly IsolationFact[]): SafeHtml =>
  htmlTable(
    'The ingest cell of this hospital alone: another hospital has another. All cells of an environment share its network, cluster, PostgreSQL instance, bucket and keys.',
    ['What', 'The template', ''],
    facts.map(({ what, found, own }) => [
      what,
      joinWithCommas(found),
      own ? htmlPill('good', 'its own') : htmlPill('bad', 'not shown to be its own'),
    ]),
  );

function listeners({ listeners }: StackDoors): SafeHtml {
  return htmlTable(
    'Listeners: what they speak, and what they hand on',
    ['Listener', 'Port', 'TLS policy', 'Client certificates', 'Hands on to'],
    listeners.map(({ id, port, protocol, tlsPolicy, clientCertificates, target }) => [
      htmlCodeOf(id),
      html`<span class="num">${protocol} ${port}</span>`,
      tlsPolicy === undefined ? '' : htmlCodeOf(tlsPolicy),
      clientCertificates ?? '',
      target === undefined ? 'what its rules say' : `${target.protocol} ${target.port}`,
    ]),
  );
}
