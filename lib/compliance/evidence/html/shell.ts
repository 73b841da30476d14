import { countedWord } from '../action-items';
import type { ActionItem, AuditEvidence } from '../evidence';
import { html, htmlCodeOf, htmlPill, htmlTable, joinWithCommas, SafeHtml } from './markup';
import { PAGE_STYLE } from './style';
import { ACTION_ITEM_WORDS } from './words';

/** A self-contained page, which opens from disk, prints, and runs no script. */
export const htmlPage = (title: string, body: SafeHtml): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${new SafeHtml(PAGE_STYLE)}</style>
</head>
<body>
${body}
</body>
</html>
`.text;

interface PageHead {
  readonly title: string;
  readonly subtitle: string | SafeHtml;
  readonly clean: boolean;
}

/** The head of every page: what was checked, and when. */
export function pageHead({ date, commit, tools }: AuditEvidence, { title, subtitle, clean }: PageHead): SafeHtml {
  return html`<header>
<h1>${title}</h1>
<p class="sub">${subtitle}</p>
<dl class="facts">
<dt>Outcome</dt><dd>${clean ? htmlPill('good', 'nothing open') : htmlPill('bad', 'open items')}</dd>
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

const MOST_SUBJECTS = 12;

/** @param columns with the subjects, or without them on the page of one subject */
export function actionItemsTable(
  items: readonly ActionItem[],
  sites: number,
  columns: 'with subjects' | 'without subjects' = 'with subjects',
): SafeHtml {
  const named = columns === 'with subjects';
  return html`<h2>Open items, and items for information</h2>
${items.length === 0 ? html`<p>There are none.</p>` : ''}
${htmlTable(
  'Only open items affect the outcome.',
  ['', 'Item', ...(named ? ['Where'] : [])],
  items.map(({ level, what, subjects }) => [
    htmlPill(ACTION_ITEM_WORDS[level].kind, ACTION_ITEM_WORDS[level].words),
    what,
    ...(named ? [subjects.length > 1 && subjects.length === sites ? 'all sites' : shortened(subjects)] : []),
  ]),
)}`;
}

/** The page of each subject lists its own items, so a long list is shortened here. */
const shortened = (subjects: readonly string[]): SafeHtml =>
  subjects.length <= MOST_SUBJECTS
    ? joinWithCommas(subjects)
    : html`${joinWithCommas(subjects.slice(0, MOST_SUBJECTS))} and ${subjects.length - MOST_SUBJECTS} more`;
