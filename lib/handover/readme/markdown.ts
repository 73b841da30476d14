/** Parts of Markdown, never with raw HTML: a renderer may escape everything that looks like HTML. */

/** Free text (a hospital's name, a contact), escaped so that no character has a meaning in Markdown. */
export const proseText = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>&~#]/g, '\\$&');

/** A value to be copied exactly. */
export function copyableCode(value: string | number): string {
  const text = String(value);
  const runs = (text.match(/`+/g) ?? []).map(({ length }) => length);
  if (runs.length === 0) return `\`${text}\``;
  const fence = '`'.repeat(Math.max(...runs) + 1);
  return `${fence} ${text} ${fence}`;
}

export const copyableCodes = (values: readonly (string | number)[]): string => values.map(copyableCode).join(', ');

/** The anchor of a heading, as GitHub makes it. The HTML uses the same. */
export const headingAnchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

/** A table with a heading; the cells are Markdown. */
export function packTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heading), `|${' --- |'.repeat(heading.length)}`, ...rows.map(line)].join('\n');
}

export const numberedSteps = (items: readonly string[]): string =>
  items.map((item, index) => `${index + 1}. ${item}`).join('\n');
export const bulletList = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');
export const checkboxList = (items: readonly string[]): string => items.map((item) => `- [ ] ${item}`).join('\n');

/** Lines to be typed or compared. The HTML may draw some values of `language` differently. */
export const codeBlock = (lines: readonly string[], language = ''): string =>
  `\`\`\`${language}\n${lines.join('\n')}\n\`\`\``;

/** One section: a heading, then paragraphs. Undefined parts are omitted. */
export interface PackSection {
  readonly title: string;
  readonly parts: readonly (string | undefined)[];
}

export const definedParts = (parts: readonly (string | undefined)[]): readonly string[] =>
  parts.filter((part) => part !== undefined);
