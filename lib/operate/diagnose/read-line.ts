import { firstWithoutPrefix } from './line-prefix';
import { readAlbLine, readNlbLine } from './log-formats/alb';
import { awsOrGate, awsText, jsonOf } from './log-formats/json';
import { plainLine } from './log-formats/plain-text';
import { type LineReader, LONGEST_LINE, type LogLine } from './log-line';
import { readDeviceLine, sayingOf } from './readers';
import { isOfAnotherServer } from './unread';

/** The first reader that recognizes a line parses it. */
const READERS: readonly LineReader[] = [readAlbLine, readNlbLine, awsText, readDeviceLine];

/** AWS's and the gate's JSON. */
function ofJson(text: string, stream: string): ReturnType<LineReader> {
  const json = jsonOf(text);
  const found = json === undefined ? undefined : awsOrGate(json);
  if (found === undefined) return undefined;
  const before = text.slice(0, text.indexOf('{'));
  const name = before === '' ? stream : (before.trim().split(/\s+/)[1] ?? stream);
  const { format, message } = found;
  const fields = { ...found.fields, stream: name };
  const saying = sayingOf(format, message);
  return saying === undefined ? { format, message, fields } : { format, message, fields, saying };
}

export function readLine(text: string, line: number, stream: string, order = line): LogLine {
  const plain = plainLine(text);
  const short = plain.slice(0, LONGEST_LINE);
  const found = ofJson(plain, stream) ?? firstWithoutPrefix(short.trimEnd(), firstReader);
  if (found === undefined || (found.format === 'client' && isOfAnotherServer(short)))
    return { line, order, text: short, format: 'unknown', message: short, fields: {} };
  const { format, message, saying } = found;
  const fields = stream === '' ? found.fields : { stream, ...found.fields };
  return saying === undefined
    ? { line, order, text: short, format, message, fields }
    : { line, order, text: short, format, message, fields, saying };
}

function firstReader(text: string): ReturnType<LineReader> {
  for (const reader of READERS) {
    const found = reader(text);
    if (found !== undefined) return found;
  }
  return undefined;
}
