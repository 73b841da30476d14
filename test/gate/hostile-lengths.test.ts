import { PduReader } from '../../services/gate/dimse/pdu-reader';
import { createSpool } from '../../services/gate/store/spool';
import { readUid, uidIn } from '../../services/gate/store/uid';
import { walkElements } from '../../services/gate/store/walk';
import { answerType } from '../../services/gate/stow/answer-type';
import { MultipartSplitter } from '../../services/gate/stow/multipart';
import { requestType } from '../../services/gate/stow/request-type';
import { cpuMilliseconds } from '../support/cpu-time';

/** Senders choose the length of a value. The work for it must not grow with its square, because all connections wait for it. */

const milliseconds = (work: () => void): number => {
  const started = cpuMilliseconds();
  work();
  return cpuMilliseconds() - started;
};

const padded = (length: number): Buffer => Buffer.concat([Buffer.from('1.2'), Buffer.alloc(length), Buffer.from('x')]);

test('a UID in the header of an object, with very long padding', () => {
  expect(milliseconds(() => readUid(padded(60_000)))).toBeLessThan(500);
});

test('a UID in an association request or a command', () => {
  expect(milliseconds(() => uidIn(padded(60_000)))).toBeLessThan(500);
  expect(uidIn(Buffer.from('1.2.3\0 '))).toBe('1.2.3');
});

test('blanks in the header of a part', () => {
  const body = Buffer.from(`--b\r\nContent-Type: a${' '.repeat(16_000)}b\r\n\r\n`.repeat(10));
  expect(milliseconds(() => new MultipartSplitter('b').push(body))).toBeLessThan(500);
});

test('blanks in a boundary', () => {
  const type = `multipart/related; type="application/dicom"; boundary="a${' '.repeat(60_000)}b"`;
  expect(milliseconds(() => requestType(type, undefined))).toBeLessThan(500);
});

test('quotes and backslashes in Accept', () => {
  expect(milliseconds(() => answerType(`"${'\\"'.repeat(30_000)}`))).toBeLessThan(500);
  expect(milliseconds(() => answerType(`"${'\\"'.repeat(500)}`))).toBeLessThan(500);
});

test('repeated elements use no memory', async () => {
  const element = Buffer.from([0x08, 0, 0x18, 0, 0, 0, 0, 0]);
  const object = Buffer.concat(new Array(50_000).fill(element));
  const { end, found } = await walkElements(
    { bytes: object.length, read: async (offset, length) => object.subarray(offset, offset + length) },
    0,
    { explicit: false, bigEndian: false },
    new Set([0x00080018]),
  );
  expect(end).toBe('whole');
  expect(found).toHaveLength(2);
});

test('an object or a PDU that arrives byte by byte is not kept in as many buffers', async () => {
  const writer = createSpool({ folder: '/nowhere', largestObjectBytes: 1e6, memoryBytes: 1e6 }).open();
  const reader = new PduReader();
  reader.push(Buffer.from([1, 0, 0, 4, 0, 0]));
  for (let count = 0; count < 5000; count += 1) {
    await writer.write(Buffer.from([count % 256]));
    reader.push(Buffer.from([0]));
  }
  expect(Reflect.get(writer, 'chunks').length).toBeLessThanOrEqual(1024);
  expect(Reflect.get(reader, 'buffers').length).toBeLessThanOrEqual(1024);
  const whole = await (await writer.finish()).read(0, 5000);
  expect(whole).toEqual(Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 256)));
});
