import { EIFU_PAGES } from '../eifu';
import type { Way } from '../encryption-path';
import type { SiteEvidence } from '../evidence';
import { GUIDANCE, GUIDANCE_IDS } from '../guidance';
import { findingsOf, whatRan } from './judged';
import { code, commas, html, type Markup, pill, table } from './markup';
import { picture } from './picture';
import { ports } from './ports';
import { isolationTable, stackSection } from './stack';
import { anchor, HOP_LEVELS, VERDICTS } from './words';

/** One hospital. */
export function siteSection(site: SiteEvidence): Markup {
  return html`<section class="place" id="${anchor('site', site.site)}">
<h2>${site.name}</h2>
<p class="sub">${site.site}, in ${site.environment}. Template <code>${site.template.file}</code>, SHA-256 <code>${site.template.sha256}</code></p>
<h3>Data flow</h3>
${picture(site)}
${site.ways.map(way)}
<h3>Open ports</h3>
${ports(site.ports)}
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

function way({ title, ports, hops }: Way): Markup {
  return table(
    `${title}: encryption on each part of the way`,
    ['Part of the way', ...ports.map(({ port, service }) => `${port} ${service}`)],
    hops.map(({ from, to, readFrom, cells }) => [
      html`${from} → ${to}${readFrom.length === 0 ? '' : html`<br><span class="quiet">${commas([...new Set(readFrom)])}</span>`}`,
      ...cells.map(({ level, words }) => html`<span class="${HOP_LEVELS[level]}">${words}</span>`),
    ]),
  );
}

function conformanceTables({ conformance }: SiteEvidence): Markup {
  return html`${(['ipsec', 'stow'] as const).map((page) =>
    table(
      `${EIFU_PAGES[page].title}, ${EIFU_PAGES[page].edition}: what the page says beside what the template says`,
      ['Setting', 'The page', 'The template', 'Stands', 'Difference'],
      conformance
        .filter((row) => row.page === page)
        .map(({ section, setting, values, found, verdict, note }) => [
          html`<span class="quiet">${section}</span><br>${setting}`,
          commas(values),
          commas(found),
          pill(VERDICTS[verdict].kind, VERDICTS[verdict].words),
          note,
        ]),
      'conformance',
    ),
  )}`;
}

function standing({ standing }: SiteEvidence): Markup {
  if (standing === undefined) return html``;
  return html`<h3>Standing of what the tunnels may negotiate</h3>
${table(
  'Both sides agree on one value of each kind; AWS takes the weakest that both offer. ? marks what was not read in the final text; sources at the end.',
  [
    'Value',
    'Phases',
    ...GUIDANCE_IDS.map((id) => GUIDANCE[id].title + (GUIDANCE[id].howRead === 'recall' ? ' ?' : '')),
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
${table(
  'Lifetime of phase 1',
  ['Guidance', 'Asks for', 'The template', ''],
  standing.lifetimes.map(({ guidance, words, found, met }) => [
    GUIDANCE[guidance].title,
    words,
    found,
    met ? pill('good', 'met') : pill('warn', 'not met'),
  ]),
)}`;
}

function acknowledgements({ acknowledgements }: SiteEvidence): Markup {
  return html`<h3>Accepted in the site’s file</h3>
${acknowledgements.length === 0 ? html`<p>Nothing.</p>` : ''}
${table(
  'Each with who approved it, and until when.',
  ['Rule', 'Findings', 'Reason', 'Approved by', 'Until', 'Days left'],
  acknowledgements.map(({ rule, findings, reason, approvedBy, expires, daysLeft }) => [
    code(rule),
    findings,
    reason,
    approvedBy,
    html`<span class="num">${expires}</span>`,
    daysLeft < 0 ? pill('bad', 'ended') : daysLeft <= 60 ? pill('warn', String(daysLeft)) : daysLeft,
  ]),
)}`;
}
