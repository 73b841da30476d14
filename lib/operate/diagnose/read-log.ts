import { LogEntries } from './entries';
import type { LogLine } from './log-line';
import { readLine } from './read-line';

/** The entries of a log in any format; lines of no known format are `unknown`. Never throws. */
export function readLog(text: string): readonly LogLine[] {
  const lines: LogLine[] = [];
  const entries = new LogEntries((entry, line, stream) => lines.push(readLine(entry, line, stream)));
  entries.push(text);
  entries.end();
  return lines;
}
