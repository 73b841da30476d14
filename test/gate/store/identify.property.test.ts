import { parseDicom } from 'dicom-parser';
import fc from 'fast-check';
import { digestOfDataSet } from '../../../services/gate/store/digest';
import { identifyObject } from '../../../services/gate/store/identify';
import { readUid } from '../../../services/gate/store/uid';
import { dataSets, SYNTAXES, uidElement, write } from '../../support/builders/dicom-data-sets';
import { inMemory, testObject } from '../../support/builders/gate-objects';
import { cpuMilliseconds } from '../../support/cpu-time';

const file = (transferSyntax: string, data: Buffer): Buffer => testObject({ transferSyntax, data }).bytes;
const of = (bytes: Buffer) => identifyObject(inMemory(bytes));

test('the UIDs of an object in any encoding are the same as with dicom-parser', async () => {
  await fc.assert(
    fc.asyncProperty(dataSets, async ({ syntax, uids, elements }) => {
      const bytes = file(syntax.uid, write(elements, syntax));
      expect(await of(bytes)).toMatchObject({ kind: 'object', uids });
      const parsed = parseDicom(bytes, { untilTag: 'x0020000e' });
      expect([parsed.string('x00080018'), parsed.string('x0020000d')]).toEqual([uids.sopInstance, uids.study]);
    }),
    { numRuns: 300 },
  );
});

test('an object that ends early is detected, unless it ends with an element', async () => {
  await fc.assert(
    fc.asyncProperty(dataSets, fc.double({ min: 0, max: 1, noNaN: true }), async ({ syntax, elements }, where) => {
      const data = write(elements, syntax);
      const cut = Math.floor(where * (data.length - 1));
      const ends = elements.map((_, count) => write(elements.slice(0, count), syntax).length);
      const identified = await of(file(syntax.uid, data.subarray(0, cut)));
      // A few zeros after an element may be padding of some writers.
      const atEnd = ends.some(
        (end) => end <= cut && cut - end < 8 && data.subarray(end, cut).every((byte) => byte === 0),
      );
      // A data set with only such zeros is empty.
      const empty = data.subarray(0, cut).every((byte) => byte === 0);
      if (!empty && atEnd) {
        // The truncation can't be detected; before the series' UID, there is none.
        expect(identified).not.toMatchObject({ reason: 'cut-short' });
      } else expect(identified).toMatchObject({ kind: 'failed', reason: 'cut-short' });
    }),
    { numRuns: 500 },
  );
});

test('a file that ends within its header ends early, and has the UIDs before the end', async () => {
  const { bytes, uids } = testObject();
  const header = bytes.indexOf(Buffer.from([8, 0, 0x16, 0]));
  for (let length = 132; length <= header; length += 1)
    expect(await of(bytes.subarray(0, length))).toMatchObject({ reason: 'cut-short' });
  expect(await of(bytes.subarray(0, header))).toMatchObject({ uids: { sopInstance: uids.sopInstance } });
});

test('changed bytes cause no exception and no endless loop', async () => {
  const bases = fc.oneof(
    dataSets.map(({ syntax, elements }) => file(syntax.uid, write(elements, syntax))),
    fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
    fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.concat([testObject().bytes.subarray(0, 132), bytes])),
  );
  const changes = fc.array(fc.tuple(fc.nat(4000), fc.constantFrom(0, 1, 0x7f, 0xfe, 0xff, 0xe0, 0x53, 0x51)), {
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(bases, changes, async (base, list) => {
      const bytes = Buffer.from(base);
      for (const [at, value] of list) if (at < bytes.length) bytes[at] = value;
      const begin = cpuMilliseconds();
      const identified = await of(bytes);
      expect(cpuMilliseconds() - begin).toBeLessThan(1000);
      expect(['object', 'failed']).toContain(identified.kind);
      for (const uid of Object.values(identified.uids)) expect(uid).toMatch(/^[0-9.]{1,64}$/);
      await digestOfDataSet(inMemory(bytes).stream());
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['text', Buffer.from('no DICOM'), 'not-dicom'],
  ['nothing', Buffer.alloc(0), 'not-dicom'],
  ['zeros', Buffer.alloc(5000), 'not-dicom'],
  ['a ZIP file', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(2000)]), 'not-dicom'],
  ['the magic word without a header', testObject().bytes.subarray(0, 132), 'cut-short'],
  ['an object without a transfer syntax', testObject({ transferSyntax: '' }).bytes, 'not-dicom'],
  ['a deflated object', testObject({ transferSyntax: '1.2.840.10008.1.2.1.99' }).bytes, 'compressed'],
])('%s fails', async (_, bytes, reason) => {
  expect(await of(bytes)).toMatchObject({ kind: 'failed', reason });
});

test('a header of more than 1 MiB, or with an element without an end, is not DICOM', async () => {
  const head = testObject().bytes.subarray(0, 132);
  const long = Buffer.from([2, 0, 2, 1, 0x4f, 0x42, 0, 0, 0, 0, 0x20, 0]);
  expect(await of(Buffer.concat([head, long, Buffer.alloc(0x300000)]))).toMatchObject({ reason: 'not-dicom' });
  const endless = Buffer.from([2, 0, 2, 1, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff]);
  expect(await of(Buffer.concat([head, endless, Buffer.alloc(500)]))).toMatchObject({ reason: 'not-dicom' });
});

describe('UIDs', () => {
  const [syntax] = SYNTAXES;
  if (syntax === undefined) throw new Error('no syntax');
  const all = [uidElement(0x00080016, '1.2'), uidElement(0x00080018, '1.3'), uidElement(0x0020000d, '1.4')];
  const series = uidElement(0x0020000e, '1.5');

  test.each([0, 1, 2, 3])('an object without one is refused (%i)', async (index) => {
    const left = [...all, series].filter((_, other) => other !== index);
    expect(await of(file(syntax.uid, write(left, syntax)))).toMatchObject({ reason: 'no-uids' });
  });

  test('an object with one twice is refused', async () => {
    const twice = [...all, series, { ...series, value: Buffer.from('1.55') }];
    expect(await of(file(syntax.uid, write(twice, syntax)))).toMatchObject({ reason: 'no-uids' });
  });

  test.each([
    ['1.2.3', '1.2.3'],
    ['1.2.3\0', '1.2.3'],
    ['1.2.3  ', '1.2.3'],
    [' 1.2.3', '1.2.3'],
    ['1.02.3', '1.02.3'],
    ['1'.repeat(64), '1'.repeat(64)],
    ['1'.repeat(65), undefined],
    ['', undefined],
    ['\0\0', undefined],
    ['1..2', undefined],
    ['.1', undefined],
    ['1.', undefined],
    ['1.2\\1.3', undefined],
    ['1.2.3\0x', undefined],
    ['1.2/../3', undefined],
    ['1.٣', undefined],
  ])('%j is %j', (value, uid) => {
    expect(readUid(Buffer.from(value))).toBe(uid);
  });
});

test('a data set of two million empty elements is read in a bounded time', async () => {
  const empty = Buffer.from('09000100554e000000000000', 'hex');
  const data = Buffer.concat([
    write([uidElement(0x00080016, '1.2'), uidElement(0x00080018, '1.3')], {
      uid: '',
      explicit: true,
      bigEndian: false,
    }),
    Buffer.alloc(empty.length * 3_000_000, empty),
  ]);
  const begin = cpuMilliseconds();
  expect(await of(file('1.2.840.10008.1.2.1', data))).toMatchObject({ reason: 'no-uids' });
  expect(cpuMilliseconds() - begin).toBeLessThan(15_000);
});

test('the digest is independent of preamble and header', async () => {
  const object = testObject();
  const { data, uids } = object;
  const other = testObject({ data, preamble: Buffer.from('another'), transferSyntax: '1.2.840.10008.1.2.4.90' });
  const pieces = async function* (bytes: Buffer, size: number) {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  };
  const digest = await digestOfDataSet(pieces(object.bytes, 7));
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(await digestOfDataSet(pieces(other.bytes, 1000))).toBe(digest);
  expect(await digestOfDataSet(pieces(testObject(uids).bytes, 1000))).not.toBe(digest);
  expect(await digestOfDataSet(pieces(Buffer.from('no DICOM'), 3))).toBeUndefined();
});
