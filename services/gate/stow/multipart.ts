/**
 * Splits a multipart body into its parts while it arrives (RFC 2046, section 5.1.1), for objects of any size. It buffers at most a
 * delimiter and the white space after it, or the headers of one part.
 *
 * A part ends at a line that is the boundary and nothing else. A line that only begins with the boundary is content, so no bytes
 * inside an object can truncate it.
 */

/** The elements of the body, in their order. */
export type PartEvent =
  /** A part begins. Header names are in lower case. */
  | { readonly kind: 'part'; readonly headers: ReadonlyMap<string, string> }
  /** Bytes of the current part. */
  | { readonly kind: 'data'; readonly bytes: Buffer }
  /** The current part is complete. */
  | { readonly kind: 'part-end' }
  /** The closing delimiter: every part was complete. */
  | { readonly kind: 'end' }
  /** The body can't be parsed further. The current part, if there is one, is incomplete. */
  | { readonly kind: 'broken'; readonly why: BrokenMultipart };

/**
 * `no-delimiter`: the body ended without a boundary line. `cut`: it ended within a part or its headers.
 * `headers`: the headers of a part are too long, or a line is not a header.
 */
export type BrokenMultipart = 'no-delimiter' | 'cut' | 'headers';

/** Bytes of a part's headers. DICOM senders write one or two lines. */
const MOST_HEADER_BYTES = 16_384;

/** Bytes of white space between the boundary and the end of its line ("transport padding"). */
const MOST_PADDING = 256;

const CRLF = Buffer.from('\r\n');
const BLANK_LINE = Buffer.from('\r\n\r\n');
const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const DASH = 0x2d;

type State = 'preamble' | 'headers' | 'body' | 'ended';

export class MultipartSplitter {
  private readonly delimiter: Buffer;
  private state: State = 'preamble';
  /** Bytes that are not classified yet. A delimiter begins with the line end before it, which the first one may lack. */
  private buffer: Buffer = CRLF;
  /** Bytes at the beginning of `buffer` that belong to the line end before the part's content. */
  private skipped = CRLF.length;

  /** @param boundary the parameter of the request's Content-Type without quotes: 1 to 70 characters */
  constructor(boundary: string) {
    this.delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  }

  /** The events that the next bytes of the body complete. */
  push(chunk: Buffer): readonly PartEvent[] {
    if (this.state === 'ended') return [];
    this.buffer = this.buffer.length === 0 ? chunk : Buffer.concat([this.buffer, chunk]);
    return this.read(false);
  }

  /** The body has ended. The last event is `end` or `broken`, unless it came before. */
  finish(): readonly PartEvent[] {
    return this.state === 'ended' ? [] : this.read(true);
  }

  private read(ended: boolean): readonly PartEvent[] {
    const events: PartEvent[] = [];
    while (this.state !== 'ended') {
      const more = this.state === 'headers' ? this.readHeaders(events) : this.readToDelimiter(events, ended);
      if (!more) break;
    }
    if (ended && this.state !== 'ended') events.push(this.broken(this.state === 'preamble' ? 'no-delimiter' : 'cut'));
    return events;
  }

  /** Whether there is more to read in `buffer`. */
  private readToDelimiter(events: PartEvent[], ended: boolean): boolean {
    const { buffer, delimiter } = this;
    for (let from = 0; ; ) {
      const at = buffer.indexOf(delimiter, from);
      if (at === -1) {
        // A delimiter may begin in the last bytes.
        this.release(events, buffer.length - delimiter.length + 1);
        return false;
      }
      const line = lineAfter(buffer, at + delimiter.length, ended);
      if (line === 'unknown') {
        this.release(events, at);
        return false;
      }
      if (line === 'content') {
        from = at + 1;
        continue;
      }
      this.release(events, at);
      if (this.state === 'body') events.push({ kind: 'part-end' });
      if (line.closes) {
        events.push({ kind: 'end' });
        this.end();
        return false;
      }
      this.state = 'headers';
      // The headers begin after the delimiter's line end. If there are none, that line end is half of the blank line.
      this.buffer = buffer.subarray(line.end - CRLF.length);
      this.skipped = CRLF.length;
      return true;
    }
  }

  /** Emits the content before that index, and keeps the rest. */
  private release(events: PartEvent[], index: number): void {
    if (index <= this.skipped) return;
    if (this.state === 'body') events.push({ kind: 'data', bytes: this.buffer.subarray(this.skipped, index) });
    this.buffer = this.buffer.subarray(index);
    this.skipped = 0;
  }

  private readHeaders(events: PartEvent[]): boolean {
    const end = this.buffer.indexOf(BLANK_LINE);
    const length = end === -1 ? this.buffer.length : end;
    if (length > MOST_HEADER_BYTES) return this.fail(events, 'headers');
    if (end === -1) return false;
    const headers = parseHeaders(this.buffer.subarray(CRLF.length, Math.max(end, CRLF.length)).toString('latin1'));
    if (headers === undefined) return this.fail(events, 'headers');
    events.push({ kind: 'part', headers });
    this.state = 'body';
    // The end of the blank line can be the start of a delimiter: a part may be empty.
    this.buffer = this.buffer.subarray(end + CRLF.length);
    this.skipped = CRLF.length;
    return true;
  }

  private fail(events: PartEvent[], why: BrokenMultipart): false {
    events.push(this.broken(why));
    return false;
  }

  private broken(why: BrokenMultipart): PartEvent {
    this.end();
    return { kind: 'broken', why };
  }

  private end(): void {
    this.state = 'ended';
    this.buffer = Buffer.alloc(0);
  }
}

/** Whether the rest of a line that begins with the boundary, from that index, makes the line a delimiter. */
function lineAfter(
  buffer: Buffer,
  index: number,
  ended: boolean,
): 'unknown' | 'content' | { readonly closes: boolean; readonly end: number } {
  const closes = buffer[index] === DASH && buffer[index + 1] === DASH;
  if (buffer[index] === DASH && index + 1 >= buffer.length) return ended ? 'content' : 'unknown';
  const begin = closes ? index + 2 : index;
  let end = begin;
  while (end - begin <= MOST_PADDING && (buffer[end] === SPACE || buffer[end] === TAB)) end += 1;
  if (end - begin > MOST_PADDING) return 'content';
  if (end >= buffer.length) {
    if (!ended) return 'unknown';
    // A body may end directly after its closing delimiter.
    return closes ? { closes, end } : 'content';
  }
  // What follows the closing delimiter is ignored, so its line may end in any way.
  if (closes && buffer[end] === LF) return { closes, end: end + 1 };
  if (buffer[end] !== CR) return 'content';
  if (end + 1 >= buffer.length) {
    if (!ended) return 'unknown';
    return closes ? { closes, end } : 'content';
  }
  return buffer[end + 1] === LF ? { closes, end: end + 2 } : 'content';
}

/** `name: value` lines; a line that begins with white space continues the line before (RFC 5322, section 2.2.3). */
function parseHeaders(text: string): ReadonlyMap<string, string> | undefined {
  const headers = new Map<string, string>();
  if (text === '') return headers;
  for (const line of text.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const [, name, value = ''] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:(.*)$/.exec(line) ?? [];
    if (name === undefined) return undefined;
    headers.set(name.toLowerCase(), value.trim());
  }
  return headers;
}
