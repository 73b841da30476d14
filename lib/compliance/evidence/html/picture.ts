import type { SiteEvidence } from '../evidence';
import { html, type SafeHtml } from './markup';
import { safeName } from './words';

/** The data flow diagram of a site, drawn from its template. */

export function sitePicture({ site, name, picture: facts }: SiteEvidence): SafeHtml {
  const { hospitalCidrs, gateway, policy, cloudCidr, ports, deliveries } = facts;
  const id = `site-${safeName(site)}`;
  const height = deliveries.length > 0 ? 292 : 192;
  const names = wrapped(name, 24);
  const firstCidrY = 62 + names.length * 18;
  return html`<figure><svg viewBox="0 0 1040 ${height}" role="img" aria-labelledby="${id}-title ${id}-desc" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif" font-size="12" fill="#1c2430">
<title id="${id}-title">Data flow of ${name}</title>
<desc id="${id}-desc">${description(facts)}</desc>
<defs><marker id="${id}-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#1c2430"/></marker></defs>
${box(1, 30, 222, height - 40)}${box(404, 30, 312, height - 40, '4 4')}${box(830, 30, 209, height - 40)}
${names.map((line, index) => label(14, 54 + index * 18, line, true))}
${firstOf(hospitalCidrs).map((text, index) => label(14, firstCidrY + index * 16, text))}
${gateway === undefined ? '' : soft(14, height - 38, `router ${gateway}`)}
${policy === undefined ? '' : soft(14, height - 22, shortLabel(policy, 30))}
${label(418, 54, `site VPC ${shortLabel(cloudCidr, 24)}`, true)}
${box(418, 72, 92, 64)}${label(430, 100, 'private')}${label(430, 116, 'gateway')}
${box(548, 72, 154, 64)}${label(560, 100, 'endpoint, TCP')}${soft(560, 116, shortLabel(ports.join(', '), 22))}
${label(844, 54, facts.managed ? 'its ingest cell' : 'ingest service', true)}
${label(844, 100, authText(facts.auth))}${soft(844, 116, facts.managed ? 'TLS ends here' : 'not in these templates')}
${links(gateway !== undefined, facts.lines, id)}
${arrow(510, 104, 544, 104, id)}${arrow(702, 104, 826, 104, id)}${soft(728, 96, 'PrivateLink')}
${deliveries.length > 0 ? delivery(deliveries, facts.deliverySources, id) : ''}
</svg></figure>
`;
}

/** The connections between hospital and gateway. */
function links(vpn: boolean, lines: readonly string[], id: string): SafeHtml {
  const tunnels = vpn
    ? html`${soft(232, 76, '2 IPsec tunnels')}${arrow(223, 84, 414, 84, id)}${arrow(223, 94, 414, 94, id)}`
    : html``;
  const from = vpn ? 126 : 92;
  const shown = lines.length > 2 ? lines.slice(0, 1) : lines;
  const direct = shown.map((line, index) => {
    const y = from + index * 26;
    return html`${soft(232, y - 6, shortLabel(line, 27))}<line x1="223" y1="${y}" x2="414" y2="${y}" stroke="#1c2430" stroke-dasharray="7 3" marker-end="url(#${id}-tip)"/>`;
  });
  const words =
    lines.length > shown.length
      ? `and ${lines.length - shown.length} more; not encrypted`
      : 'Direct Connect, not encrypted';
  return html`${tunnels}${direct}${lines.length === 0 ? '' : soft(232, from + (shown.length - 1) * 26 + 15, words)}`;
}

function delivery(targets: readonly string[], sources: readonly string[], id: string): SafeHtml {
  const shown = sources.length > 2 ? [sources[0] ?? '', `and ${sources.length - 1} more`] : sources;
  return html`${box(548, 186, 154, 70)}${label(560, 208, 'delivery')}${shown.map((one, index) => soft(560, 226 + index * 15, one))}
${arrow(830, 221, 706, 221, id)}${soft(728, 213, 'PrivateLink')}
<path d="M548 221H464V140" fill="none" stroke="#1c2430" marker-end="url(#${id}-tip)"/>
<path d="M464 221H227" fill="none" stroke="#1c2430" marker-end="url(#${id}-tip)"/>
${soft(232, 213, 'results to the PACS')}
${soft(232, 239, shortLabel(targets[0] ?? '', 26))}${targets.length > 1 ? soft(232, 254, `and ${targets.length - 1} more`) : ''}`;
}

/** At most two lines of at most `length` characters. */
function wrapped(text: string, length: number): readonly string[] {
  const words = text.split(' ');
  let first = words.shift() ?? '';
  while (words[0] !== undefined && [...`${first} ${words[0]}`].length <= length) first = `${first} ${words.shift()}`;
  return [shortLabel(first, length), ...(words.length === 0 ? [] : [shortLabel(words.join(' '), length)])];
}

const box = (x: number, y: number, width: number, height: number, dash = ''): SafeHtml =>
  html`<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="5" fill="#ffffff" stroke="#1c2430"${dash === '' ? '' : html` stroke-dasharray="${dash}"`}/>`;
const label = (x: number, y: number, text: string, strong = false): SafeHtml =>
  html`<text x="${x}" y="${y}"${strong ? html` font-weight="600" font-size="13"` : ''}>${text}</text>`;
const soft = (x: number, y: number, text: string): SafeHtml =>
  html`<text x="${x}" y="${y}" fill="#566173" font-size="11">${text}</text>`;
const arrow = (x1: number, y1: number, x2: number, y2: number, id: string): SafeHtml =>
  html`<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#1c2430" marker-end="url(#${id}-tip)"/>`;
/** Cuts between characters, not between UTF-16 code units. */
const shortLabel = (text: string, length: number): string => {
  const characters = [...text];
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text;
};
const firstOf = (items: readonly string[]): readonly string[] =>
  items.length > 3 ? [...items.slice(0, 2), `and ${items.length - 2} more`] : items;
const authText = (auth: string): string =>
  auth === 'mtls' ? 'STOW-RS, mTLS' : auth === 'basic' ? 'STOW-RS, Basic' : 'STOW-RS';

/** The text alternative of the diagram. */
function description(facts: SiteEvidence['picture']): string {
  const vpn = facts.gateway === undefined ? [] : [`two IPsec tunnels from ${facts.gateway}`];
  const direct = facts.lines.length === 0 ? [] : [`unencrypted Direct Connect (${facts.lines.join('; ')})`];
  const results =
    facts.deliveries.length === 0
      ? ''
      : ` Results are delivered from ${facts.deliverySources.join(' and ')} to ${facts.deliveries.join(' and ')}.`;
  return `From ${facts.hospitalCidrs.join(', ')} by ${[...vpn, ...direct].join(' and ')} to the virtual private gateway of ${facts.cloudCidr}, to the interface endpoint on TCP ${facts.ports.join(', ')}, and by PrivateLink to ${facts.managed ? 'the hospital’s own ingest cell' : 'an ingest service outside these templates'}.${results}`;
}
