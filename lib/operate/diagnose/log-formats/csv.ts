import type { EmitEntry } from '../line-shape';

export interface CsvReader {
  readonly take: (text: string, line: number) => void;
  readonly end: () => void;
}

const MESSAGE = /^@?(?:message|rawmessage|_raw)$/i;
const STREAM = /^@?log_?stream(?:name)?$/i;
/** A name that an export of CloudWatch Logs Insights, FortiAnalyzer or a syslog server has in its first row. */
const KNOWN = /^(?:@message|@timestamp|@logStream|message|msg|logid|logdesc|vpntunnel|itime|_raw|rawmessage)$/i;
/** The longest row of several lines. */
const TALLEST = 200;
/** So many rows are parsed together, because setting up the parser takes longer than parsing a row. */
const ROWS = 200;

type ParseCsv = typeof import('csv-parse/sync');

/** Loaded only for a file that needs it. */
function rowsOf(text: string, delimiter: string): readonly (readonly string[])[] | undefined {
  const { parse }: ParseCsv = require('csv-parse/sync');
  try {
    return parse(text, { delimiter, relax_quotes: true, relax_column_count: true, trim: true });
  } catch {
    return undefined;
  }
}

function cells(text: string, delimiter = ','): readonly string[] {
  const rows = rowsOf(text, delimiter);
  return rows === undefined ? [text] : (rows[0] ?? []);
}

/** The cells of several rows. If a faulty row takes in the next one, the number of rows is wrong, and each is parsed alone. */
function cellsOfRows(texts: readonly string[], delimiter: string | undefined): readonly (readonly string[])[] {
  const rows = rowsOf(texts.join('\n'), delimiter ?? ',');
  return rows?.length === texts.length ? rows : texts.map((text) => cells(text, delimiter));
}

function isBalanced(text: string): boolean {
  let quotes = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes++;
  return quotes % 2 === 0;
}

/** The reader of an export in CSV, if the first line is its row of names. */
export function csvReader(first: string, emit: EmitEntry): CsvReader | undefined {
  if (!/^["\w@.\- ]+(?:[,;\t]["\w@.\- ]+)+$/.test(first)) return undefined;
  const delimiter = /[,;\t]/.exec(first)?.[0];
  const names = cells(first, delimiter);
  if (!names.some((name) => KNOWN.test(name))) return undefined;
  const [message, stream] = [MESSAGE, STREAM].map((pattern) => names.findIndex((name) => pattern.test(name)));
  let open: string[] = [];

  /** Without a column for the message, the row is written as the device writes it: `name="value"`. */
  const textOf = (row: readonly string[]): string =>
    message === undefined || message < 0
      ? names.flatMap((name, at) => (row[at] ? [`${name}="${row[at]}"`] : [])).join(' ')
      : (row[message] ?? '');

  let rows: { readonly text: string; readonly line: number }[] = [];

  function emitRows(): void {
    const all = cellsOfRows(
      rows.map(({ text }) => text),
      delimiter,
    );
    rows.forEach(({ line }, at) => {
      const values = all[at] ?? [];
      const streamName = stream === undefined || stream < 0 ? '' : (values[stream] ?? '');
      for (const one of textOf(values).split('\n')) if (one.trim() !== '') emit(one, line, streamName);
    });
    rows = [];
  }

  function endRow(line: number): void {
    rows.push({ text: open.join('\n'), line: line - open.length + 1 });
    open = [];
    if (rows.length >= ROWS) emitRows();
  }

  let at = 0;
  return {
    take: (text, line) => {
      at = line;
      open.push(text);
      if (open.length >= TALLEST || isBalanced(open.join('\n'))) endRow(line);
    },
    end: () => {
      if (open.length > 0) endRow(at);
      emitRows();
    },
  };
}

/** A row that was copied without its names: key=value cells, or a JSON object with doubled quotes. */
export function plainRow(text: string): string {
  if (text.includes('{""')) return cells(text).find((cell) => cell.startsWith('{')) ?? text;
  return /^"?\w+=[^,]{0,200},"?\w+=/.test(text) ? cells(text).join(' ') : text;
}
