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
