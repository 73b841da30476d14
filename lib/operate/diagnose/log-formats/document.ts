import { isMapping } from '../../../config/mapping';

export interface DocumentEvent {
  readonly text: string;
  readonly line: number;
  /** The log stream; in a VPN's log, one tunnel. */
  readonly stream: string;
}

/** The entries of a document of CloudWatch Logs: `filter-log-events`, `get-log-events`, or an export of Insights. */
export function documentEvents(text: string): readonly DocumentEvent[] | undefined {
  const start = text.trimStart()[0];
  if (start !== '{' && start !== '[') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const events = Array.isArray(value) ? value : isMapping(value) ? (value.events ?? value.results) : undefined;
  if (!Array.isArray(events)) return undefined;
  // The line numbers, if they can be determined.
  const starts = text.split('\n').flatMap((line, at) => (/"@?message"\s*:/.test(line) ? [at + 1] : []));
  const known = starts.length === events.length;
  return events.map((event: unknown, at) => ({ ...entry(event), line: known ? (starts[at] ?? 1) : 1 }));
}

function entry(event: unknown): Omit<DocumentEvent, 'line'> {
  const fields = isMapping(event) ? event : {};
  const said = fields.message ?? fields['@message'] ?? event;
  const stream = fields.logStreamName ?? fields['@logStream'];
  return {
    text: (typeof said === 'string' ? said : JSON.stringify(event)).trimEnd(),
    stream: typeof stream === 'string' ? stream : '',
  };
}
