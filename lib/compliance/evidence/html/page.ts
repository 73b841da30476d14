import { countedWord } from '../action-items';
import type { AuditEvidence, EnvironmentEvidence, StackEvidence } from '../evidence';
import { GUIDANCE_IDS, GUIDANCE_TEXTS } from '../guidance';
import { packOutcomeHtml } from './checks';
import { html, htmlCodeOf, htmlPill, htmlTable, joinWithCommas, SafeHtml } from './markup';
import { siteSection } from './site';
import { stackSection } from './stack';
import { PAGE_STYLE } from './style';
import { ACTION_ITEM_WORDS, anchorOf, HOW_READ } from './words';

/** The evidence as one self-contained page, which opens from disk, prints, and runs no script. */
export function evidencePage(evidence: AuditEvidence): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>HeartLab hospital connectivity: evidence as of ${evidence.date}</title>
<style>${new SafeHtml(PAGE_STYLE)}</style>
</head>
<body>
${head(evidence)}
${actionItemsTable(evidence)}
${summary(evidence)}
${fileProblems(evidence)}
${evidence.sites.map(siteSection)}
${evidence.environments.map(environmentSection)}
${sources()}
</body>
</html>
`.text;
}

function head({ date, commit, tools, clean, sites, environments }: AuditEvidence): SafeHtml {
  return html`<header>
<h1>Evidence of checks</h1>
<p class="sub">HeartLab hospital connectivity: ${countedWord(sites.length, 'site')}, ${countedWord(environments.length, 'environment')}</p>
<dl class="facts">
<dt>Outcome</dt><dd>${clean ? htmlPill('good', 'nothing open') : htmlPill('bad', 'not clean')}</dd>
<dt>Checked as of</dt><dd>${date}</dd>
<dt>Commit</dt><dd>${htmlCodeOf(commit.hash)}, ${commit.date}${commit.changed.length > 0 ? ', with uncommitted changes' : ''}</dd>
<dt>Checked by</dt><dd>${joinWithCommas(Object.entries(tools).map(([name, version]) => `${name} ${version}`))}</dd>
<dt>Not covered</dt><dd>deployed resources and the hospitals’ own devices: all values here come from templates</dd>
</dl>
</header>
${
  commit.changed.length === 0
    ? ''
    : html`<div class="loud">The working tree differs from the commit in ${countedWord(commit.changed.length, 'file')}.
<ul>${commit.changed.slice(0, 20).map((path) => html`<li>${htmlCodeOf(path)}</li>`)}${commit.changed.length > 20 ? html`<li>and ${commit.changed.length - 20} more</li>` : ''}</ul></div>`
}`;
}

function actionItemsTable({ attention, sites }: AuditEvidence): SafeHtml {
  return html`<h2>What needs attention</h2>
${attention.length === 0 ? html`<p>Nothing needs attention.</p>` : ''}
${htmlTable(
  'Open items come first. “For information” does not affect the outcome.',
  ['', 'Item', 'Where'],
  attention.map(({ level, what, subjects }) => [
    htmlPill(ACTION_ITEM_WORDS[level].kind, ACTION_ITEM_WORDS[level].words),
    what,
    subjects.length > 1 && subjects.length === sites.length ? 'all sites' : joinWithCommas(subjects),
  ]),
)}`;
}

function summary({ sites, environments }: AuditEvidence): SafeHtml {
  const packs = (sites[0] ?? environments[0]?.stacks[0])?.packs.map(({ pack }) => pack) ?? [];
  const counts = (stack: StackEvidence): readonly SafeHtml[] => packs.map((name) => cell(stack, name));
  return html`<h2>Summary</h2>
${htmlTable(
  'Hospitals and packs. A pack counts as run if it recorded what its rules checked, or has an entry in the report. An empty result alone proves nothing.',
  ['Hospital', ...packs, 'Deviations'],
  sites.map((site) => [
    html`<a href="#${anchorOf('site', site.site)}">${site.name}</a><br><span class="quiet">${site.site}</span>`,
    ...counts(site),
    site.conformance.filter(({ verdict }) => verdict === 'deviation').length,
  ]),
)}
${htmlTable(
  'Ingest cells, one per hospital',
  ['Stack', ...packs],
  sites.flatMap(({ site, cell: own }) =>
    own === undefined ? [] : [[html`<a href="#${anchorOf('site', site)}">${own.stack}</a>`, ...counts(own)]],
  ),
)}
${htmlTable(
  'Stacks that hospitals share',
  ['Stack', ...packs],
  environments.flatMap(({ environment, stacks }) =>
    stacks.map((stack) => [
      html`<a href="#${anchorOf('environment', environment)}">${stack.stack}</a>`,
      ...counts(stack),
    ]),
  ),
)}`;
}

function cell({ packs }: StackEvidence, name: string): SafeHtml {
  const pack = packs.find((one) => one.pack === name);
  if (pack === undefined) return html``;
  const checked = pack.rules.length > 0 ? `${pack.rules.length} rules` : `${pack.resources} resources`;
  return html`${packOutcomeHtml(pack)}${pack.ran ? html`<br><span class="quiet">${checked}</span>` : ''}`;
}

function fileProblems({ problems }: AuditEvidence): SafeHtml {
  if (problems.length === 0) return html``;
  return html`<h2>Problems in the site files</h2>
<ul>${problems.map((line) => html`<li>${htmlCodeOf(line)}</li>`)}</ul>`;
}

function environmentSection({ environment, account, region, stacks }: EnvironmentEvidence): SafeHtml {
  return html`<section class="place" id="${anchorOf('environment', environment)}">
<h2>Environment ${environment}</h2>
<p class="sub">Account ${account}, ${region}: stacks that its hospitals share.</p>
${stacks.map((stack) => stackSection(stack))}
</section>
`;
}

function sources(): SafeHtml {
  return html`<section class="place">
<h2>Sources</h2>
${htmlTable(
  'The guidance by which algorithms and groups are rated, and how it was read. All ratings were entered by hand: look a rating up before you rely on it.',
  ['Guidance', 'Source', 'How it was read', 'Limits'],
  GUIDANCE_IDS.map((id) => {
    const { title, source, howRead, caveat } = GUIDANCE_TEXTS[id];
    return [title, source, htmlPill(howRead === 'read' ? 'good' : 'warn', HOW_READ[howRead]), caveat];
  }),
)}
<p class="quiet">Conformance: “as the page”: the same values; “within”: a subset of what the page permits; “stricter”: a subset without the values that no guidance approves; “deviation”: differs from the page; “given”: a fact that the page asks for; “elsewhere”: decided outside these templates; “not applicable”: the hospital does not have this part. The values come from the template’s resources, not from the site file.</p>
</section>`;
}
