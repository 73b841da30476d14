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

/** The first that knows a line reads it; no two know the same one. */
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

/** A time and the name of a stream. */
const MOST_BEFORE_JSON = 200;

function logLine(text: string, line: number, stream = ''): LogLine {
  const short = text.slice(0, LONGEST_LINE);
  // `aws logs tail` and the ECS agent put a time and a stream's name before the JSON.
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
  /** The log stream: of a VPN's log, one tunnel. */
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

/** Where each entry of a document stands, as well as its lines tell it. */
function readDocument(text: string, events: readonly Event[]): readonly LogLine[] {
  const starts = text.split('\n').flatMap((line, at) => (/"@?message"\s*:/.test(line) ? [at + 1] : []));
  const known = starts.length === events.length;
  return events.map((event, at) => logLine(event.text.trimEnd(), known ? (starts[at] ?? 1) : 1, event.stream));
}

/** An object printed over several lines, from `{` to `}` in the first column; at most this many. */
const TALLEST = 200;

/** Where the object ends that begins at a line; that line itself where none ends: another begins, or it is too tall. */
function closing(lines: readonly string[], start: number): number {
  let at = start + 1;
  while (at < start + TALLEST && /^\s+\S/.test(lines[at] ?? '')) at++;
  return /^\},?\s*$/.test(lines[at] ?? '') ? at : start;
}

/** The entries of a log, whatever its format; lines of no known format stay, as `unknown`. Never throws. */
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
