/** HTML that needs no escaping. */
export class SafeHtml {
  constructor(readonly text: string) {}
}

type Part = string | number | SafeHtml | undefined | readonly Part[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that HTML does not allow, or that reverse the text direction. They are replaced. */
const UNSAFE = /(?![\t\n\r])\p{Cc}|[\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Cs}/gu;

/** Most texts contain nothing to escape. */
const PLAIN = /^[\w .,:;/()=+-]*$/;

export const escapeHtml = (text: string): string =>
  PLAIN.test(text)
    ? text
    : text.replace(UNSAFE, '\ufffd').replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

function rendered(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof SafeHtml) return part.text;
  return typeof part === 'object' ? part.map(rendered).join('') : escapeHtml(String(part));
}

/** `html`<p>${text}</p>``: escapes each value that is not itself a SafeHtml. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): SafeHtml {
  return new SafeHtml(strings.reduce((all, text, index) => all + rendered(parts[index - 1]) + text));
}

/** A table with a heading for each column; nothing without rows. */
export function htmlTable(
  caption: string,
  headings: readonly string[],
  rows: readonly (readonly Part[])[],
  name = '',
): SafeHtml {
  if (rows.length === 0) return html``;
  return html`<table class="${name}"><caption>${caption}</caption>
<thead><tr>${headings.map((one) => html`<th scope="col">${one}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>
`,
)}</tbody></table>
`;
}

/** A short framed text. Its colour adds no information. */
export const htmlPill = (kind: string, words: string): SafeHtml => html`<span class="pill ${kind}">${words}</span>`;

export const htmlCodeOf = (text: string): SafeHtml => html`<code>${text}</code>`;

/** Keeps each short item on one line. */
export const joinWithCommas = (items: readonly string[]): SafeHtml =>
  html`${items.map((item, index) => html`${index === 0 ? '' : ', '}${item.length > 28 ? item : html`<span class="item">${item}</span>`}`)}`;
