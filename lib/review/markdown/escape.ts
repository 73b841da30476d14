import type { SafeText } from '../safe-text';

/** Values come from files and may hold anything: here they become harmless in a comment on GitHub. */

/** Formatting characters reorder or hide what a reviewer reads. */
const visible = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?');

/** Nothing of HTML or Markdown survives, and within `<code>` GitHub makes no mention and no link. */
const entities = (text: string): string =>
  visible(text).replace(/[^\p{L}\p{N} .,;:/+=%?…→−-]/gu, (char) => `&#${char.codePointAt(0)};`);

/** For where Markdown isn't read, such as a `<summary>`. */
export const htmlCode = (text: string): string => `<code>${entities(text)}</code>`;

/** A value in a line or a table's cell: a code span where that is safe, since people read comments as text too. */
export function markdownCode(text: string): string {
  if (text === '') return '`(empty)`';
  return /^[^`|\\<>&\p{Cc}\p{Cf}\u2028\u2029]+$/u.test(text) && text.trim() === text ? `\`${text}\`` : htmlCode(text);
}

/** A sentence of ours with its values. */
export const markdownSentence = ({ words, values }: SafeText): string =>
  words.map((word, index) => `${word}${values[index] === undefined ? '' : markdownCode(values[index])}`).join('');

/** A block that ends where we end it, whatever stands in it. */
export function markdownFence(text: string, language: string): string {
  const runs = text.match(/`+/g) ?? [];
  const marks = '`'.repeat(Math.max(3, ...runs.map(({ length }) => length + 1)));
  const lines = text.split('\n').map(visible).join('\n');
  return `${marks}${language}\n${lines}\n${marks}`;
}

/** `summary` is HTML of ours. */
export const markdownDetails = (summary: string, body: string): string =>
  `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;

export const countedNoun = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
