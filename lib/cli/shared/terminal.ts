/** The terminal that a command writes to; tests pass their own. */
export interface TerminalSettings {
  readonly colours: boolean;
  /** Columns to write within. */
  readonly width: number;
}

/** The settings for a file or a pipe. */
export const PLAIN_TERMINAL: TerminalSettings = { colours: false, width: 100 };

/** The terminal of stdout. https://no-color.org: NO_COLOR, not empty, means none. */
export function terminalOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): TerminalSettings {
  if (stream.isTTY !== true) return PLAIN_TERMINAL;
  return { colours: !env.NO_COLOR && env.TERM !== 'dumb', width: Math.min(120, Math.max(80, stream.columns ?? 80)) };
}

const CODES = { green: 32, yellow: 33, red: 31, unknown: 35, dim: 2, bold: 1 } as const;

export function colourText(text: string, how: keyof typeof CODES, { colours }: TerminalSettings): string {
  return colours ? `\u001b[${CODES[how]}m${text}\u001b[0m` : text;
}

/** Pads the cells of each row, so that the columns are aligned. */
export function alignColumns(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  return rows.map((row) =>
    row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd((widths[index] ?? 0) + 2))),
  );
}

/** Wraps a text at a width; only a word that is longer exceeds it. The first line starts with `begin`, the others with `then`. */
export function wrapText(text: string, width: number, begin: string, then: string): readonly string[] {
  const lines: string[] = [];
  let line = begin;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${then}${word}`;
    } else line = empty ? `${line}${word}` : `${line} ${word}`;
    empty = false;
  }
  return [...lines, line];
}
