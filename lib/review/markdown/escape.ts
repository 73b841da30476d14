import type { SafeText } from '../safe-text';

/** Escapes values for a comment on GitHub: they come from files and may contain anything. */

/** Formatting characters reorder or hide what a reviewer reads. */
const visible = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?');

/**
 * Escapes HTML and Markdown. Within `<code>` GitHub makes no mention, but GFM makes links of URLs, of `www.` and of mail addresses.
 * It finds a mail address after it has decoded the entities, but not across an element.
 */
const entities = (text: string): string =>
  visible(text)
    .replace(/[^\p{L}\p{N} .,;:/+=%?…→−-]/gu, (char) => `&#${char.codePointAt(0)};`)
    .replaceAll('://', '&#58;//')
    .replace(/(www)\./gi, '$1&#46;')
    .replaceAll('&#64;', '&#64;<wbr>');

/** For HTML, such as a `<summary>`. */
export const htmlCode = (text: string): string => `<code>${entities(text)}</code>`;

/** A value in a line or in a table cell: a code span if that is safe, since people also read comments as text. */
export function markdownCode(text: string): string {
  if (text === '') return '`(empty)`';
  return /^[^`|\\<>&\p{Cc}\p{Cf}\u2028\u2029]+$/u.test(text) && text.trim() === text ? `\`${text}\`` : htmlCode(text);
}

/** A sentence with its values escaped. */
export const markdownSentence = ({ words, values }: SafeText): string =>
  words.map((word, index) => `${word}${values[index] === undefined ? '' : markdownCode(values[index])}`).join('');

/** A code block whose content can't end it. */
export function markdownFence(text: string, language: string): string {
  const runs = text.match(/`+/g) ?? [];
  const marks = '`'.repeat(Math.max(3, ...runs.map(({ length }) => length + 1)));
  const lines = text.split('\n').map(visible).join('\n');
  return `${marks}${language}\n${lines}\n${marks}`;
}

/** The width of a line in a code block, which GitHub does not wrap. */
const LINE = 80;

/** Breaks long lines at spaces. The following lines are indented like the text of a numbered step. */
export const wrapLines = (text: string): string => text.split('\n').flatMap(wrapLine).join('\n');

function wrapLine(line: string): readonly string[] {
  // A command that continues on the next line stays whole.
  if (line.endsWith('\\')) return [line];
  const indent = ' '.repeat(/^(?:\d+\. |- | +)?/.exec(line)?.[0].length ?? 0);
  const [start = '', ...words] = line.split(' ');
  const lines = [start];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (longer.length <= LINE) lines[lines.length - 1] = longer;
    else lines.push(`${indent}${word}`);
  }
  return lines;
}

/** `summary` is trusted HTML. */
export const markdownDetails = (summary: string, body: string): string =>
  `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;

export const countedNoun = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
