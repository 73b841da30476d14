import { readAlbLine, readNlbLine } from './formats/alb';
import {
  charonBare,
  readCharonLine,
  readCiscoLine,
  readClientLine,
  readFrrLine,
  readKernelLine,
  readOrthancLine,
} from './formats/devices';
import { awsOrGate, awsText } from './formats/json';
import { type LineReader, LONGEST_LINE, type LogLine } from './log-line';

/** The first reader that recognizes a line parses it; no two recognize the same line. */
const READERS: readonly LineReader[] = [
  awsOrGate,
  readAlbLine,
  readNlbLine,
  readCharonLine,
  readFrrLine,
  readCiscoLine,
  readKernelLine,
  readOrthancLine,
  awsText,
  readClientLine,
  charonBare,
];

/** The length of a time and a stream's name. */
const MOST_BEFORE_JSON = 200;

function logLine(text: string, line: number, stream = ''): LogLine {
  const short = text.slice(0, LONGEST_LINE);
  // `aws logs tail` and the ECS agent write a time and a stream's name before the JSON.
  const json = text.indexOf('{');
  const prefixed = json > 0 && json < MOST_BEFORE_JSON ? awsOrGate(text.slice(json).trim()) : undefined;
  const found =
    prefixed ??
    READERS.reduce<ReturnType<LineReader>>(
      (known, reader) => known ?? reader(reader === awsOrGate ? text.trim() : short.trimEnd()),
      undefined,
    );
  if (found === undefined) return { line, text: short, format: 'unknown', message: short, fields: {} };
  const name = prefixed === undefined ? stream : (text.slice(0, json).trim().split(/\s+/)[1] ?? stream);
  return { line, text: short, ...found, fields: { ...found.fields, stream: name } };
}

interface Event {
  readonly text: string;
  /** The log stream; in a VPN's log, one tunnel. */
  readonly stream: string;
}

/** The entries of a document of CloudWatch Logs: `filter-log-events`, `get-log-events`, or an export of Insights. */
function documentEvents(text: string): readonly Event[] | undefined {
  const start = text.trimStart()[0];
  if (start !== '{' && start !== '[') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const object = value as { readonly events?: unknown } | null;
  const events: unknown = Array.isArray(value) ? value : object?.events;
  if (!Array.isArray(events)) return undefined;
  return events.map((event: unknown) => {
    const fields = (typeof event === 'object' && event !== null ? event : {}) as Readonly<Record<string, unknown>>;
    const said = fields.message ?? fields['@message'] ?? event;
    const stream = fields.logStreamName ?? fields['@logStream'];
    return {
      text: typeof said === 'string' ? said : JSON.stringify(event),
      stream: typeof stream === 'string' ? stream : '',
    };
  });
}

/** The entries of a document, with their line numbers if these can be determined. */
function readDocument(text: string, events: readonly Event[]): readonly LogLine[] {
  const starts = text.split('\n').flatMap((line, at) => (/"@?message"\s*:/.test(line) ? [at + 1] : []));
  const known = starts.length === events.length;
  return events.map((event, at) => logLine(event.text.trimEnd(), known ? (starts[at] ?? 1) : 1, event.stream));
}

/** The maximum number of lines of a printed object, which extends from `{` to `}` in the first column. */
const TALLEST = 200;

/** The last line of the object that begins at a line; the same line if the object is incomplete or too long. */
function closing(lines: readonly string[], start: number): number {
  let at = start + 1;
  while (at < start + TALLEST && /^\s+\S/.test(lines[at] ?? '')) at++;
  return /^\},?\s*$/.test(lines[at] ?? '') ? at : start;
}

/** The entries of a log in any format; lines of no known format are `unknown`. Never throws. */
export function readLog(text: string): readonly LogLine[] {
  const events = documentEvents(text);
  if (events !== undefined) return readDocument(text, events);
  const lines = text.split(/\r?\n/);
  const entries: LogLine[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    const end = line.trimEnd() === '{' ? closing(lines, at) : at;
    const whole =
      end === at
        ? line
        : lines
            .slice(at, end + 1)
            .join(' ')
            .trimEnd()
            .replace(/,$/, '');
    entries.push(logLine(whole, at + 1));
    at = end;
  }
  return entries;
}
