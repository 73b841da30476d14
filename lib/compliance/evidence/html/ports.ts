import type { EvidencePort } from '../ports';
import { html, htmlCodeOf, htmlTable, joinWithCommas, type SafeHtml } from './markup';

/** The permitted connections: rules that differ only in the peer share one row. */
export function portsTable(open: readonly EvidencePort[]): SafeHtml {
  if (open.length === 0) return html`<p>None: no security group lets anything in or out.</p>`;
  const by = new Map<string, { readonly first: EvidencePort; readonly peers: string[] }>();
  for (const one of open) {
    const key = [one.direction, one.resource, one.protocol, one.port, one.why].join('\n');
    const same = by.get(key);
    if (same === undefined) by.set(key, { first: one, peers: [one.peer] });
    else same.peers.push(one.peer);
  }
  return htmlTable(
    'As the security groups of the template say it. Where a direction is missing, nothing is let through.',
    ['', 'Port', 'Who', 'Why', 'Group'],
    [...by.values()].map(({ first, peers }) => [
      html`<span class="num">${first.direction === 'in' ? 'in, from' : 'out, to'}</span>`,
      html`<span class="num">${first.protocol} ${first.port}</span>`,
      joinWithCommas(peers),
      first.why,
      htmlCodeOf(first.resource),
    ]),
  );
}
