import { Entries } from './entries';
import { readAlbLine, readNlbLine } from './log-formats/alb';
import { awsOrGate, awsText } from './log-formats/json';
import { plainText } from './log-formats/plain-text';
import { type LineReader, LONGEST_LINE, type LogLine } from './log-line';
import { LINE_READERS, sayingOf } from './readers';

/** The first reader that recognizes a line parses it. */
const READERS: readonly LineReader[] = [readAlbLine, readNlbLine, awsText, ...LINE_READERS];

/** The length of a time and a stream's name. */
const MOST_BEFORE_JSON = 200;

/** AWS's and the gate's JSON, after what `aws logs tail`, the console and the ECS agent write before it. */
function ofJson(text: string, stream: string): Omit<LogLine, 'line' | 'text'> | undefined {
  const json = text.indexOf('{');
  if (json < 0 || json > MOST_BEFORE_JSON) return undefined;
  const found = awsOrGate(text.slice(json).trim());
  if (found === undefined) return undefined;
  const name = json === 0 ? stream : (text.slice(0, json).trim().split(/\s+/)[1] ?? stream);
  const saying = sayingOf(found.format, found.message);
  return { ...found, fields: { ...found.fields, stream: name }, ...(saying === undefined ? {} : { saying }) };
}

export function readLine(text: string, line: number, stream: string): LogLine {
  const plain = plainText(text);
  const short = plain.slice(0, LONGEST_LINE);
  const found = ofJson(plain, stream) ?? first(short.trimEnd());
  if (found === undefined) return { line, text: short, format: 'unknown', message: short, fields: {} };
  const fields = stream === '' ? found.fields : { stream, ...found.fields };
  return { line, text: short, ...found, fields };
}

function first(text: string): ReturnType<LineReader> {
  for (const reader of READERS) {
    const found = reader(text);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The entries of a log in any format; lines of no known format are `unknown`. Never throws. */
export function readLog(text: string): readonly LogLine[] {
  const lines: LogLine[] = [];
  const entries = new Entries((entry, line, stream) => lines.push(readLine(entry, line, stream)));
  entries.push(text);
  entries.end();
  return lines;
}
