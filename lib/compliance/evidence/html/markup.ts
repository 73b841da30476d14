/** HTML that is made of values: whatever is put in is text, unless it is HTML that was made here. */
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

/** A character that HTML does not allow, or that turns the text around, shows as a replacement character. */
const UNSEEN = /(?![\t\n\r])\p{Cc}|[\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Cs}/gu;

export const escapeHtml = (text: string): string =>
  text.replace(UNSEEN, '\ufffd').replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

function rendered(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof SafeHtml) return part.text;
  return typeof part === 'object' ? part.map(rendered).join('') : escapeHtml(String(part));
}

/** `html`<p>${text}</p>``: what is interpolated is escaped. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): SafeHtml {
  return new SafeHtml(strings.reduce((all, text, index) => all + rendered(parts[index - 1]) + text));
}

/** A table with a heading for each column. */
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

/** A short word in a frame of its own, by which a reader finds a row; the colour says nothing that the word doesn't. */
export const htmlPill = (kind: string, words: string): SafeHtml => html`<span class="pill ${kind}">${words}</span>`;

export const htmlCodeOf = (text: string): SafeHtml => html`<code>${text}</code>`;

/** Short items stay whole, so that a long run of them breaks between them. */
export const joinWithCommas = (items: readonly string[]): SafeHtml =>
  html`${items.map((item, index) => html`${index === 0 ? '' : ', '}${item.length > 28 ? item : html`<span class="item">${item}</span>`}`)}`;
