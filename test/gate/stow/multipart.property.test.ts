import fc from 'fast-check';
import { MultipartSplitter, type PartEvent } from '../../../services/gate/stow/multipart';

/** Valid bodies in any pieces: every part is read back, and a truncated body is never accepted as complete. */

/** RFC 2046, section 5.1.1: bchars, without a blank at the end. */
const BCHARS = [..."ABCXYZabcxyz0189'()+_,-./:=?"];
const boundaries = fc
  .array(fc.constantFrom(...BCHARS), { minLength: 1, maxLength: 70 })
  .map((characters) => characters.join(''));

interface Part {
  readonly headers: readonly (readonly [string, string])[];
  readonly content: Buffer;
}

/** Content that often contains line ends, dashes, and the boundary, complete or not. */
const contents = (boundary: string) =>
  fc
    .array(
      fc.oneof(
        fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
        fc.constantFrom('\r\n', '\r', '\n', '\r\n--', '--', '\r\n\r\n').map((text) => Buffer.from(text)),
        fc.nat(boundary.length).map((length) => Buffer.from(`\r\n--${boundary.slice(0, length)}`)),
        fc.constantFrom('x', '-', '-x', '--x', '\n', '\rx').map((rest) => Buffer.from(`\r\n--${boundary}${rest}!`)),
      ),
      { maxLength: 12 },
    )
    .map((pieces) => Buffer.concat(pieces))
    // The standard does not allow the boundary as a line of the content.
    .filter((content) => !isDelimited(content, boundary));

const isDelimited = (content: Buffer, boundary: string): boolean => {
  const text = `\r\n${content.toString('latin1')}\r\n`;
  return new RegExp(`\\r\\n--${boundary.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(--)?[ \\t]*\\r?\\n`).test(text);
};

const headerLists = fc.array(
  fc.tuple(
    fc.constantFrom('Content-Type', 'content-type', 'CONTENT-ID', 'Content-Length', 'MIME-Version'),
    fc.constantFrom('application/dicom', 'application/dicom; transfer-syntax=1.2.840.10008.1.2.4.70', '"a:b"', ''),
  ),
  { maxLength: 3 },
);

const bodies = boundaries.chain((boundary) =>
  fc.record({
    boundary: fc.constant(boundary),
    preamble: contents(boundary),
    hasPreamble: fc.boolean(),
    parts: fc.array(fc.record({ headers: headerLists, content: contents(boundary) }), { minLength: 1, maxLength: 4 }),
    padding: fc.constantFrom('', ' ', '\t ', ' '.repeat(200)),
    epilogue: fc.constantFrom('', '\r\n', '\r\nbye', ' \r\n', '\n'),
    cuts: fc.array(fc.nat(5000), { maxLength: 8 }),
  }),
);

function written({ boundary, preamble, hasPreamble, parts, padding, epilogue }: BodyOf<typeof bodies>): Buffer {
  const pieces: Buffer[] = hasPreamble ? [preamble, Buffer.from('\r\n')] : [];
  for (const [index, { headers, content }] of parts.entries()) {
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    pieces.push(Buffer.from(`${index === 0 ? '' : '\r\n'}--${boundary}${padding}\r\n${lines}\r\n`), content);
  }
  pieces.push(Buffer.from(`\r\n--${boundary}--${epilogue}`));
  return Buffer.concat(pieces);
}
type BodyOf<T> = T extends fc.Arbitrary<infer Value> ? Value : never;

function split(boundary: string, body: Buffer, cuts: readonly number[]) {
  const splitter = new MultipartSplitter(boundary);
  const ends = [...new Set(cuts.map((cut) => cut % (body.length + 1))), body.length].sort((a, b) => a - b);
  let from = 0;
  const events: PartEvent[] = [];
  for (const end of ends) {
    events.push(...splitter.push(body.subarray(from, end)));
    from = end;
  }
  events.push(...splitter.finish());
  return { ...collected(events), last: events.at(-1) };
}

function collected(events: readonly PartEvent[]) {
  const parts: { headers: ReadonlyMap<string, string>; chunks: Buffer[]; complete: boolean }[] = [];
  for (const event of events) {
    if (event.kind === 'part') parts.push({ headers: event.headers, chunks: [], complete: false });
    const part = parts.at(-1);
    if (event.kind === 'data') part?.chunks.push(event.bytes);
    if (event.kind === 'part-end' && part !== undefined) part.complete = true;
  }
  return {
    complete: parts
      .filter((part) => part.complete)
      .map(({ headers, chunks }) => ({ headers: [...headers], content: Buffer.concat(chunks).toString('latin1') })),
    began: parts.length,
  };
}

const expected = (parts: readonly Part[]) =>
  parts.map(({ headers, content }) => ({
    headers: [...new Map(headers.map(([name, value]) => [name.toLowerCase(), value]))],
    content: content.toString('latin1'),
  }));

test('every part is read back, from any pieces of the body', () => {
  fc.assert(
    fc.property(bodies, (body) => {
      const { complete, last } = split(body.boundary, written(body), body.cuts);
      expect(complete).toEqual(expected(body.parts));
      expect(last).toEqual({ kind: 'end' });
    }),
    { numRuns: 500 },
  );
});

test('a body that ends early is broken, and only its complete parts have an end', () => {
  fc.assert(
    fc.property(bodies, fc.double({ min: 0, max: 1, noNaN: true }), (body, where) => {
      const whole = written(body);
      // Up to, and without, the last dash of the closing delimiter.
      const closing = whole.lastIndexOf(`\r\n--${body.boundary}--`) + body.boundary.length + 5;
      const cut = whole.subarray(0, Math.floor(where * closing));
      const { complete, last } = split(body.boundary, cut, body.cuts);
      expect(complete).toEqual(expected(body.parts).slice(0, complete.length));
      expect(complete.length).toBeLessThan(body.parts.length + 1);
      expect(last).toMatchObject({ kind: 'broken' });
    }),
    { numRuns: 500 },
  );
});

test('only a delimiter and its line are buffered', () => {
  const boundary = 'b'.repeat(70);
  const splitter = new MultipartSplitter(boundary);
  splitter.push(Buffer.from(`--${boundary}\r\n\r\n`));
  let given = 0;
  for (let chunk = 1; chunk <= 200; chunk += 1) {
    for (const event of splitter.push(Buffer.alloc(65_536, '-')))
      if (event.kind === 'data') given += event.bytes.length;
    expect(chunk * 65_536 - given).toBeLessThan(100);
  }
});

test.each<readonly [string, string]>([
  ['endless headers', `--b\r\n${'x: y\r\n'.repeat(10_000)}`],
  ['an invalid header line', '--b\r\nno header\r\n\r\n'],
])('%s are broken', (_, body) => {
  const splitter = new MultipartSplitter('b');
  expect([...splitter.push(Buffer.from(body)), ...splitter.finish()]).toEqual([{ kind: 'broken', why: 'headers' }]);
});

test('a body without the boundary is reported', () => {
  const splitter = new MultipartSplitter('b');
  expect([...splitter.push(Buffer.from('--c\r\n\r\nx\r\n--c--')), ...splitter.finish()]).toEqual([
    { kind: 'broken', why: 'no-delimiter' },
  ]);
});
