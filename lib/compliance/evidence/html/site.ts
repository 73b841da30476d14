import { EIFU_PAGES } from '../eifu';
import type { EncryptionPath } from '../encryption-path';
import type { SiteEvidence } from '../evidence';
import { GUIDANCE_IDS, GUIDANCE_TEXTS } from '../guidance';
import { findingsOf, whatRan } from './judged';
import { html, htmlCodeOf, htmlPill, htmlTable, joinWithCommas, type SafeHtml } from './markup';
import { sitePicture } from './picture';
import { portsTable } from './ports';
import { isolationTable, stackSection } from './stack';
import { anchorOf, HOP_LEVELS, VERDICT_WORDS } from './words';

export function siteSection(site: SiteEvidence): SafeHtml {
  return html`<section class="place" id="${anchorOf('site', site.site)}">
<h2>${site.name}</h2>
<p class="sub">${site.site}, in ${site.environment}. Template <code>${site.template.file}</code>, SHA-256 <code>${site.template.sha256}</code></p>
<h3>Data flow</h3>
${sitePicture(site)}
${site.ways.map(way)}
<h3>Open ports</h3>
${portsTable(site.ports)}
<h3>Conformance with the eIFU</h3>
${conformanceTables(site)}
${standing(site)}
${acknowledgements(site)}
${findingsOf(site)}
${whatRan(site)}
${site.cell === undefined ? '' : stackSection(site.cell, isolationTable(site.cell.isolation))}
</section>
`;
}

function way({ title, ports, hops }: EncryptionPath): SafeHtml {
  return htmlTable(
    `${title}: encryption on each part of the way`,
    ['Part of the way', ...ports.map(({ port, service }) => `${port} ${service}`)],
    hops.map(({ from, to, readFrom, cells }) => [
      html`${from} → ${to}${readFrom.length === 0 ? '' : html`<br><span class="quiet">${joinWithCommas([...new Set(readFrom)])}</span>`}`,
      ...cells.map(({ level, words }) => html`<span class="${HOP_LEVELS[level]}">${words}</span>`),
    ]),
  );
}

function conformanceTables({ conformance }: SiteEvidence): SafeHtml {
  return html`${(['ipsec', 'stow'] as const).map((page) =>
    htmlTable(
      `${EIFU_PAGES[page].title}, ${EIFU_PAGES[page].edition}: what the page says beside what the template says`,
      ['Setting', 'The page', 'The template', 'Stands', 'Difference'],
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

function standing({ standing }: SiteEvidence): SafeHtml {
  if (standing === undefined) return html``;
  return html`<h3>Standing of what the tunnels may negotiate</h3>
${htmlTable(
  'Both sides agree on one value of each kind; AWS takes the weakest that both offer. ? marks what was not read in the final text; sources at the end.',
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
        ? html`<span class="level-bad">not known to the eIFU</span>`
        : html`<span class="level-${cell.level}">${cell.words}${cell.uncertain === true ? ' ?' : ''}</span>`;
    }),
  ]),
  'standing',
)}
${htmlTable(
  'Lifetime of phase 1',
  ['Guidance', 'Asks for', 'The template', ''],
  standing.lifetimes.map(({ guidance, words, found, met }) => [
    GUIDANCE_TEXTS[guidance].title,
    words,
    found,
    met ? htmlPill('good', 'met') : htmlPill('warn', 'not met'),
  ]),
)}`;
}

function acknowledgements({ acknowledgements }: SiteEvidence): SafeHtml {
  return html`<h3>Accepted in the site’s file</h3>
${acknowledgements.length === 0 ? html`<p>Nothing.</p>` : ''}
${htmlTable(
  'Each with who approved it, and until when.',
  ['Rule', 'Findings', 'Reason', 'Approved by', 'Until', 'Days left'],
  acknowledgements.map(({ rule, findings, reason, approvedBy, expires, daysLeft }) => [
    htmlCodeOf(rule),
    findings,
    reason,
    approvedBy,
    html`<span class="num">${expires}</span>`,
    daysLeft < 0 ? htmlPill('bad', 'ended') : daysLeft <= 60 ? htmlPill('warn', String(daysLeft)) : daysLeft,
  ]),
)}`;
}
