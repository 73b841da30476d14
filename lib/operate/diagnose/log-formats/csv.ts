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

type ParseCsv = typeof import('csv-parse/sync');

/** What the parser may change: the ends of lines, and half characters. */
const IS_UNCLEAR = /[\r\n\ud800-\udfff]/;

/** The cells of a row, each quoted as a whole or not at all; undefined if it is not so simple. */
function simpleCells(text: string, delimiter: string): readonly string[] | undefined {
  if (text === '' || IS_UNCLEAR.test(text) || delimiter.trim() === '') return undefined;
  const found: string[] = [];
  for (let at = 0; ; at++) {
    const isQuoted = text.startsWith('"', at);
    const begin = isQuoted ? at + 1 : at;
    let end = text.indexOf(isQuoted ? '"' : delimiter, begin);
    while (isQuoted && end >= 0 && text.startsWith('"', end + 1)) end = text.indexOf('"', end + 2);
    if (end < 0 && isQuoted) return undefined;
    if (end < 0) end = text.length;
    const cell = text.slice(begin, end);
    if (!isQuoted && (cell.includes('"') || cell.trim() !== cell)) return undefined;
    found.push(isQuoted ? cell.replaceAll('""', '"') : cell);
    at = isQuoted ? end + 1 : end;
    if (at === text.length) return found;
    if (!text.startsWith(delimiter, at)) return undefined;
  }
}

const cells = (text: string, delimiter = ','): readonly string[] =>
  simpleCells(text, delimiter) ?? parsedCells(text, delimiter);

/** Loaded only for a file that needs it. */
function parsedCells(text: string, delimiter: string): readonly string[] {
  const { parse }: ParseCsv = require('csv-parse/sync');
  try {
    const rows: string[][] = parse(text, { delimiter, relax_quotes: true, relax_column_count: true, trim: true });
    return rows[0] ?? [];
  } catch {
    return [text];
  }
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

  function row(line: number): void {
    const values = cells(open.join('\n'), delimiter);
    const began = line - open.length + 1;
    open = [];
    const text = textOf(values);
    const streamName = stream === undefined || stream < 0 ? '' : (values[stream] ?? '');
    for (const one of text.split('\n')) if (one.trim() !== '') emit(one, began, streamName);
  }

  let at = 0;
  return {
    take: (text, line) => {
      at = line;
      open.push(text);
      if (open.length >= TALLEST || isBalanced(open.join('\n'))) row(line);
    },
    end: () => {
      if (open.length > 0) row(at);
    },
  };
}

/** A row that was copied without its names: key=value cells, or a JSON object with doubled quotes. */
export function plainRow(text: string): string {
  if (text.includes('{""')) return cells(text).find((cell) => cell.startsWith('{')) ?? text;
  return /^"?\w+=[^,]{0,200},"?\w+=/.test(text) ? cells(text).join(' ') : text;
}
