import type { StackEvidence, StackNetwork } from '../evidence';
import type { IsolationFact } from '../isolation';
import type { EvidencePort } from '../ports';
import { checksRun, findingsTables } from './checks';
import { html, htmlCodeOf, htmlPill, htmlTable, joinWithCommas, type SafeHtml } from './markup';

/** The section of a stack that is not a site's own: of an environment, or of an ingest cell. */
export const stackSection = (
  stack: StackEvidence & StackNetwork,
  more: SafeHtml = html``,
): SafeHtml => html`<h3>${stack.stack}</h3>
<p class="sub">Template <code>${stack.template.file}</code>, SHA-256 <code>${stack.template.sha256}</code></p>
${more}
${listeners(stack)}
${stack.ports.length === 0 ? '' : html`<h3>Open ports of ${stack.stack}</h3>${portsTable(stack.ports)}`}
${findingsTables(stack)}
${checksRun(stack)}`;

/** The resources that the hospital must not share. */
export const isolationTable = (facts: readonly IsolationFact[]): SafeHtml =>
  htmlTable(
    'Each hospital has its own ingest cell. All cells of an environment share its network, cluster, PostgreSQL instance, bucket and keys.',
    ['Resource', 'The template', ''],
    facts.map(({ what, found, own }) => [
      what,
      joinWithCommas(found),
      own ? htmlPill('good', 'its own') : htmlPill('bad', 'not proven to be its own'),
    ]),
  );

function listeners({ listeners }: StackNetwork): SafeHtml {
  return htmlTable(
    'Listeners and their targets',
    ['Listener', 'Port', 'TLS policy', 'Client certificates', 'Forwards to'],
    listeners.map(({ id, port, protocol, tlsPolicy, clientCertificates, target }) => [
      htmlCodeOf(id),
      html`<span class="num">${protocol} ${port}</span>`,
      tlsPolicy === undefined ? '' : htmlCodeOf(tlsPolicy),
      clientCertificates ?? '',
      target === undefined ? 'the targets of its rules' : `${target.protocol} ${target.port}`,
    ]),
  );
}

/** The open ports. Rules that differ only in the peer share one row. */
export function portsTable(open: readonly EvidencePort[]): SafeHtml {
  if (open.length === 0) return html`<p>None: no security group permits ingress or egress.</p>`;
  const by = new Map<string, { readonly first: EvidencePort; readonly peers: string[] }>();
  for (const one of open) {
    const key = [one.direction, one.resource, one.protocol, one.port, one.why].join('\n');
    const same = by.get(key);
    if (same === undefined) by.set(key, { first: one, peers: [one.peer] });
    else same.peers.push(one.peer);
  }
  return htmlTable(
    'From the security groups of the template. A direction that is not listed is closed.',
    ['', 'Port', 'Peers', 'Description', 'Group'],
    [...by.values()].map(({ first, peers }) => [
      html`<span class="num">${first.direction === 'in' ? 'in, from' : 'out, to'}</span>`,
      html`<span class="num">${first.protocol} ${first.port}</span>`,
      joinWithCommas(peers),
      first.why,
      htmlCodeOf(first.resource),
    ]),
  );
}
