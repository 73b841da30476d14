import { PREVIEW_BANNER, README_PAGE, readmeTitle } from '.';
import { type ChangeStep, rollbackSteps, STOP_POINT, startConditions, windowSteps } from './change-steps';
import { checkboxList } from './markdown';
import { escapedText, packPage, packRenderer } from './page';
import type { ReadmeInput } from './readme-input';
import { linkedInput } from './sections';

/** Prints on one A4 page: for the people who work in the window. */
const STYLE = `
:root { color-scheme: light; }
body { font: 14px/1.35 system-ui, "Segoe UI", Arial, sans-serif; color: #000; background: #fff; max-width: 60rem; margin: 1.5rem auto; padding: 0 1rem; }
h1 { font-size: 1.25em; margin: 0 0 0.3em; } h2 { font-size: 1.05em; margin: 0.6em 0 0.2em; } p, ul { margin: 0.2em 0; } ul { padding: 0; columns: 2; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { border: 1px solid #777; padding: 0.15em 0.4em; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background: #eee; } a { color: inherit; } li { list-style: none; break-inside: avoid; }
.number { width: 1.9em; } .who { width: 5em; } .expected { width: 38%; } .done { width: 3.4em; } .head th { width: 10em; }
code { font-family: ui-monospace, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.92em; }
blockquote { border: 2px solid #b00000; margin: 0.3em 0; padding: 0 0.6em; }
@page { size: A4; margin: 9mm 10mm; }
@media print { body { font-size: 7.8pt; line-height: 1.2; max-width: none; margin: 0; padding: 0; } tr { break-inside: avoid; } }`;

/** The change plan as a form. */
export function planHtml(input: ReadmeInput): string {
  const linked = linkedInput(input);
  const { facts, heartLab, preview } = linked;
  const marked = packRenderer(facts, README_PAGE);
  const inline = (text: string): string => String(marked.parseInline(text, { async: false }));
  const block = (text: string): string => marked.parse(text, { async: false });
  const table = (steps: readonly ChangeStep[]): string => `<table>
<thead><tr><th class="number"></th><th class="who">Who</th><th>What</th><th class="expected">Expected result</th><th class="done">Done</th></tr></thead>
<tbody>
${steps.map(({ who, what, expected }, index) => `<tr><td>${index + 1}</td><td>${who}</td><td>${inline(what)}</td><td>${inline(expected)}</td><td></td></tr>`).join('\n')}
</tbody></table>`;
  const head = [
    ['Window', 'Date: ____________ from ________ to ________. Stop point: ________, half an hour before the end'],
    ['People', 'Network: ____________________ PACS: ____________________'],
    [
      'HeartLab',
      heartLab === undefined
        ? 'in the finished pack'
        : `${heartLab.telephone} (${heartLab.hours}), ${heartLab.email}. At any time: ${heartLab.emergency}. Name of the site: ${facts.site}`,
    ],
  ].map(([name = '', value = '']) => `<tr><th>${name}</th><td>${escapedText(value)}</td></tr>`);
  return packPage(
    `Change plan: ${readmeTitle(input)}`,
    STYLE,
    `<h1>Change plan: ${escapedText(readmeTitle(input))}</h1>
${preview ? block(PREVIEW_BANNER) : ''}<table class="head"><tbody>
${head.join('\n')}
</tbody></table>
<p>The section numbers refer to <a href="${README_PAGE}">${README_PAGE}</a>.</p>
<h2>Before the window</h2>
${block(checkboxList(startConditions(linked)))}<h2>In the window</h2>
${table(windowSteps(linked))}
<h2>Stop point and rollback</h2>
<p>${STOP_POINT}</p>
${table(rollbackSteps(linked))}
`,
  );
}
