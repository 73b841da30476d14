import type { ConfigurationAddition, ConfigurationLines } from './device-file';

/** The syntax of FortiOS: tables with entries, removed by `delete` of each entry. */

export interface FortigateEntry {
  /** As FortiOS writes it: a name in quotes, or a number. */
  readonly id: string;
  readonly lines: ConfigurationLines;
}

const indented = (lines: ConfigurationLines): ConfigurationLines =>
  lines.map((line) =>
    line === undefined ? undefined : typeof line === 'string' ? `    ${line}` : 'put' in line ? line : indented(line),
  );

/** @param path one table, or the setting that contains it and the table. */
export function fortigateTable(
  path: string | readonly [string, string],
  entries: readonly FortigateEntry[],
): ConfigurationAddition {
  const [outer, inner] = typeof path === 'string' ? [undefined, path] : path;
  const put: ConfigurationLines = [
    `config ${inner}`,
    entries.map(({ id, lines }) => [`    edit ${id}`, indented(indented(lines)), '    next']),
    'end',
  ];
  const remove: ConfigurationLines = [
    `config ${inner}`,
    entries.toReversed().map(({ id }) => `    delete ${id}`),
    'end',
  ];
  const wrapped = (lines: ConfigurationLines): ConfigurationLines =>
    outer === undefined ? lines : [`config ${outer}`, indented(lines), 'end'];
  return { put: wrapped(put), remove: wrapped(remove) };
}

/**
 * The numbers of the file's entries in tables without names. `edit 0` would take a free number, but the removal could not name it.
 */
export const entryNumber = (index: number): string => `${64101 + index}`;
