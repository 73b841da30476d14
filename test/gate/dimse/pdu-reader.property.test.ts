import fc from 'fast-check';
import { readAssociateRequest } from '../../../services/gate/dimse/associate-request';
import { readCommand } from '../../../services/gate/dimse/command-set';
import {
  LONGEST_ASSOCIATE_REQUEST,
  LONGEST_DATA_PDU,
  PduReader,
  type ReadPdu,
} from '../../../services/gate/dimse/pdu-reader';
import { ABORT, associateRequest, data, pdu, pdv, RELEASE, storeCommand } from '../../support/programs/dimse-scu';

const bytes = (maxLength = 200) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));
const fragments = fc.record({
  context: fc.integer({ min: 0, max: 255 }),
  control: fc.integer({ min: 0, max: 3 }),
  content: bytes(),
});
type Sent = { readonly wire: Buffer; readonly pdu: ReadPdu };

const sent: fc.Arbitrary<Sent> = fc.oneof(
  fc.array(fragments, { minLength: 1, maxLength: 5 }).map((values) => ({
    wire: data(...values.map(({ context, control, content }) => pdv(context, control, content))),
    pdu: {
      kind: 'data' as const,
      fragments: values.map(({ context, control, content }) => ({
        context,
        isCommand: control % 2 === 1,
        isLast: control >= 2,
        bytes: content,
      })),
    },
  })),
  fc.constant({ wire: RELEASE, pdu: { kind: 'release-request' as const } }),
  fc.constant({ wire: ABORT, pdu: { kind: 'abort' as const } }),
  fc.constant({
    wire: associateRequest(),
    pdu: { kind: 'associate-request' as const, body: associateRequest().subarray(6) },
  }),
  fc.constantFrom(2, 3, 6).map((type) => ({
    wire: pdu(type, Buffer.alloc(type === 2 ? 80 : 4)),
    pdu: { kind: 'misplaced' as const },
  })),
);

/** The bytes between the given positions. */
function cut(all: Buffer, places: readonly number[]): readonly Buffer[] {
  const sorted = [0, ...places.map((place) => place % (all.length + 1)).toSorted((a, b) => a - b), all.length];
  return sorted.slice(1).map((end, index) => all.subarray(sorted[index], end));
}

const places = fc.array(fc.nat(100_000), { maxLength: 30 });

test('any PDUs in any pieces are read back', () => {
  fc.assert(
    fc.property(fc.array(sent, { maxLength: 8 }), places, (all, where) => {
      const reader = new PduReader();
      const read = cut(Buffer.concat(all.map(({ wire }) => wire)), where).flatMap((piece) => reader.push(piece));
      expect(read).toEqual(all.map((one) => one.pdu));
    }),
  );
});

test('bytes one at a time', () => {
  const reader = new PduReader();
  const wire = Buffer.concat([associateRequest(), data(pdv(1, 3, storeCommand('2.25.3'))), RELEASE]);
  const read = [...wire].flatMap((byte) => reader.push(Buffer.from([byte])));
  expect(read.map(({ kind }) => kind)).toEqual(['associate-request', 'data', 'release-request']);
});

/** Random bytes, and PDUs with some changed bytes. */
const hostile = fc.oneof(
  bytes(2000),
  fc
    .tuple(fc.array(sent, { minLength: 1, maxLength: 4 }), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }))
    .map(([all, changes]) => {
      const wire = Buffer.concat(all.map((one) => one.wire));
      for (const [at, value] of changes) wire.writeUInt8(value, at % wire.length);
      return wire;
    }),
);

test('hostile bytes give the same result in any pieces, and nothing follows a broken PDU', () => {
  fc.assert(
    fc.property(hostile, places, (wire, where) => {
      const whole = new PduReader().push(wire);
      const reader = new PduReader();
      const read = cut(wire, where).flatMap((piece) => reader.push(piece));
      expect(read).toEqual(whole);
      const broken = read.findIndex(({ kind }) => kind === 'broken');
      expect([-1, read.length - 1]).toContain(broken);
      for (const one of read) if (one.kind === 'associate-request') readAssociateRequest(one.body);
    }),
    { numRuns: 500 },
  );
});

test('any bytes of requests and commands are read or refused without an exception', () => {
  const request = associateRequest().subarray(6);
  const changed = (base: Buffer) =>
    fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }).map((changes) => {
      const copy = Buffer.from(base);
      for (const [at, value] of changes) copy.writeUInt8(value, at % copy.length);
      return copy;
    });
  fc.assert(
    fc.property(
      fc.oneof(bytes(400), changed(request)),
      fc.oneof(bytes(100), changed(storeCommand('2.25.3'))),
      (one, two) => {
        const read = readAssociateRequest(one);
        if (read !== undefined) expect(read.contexts.every(({ id }) => id % 2 === 1)).toBe(true);
        const command = readCommand(two);
        if (command !== undefined) expect(command.field).toBeLessThanOrEqual(0xffff);
      },
    ),
    { numRuns: 1000 },
  );
});

describe('the reader refuses a PDU by its header, so that it never waits for a body that it would refuse', () => {
  const header = (type: number, length: number): Buffer => {
    const head = Buffer.from([type, 0, 0, 0, 0, 0]);
    head.writeUInt32BE(length, 2);
    return head;
  };
  test.each([
    ['an unknown type', 0x47, 10, 1],
    ['type 0', 0, 4, 1],
    ['a P-DATA-TF over the announced length', 4, LONGEST_DATA_PDU + 1, 6],
    ['a P-DATA-TF of 4 GiB', 4, 0xffffffff, 6],
    ['a P-DATA-TF without room for a value', 4, 5, 6],
    ['an association request over the limit', 1, LONGEST_ASSOCIATE_REQUEST + 1, 6],
    ['an association request without its fixed fields', 1, 67, 6],
    ['a release of five bytes', 5, 5, 6],
    ['an abort without its fields', 7, 0, 6],
  ])('%s', (_what, type, length, reason) => {
    expect(new PduReader().push(header(type, length))).toEqual([{ kind: 'broken', reason }]);
  });

  test.each([
    ['the longest P-DATA-TF', 4, LONGEST_DATA_PDU],
    ['the longest association request', 1, LONGEST_ASSOCIATE_REQUEST],
  ])('the reader waits for %s', (_what, type, length) => {
    expect(new PduReader().push(header(type, length))).toEqual([]);
  });
});

test.each([
  ['a value that is longer than its PDU', pdu(4, Buffer.from([0, 0, 0, 9, 1, 2, 0, 0]))],
  ['a value of one byte', pdu(4, Buffer.from([0, 0, 0, 1, 1, 2]))],
  ['bytes after the last value', pdu(4, Buffer.from([0, 0, 0, 2, 1, 2, 0, 0]))],
])('%s is broken', (_what, wire) => {
  expect(new PduReader().push(wire)).toEqual([{ kind: 'broken', reason: 6 }]);
});
