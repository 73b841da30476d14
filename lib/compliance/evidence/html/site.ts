import { SOON_DAYS } from '../action-items';
import { EIFU_PAGES } from '../eifu';
import type { EncryptionPath } from '../encryption-path';
import type { SiteEvidence } from '../evidence';
import { GUIDANCE_IDS, GUIDANCE_TEXTS } from '../guidance';
import { checksRun, findingsTables } from './checks';
import { html, htmlCodeOf, htmlPill, htmlTable, joinWithCommas, type SafeHtml } from './markup';
import { sitePicture } from './picture';
import { isolationTable, portsTable, stackSection } from './stack';
import { HOP_LEVELS, VERDICT_WORDS } from './words';

export function siteSection(site: SiteEvidence): SafeHtml {
  return html`<section>
<h2>The stack ${site.stack}</h2>
<p class="sub">Template <code>${site.template.file}</code>, SHA-256 <code>${site.template.sha256}</code></p>
<h3>Data flow</h3>
${sitePicture(site)}
${site.ways.map(encryptionTable)}
<h3>Open ports</h3>
${portsTable(site.ports)}
<h3>Conformance with the eIFU</h3>
${conformanceTables(site)}
${ratingTables(site)}
${acknowledgements(site)}
${findingsTables(site)}
${checksRun(site)}
${site.cell === undefined ? '' : stackSection(site.cell, isolationTable(site.cell.isolation))}
</section>
`;
}

function encryptionTable({ title, ports, hops }: EncryptionPath): SafeHtml {
  return htmlTable(
    `${title}: encryption on each segment of the path`,
    ['Segment', ...ports.map(({ port, service }) => `${port} ${service}`)],
    hops.map(({ from, to, readFrom, cells }) => [
      html`${from} → ${to}${readFrom.length === 0 ? '' : html`<br><span class="quiet">${joinWithCommas([...new Set(readFrom)])}</span>`}`,
      ...cells.map(({ level, words }) => html`<span class="${HOP_LEVELS[level]}">${words}</span>`),
    ]),
  );
}

function conformanceTables({ conformance }: SiteEvidence): SafeHtml {
  return html`${(['ipsec', 'stow'] as const).map((page) =>
    htmlTable(
      `${EIFU_PAGES[page].title}, ${EIFU_PAGES[page].edition}: the values of the page and of the template`,
      ['Setting', 'The page', 'The template', 'Result', 'Remark'],
      conformance
        .filter((row) => row.page === page)
        .map(({ section, setting, values, found, verdict, note }) => [
          html`<span class="quiet">${section}</span><br>${setting}`,
          joinWithCommas(values),
          joinWithCommas(found),
          htmlPill(VERDICT_WORDS[verdict].kind, VERDICT_WORDS[verdict].words),
          note,
        ]),
      'conformance',
    ),
  )}`;
}

function ratingTables({ standing }: SiteEvidence): SafeHtml {
  if (standing === undefined) return html``;
  return html`<h3>Ratings of the values that the tunnels may negotiate</h3>
${htmlTable(
  'Both sides agree on one value of each kind; AWS uses the weakest that both offer. A ? marks a rating that was not read in the final text. The sources are at the end.',
  [
    'Value',
    'Phases',
    ...GUIDANCE_IDS.map((id) => GUIDANCE_TEXTS[id].title + (GUIDANCE_TEXTS[id].howRead === 'recall' ? ' ?' : '')),
  ],
  standing.rows.map(({ kind, value, phases, standings }) => [
    kind === 'DH group' ? `DH group ${value}` : value,
    phases.join(', '),
    ...GUIDANCE_IDS.map((id) => {
      const cell = standings?.[id];
      return cell === undefined
        ? html`<span class="level-bad">not in the eIFU</span>`
        : html`<span class="level-${cell.level}">${cell.words}${cell.uncertain === true ? ' ?' : ''}</span>`;
    }),
  ]),
  'standing',
)}
${htmlTable(
  'Lifetime of phase 1',
  ['Guidance', 'Requirement', 'The template', ''],
  standing.lifetimes.map(({ guidance, words, found, met }) => [
    GUIDANCE_TEXTS[guidance].title,
    words,
    found,
    met ? htmlPill('good', 'met') : htmlPill('warn', 'not met'),
  ]),
)}`;
}

function acknowledgements({ acknowledgements }: SiteEvidence): SafeHtml {
  return html`<h3>Accepted in the site file</h3>
${acknowledgements.length === 0 ? html`<p>None.</p>` : ''}
${htmlTable(
  'Each entry has an approver and an expiry date.',
  ['Rule', 'Findings', 'Reason', 'Approved by', 'Expires', 'Days left'],
  acknowledgements.map(({ rule, findings, reason, approvedBy, expires, daysLeft }) => [
    htmlCodeOf(rule),
    findings,
    reason,
    approvedBy,
    html`<span class="num">${expires}</span>`,
    daysLeft < 0 ? htmlPill('bad', 'expired') : daysLeft <= SOON_DAYS ? htmlPill('warn', String(daysLeft)) : daysLeft,
  ]),
)}`;
}
