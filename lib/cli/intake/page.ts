import { createHash } from 'node:crypto';
import { html, SafeHtml } from '../../compliance/evidence/html/markup';
import { INTAKE_FIELDS, INTAKE_SECTIONS, type IntakeField } from './form';
import { INTAKE_STYLE } from './style';

export const INTAKE_TITLE = 'HeartLab connection: your network details';

/** For a content security policy. */
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * The form as one page that opens from disk. The policy permits only its own script and style: it can load nothing and send nothing.
 *
 * @param script the code of `browser/main.ts` as one file
 */
export function intakePage(script: string): string {
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(INTAKE_STYLE)}; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<title>${INTAKE_TITLE}</title>
<style>${new SafeHtml(INTAKE_STYLE)}</style>
</head>
<body>
<main>
<h1>${INTAKE_TITLE}</h1>
<p class="screen">HeartLab needs these details from the administrators of your network to set up the connection. Each answer is checked while you type. At the end, save the file and send it to your HeartLab Onboarding Manager.</p>
<p class="note screen">This page works without a network. It sends nothing and stores nothing in the browser: only a file that you save keeps your answers. To continue later, save the unfinished answers and open that file here again.</p>
<p class="warning"><strong>Never write a pre-shared key, a password or a private key here.</strong> HeartLab never asks for one in this form.</p>
<noscript><p class="warning">Scripts are off in this browser, so the form cannot check or save your answers. Print this page, fill in the table, and send it to your HeartLab Onboarding Manager.</p></noscript>
<div id="summary" tabindex="-1" role="group" aria-labelledby="summary-title" hidden><h2 id="summary-title">Some answers need your attention</h2><ul></ul></div>
<form novalidate autocomplete="off">
<p><button type="button" id="open">Open a saved file</button><input type="file" id="file" accept=".json,application/json" hidden></p>
<p id="opened" role="status"></p>
${INTAKE_SECTIONS.map(
  ({ title, fields }) => html`<section>
<h2>${title}</h2>
${fields.map(question)}</section>
`,
)}<section>
<h2>Save and send</h2>
<p id="status" role="status"></p>
<p><button type="submit" id="save">Save the file for HeartLab</button><button type="button" id="unfinished">Save unfinished answers</button><button type="button" id="print">Print</button></p>
</section>
</form>
<section>
<h2>Your answers</h2>
<table>
<caption>Your answers so far. An empty row has no answer.</caption>
<tbody>
${INTAKE_FIELDS.map(
  ({ column, label }) => html`<tr><th scope="row">${label}</th><td id="${column}-entered"></td></tr>
`,
)}</tbody>
</table>
</section>
</main>
<script>${new SafeHtml(script)}</script>
</body>
</html>
`.text;
}

/** More choices are a list. */
const MOST_BUTTONS = 4;

const hintAndError = ({ column, hint }: IntakeField): SafeHtml =>
  html`<p class="hint" id="${column}-hint">${hint}</p>
<p class="error" id="${column}-error"></p>
`;

const described = (column: string): SafeHtml => html`aria-describedby="${column}-hint ${column}-error"`;

function question(field: IntakeField): SafeHtml {
  const isGroup = field.choices !== undefined && Object.keys(field.choices).length <= MOST_BUTTONS;
  return html`<div class="question" id="${field.column}-question">
${isGroup ? group(field) : single(field)}</div>
`;
}

const nameOf = ({ label, optional }: IntakeField): SafeHtml =>
  html`${label}${optional ? html` <span class="optional">(optional)</span>` : ''}`;

function single(field: IntakeField): SafeHtml {
  const { column, kind, optional, choices = {} } = field;
  const common = html`id="${column}" name="${column}" ${described(column)} aria-required="${String(!optional)}" spellcheck="false"`;
  const control =
    kind === 'one'
      ? html`<select ${common}>
<option value="">Choose</option>
${Object.entries(choices).map(([value, text]) => html`<option value="${value}">${text}</option>\n`)}</select>`
      : kind === 'lines'
        ? html`<textarea ${common} rows="3"></textarea>`
        : html`<input type="text" ${common}>`;
  return html`<label for="${column}">${nameOf(field)}</label>
${hintAndError(field)}${control}
`;
}

function group(field: IntakeField): SafeHtml {
  const { column, kind, choices = {} } = field;
  const type = kind === 'one' ? 'radio' : 'checkbox';
  const role = kind === 'one' ? new SafeHtml(' role="radiogroup" aria-required="true"') : '';
  return html`<fieldset id="${column}-group"${role} ${described(column)}>
<legend>${nameOf(field)}</legend>
${hintAndError(field)}${Object.entries(choices).map(
  ([value, text], index) =>
    html`<div class="choice"><input type="${type}" id="${column}${index === 0 ? '' : `-${value}`}" name="${column}" value="${value}"><label for="${column}${index === 0 ? '' : `-${value}`}">${text}</label></div>
`,
)}</fieldset>
`;
}
