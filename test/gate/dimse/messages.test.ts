import { readFileSync } from 'node:fs';
import { parseDicom } from 'dicom-parser';
import { dicomElement } from '../../../lib/dicom/dicom-element';
import { readCommand, writeResponse } from '../../../services/gate/dimse/command-set';
import { GATE_IMPLEMENTATION, part10Header } from '../../../services/gate/dimse/part10-header';
import { abortPdu, associateReject, commandPdus } from '../../../services/gate/dimse/pdu-writer';
import { FAILURE_REASONS } from '../../../services/gate/store/outcome';
import { CT, command, echoCommand, elementsIn, storeCommand } from '../../support/programs/dimse-scu';

test('a C-STORE-RQ is read', () => {
  expect(readCommand(storeCommand('2.25.30', CT, 513))).toEqual({
    field: 1,
    messageId: 513,
    hasDataSet: true,
    sopClass: CT,
    sopInstance: '2.25.30',
  });
  expect(readCommand(echoCommand())).toMatchObject({ field: 0x30, hasDataSet: false, sopInstance: '' });
});

test.each([
  [
    'without a command field',
    command([
      [0x110, 1],
      [0x800, 0x101],
    ]),
  ],
  [
    'without a message id',
    command([
      [0x100, 0x30],
      [0x800, 0x101],
    ]),
  ],
  [
    'without a data set type',
    command([
      [0x100, 0x30],
      [0x110, 1],
    ]),
  ],
  [
    'with a command field of four bytes',
    command([
      [0x100, Buffer.alloc(4)],
      [0x110, 1],
      [0x800, 0x101],
    ]),
  ],
  ['of another group', Buffer.from([8, 0, 0, 0, 0, 0, 0, 0])],
  ['that ends early', storeCommand('2.25.30').subarray(0, 40)],
  ['without bytes', Buffer.alloc(0)],
])('a command %s is invalid', (_what, bytes) => expect(readCommand(bytes)).toBeUndefined());

test('a response has the fields of PS3.7 table 9.3-2 in ascending order', () => {
  const request = readCommand(storeCommand('2.25.301', CT, 7));
  if (request === undefined) throw new Error('not read');
  const bytes = writeResponse(request, 0xa700, 'too large');
  const elements = elementsIn(bytes);
  expect([...elements.keys()]).toEqual([0, 2, 0x100, 0x120, 0x800, 0x900, 0x902, 0x1000]);
  expect(elements.get(0)?.readUInt32LE(0)).toBe(bytes.length - 12);
  expect(elements.get(2)?.toString('latin1')).toBe(`${CT}\0`);
  expect(elements.get(0x100)?.readUInt16LE(0)).toBe(0x8001);
  expect(elements.get(0x120)?.readUInt16LE(0)).toBe(7);
  expect(elements.get(0x800)?.readUInt16LE(0)).toBe(0x101);
  expect(elements.get(0x900)?.readUInt16LE(0)).toBe(0xa700);
  expect(elements.get(0x902)?.toString('latin1')).toBe('too large ');
  expect(elements.get(0x1000)?.toString('latin1')).toBe('2.25.301');
});

test('each failure has a status of the failure class (PS3.7 annex C) and a comment that fits into VR LO', () => {
  for (const [reason, { code, comment }] of Object.entries(FAILURE_REASONS)) {
    const isFailure = /^(a|c)...$|^01..$|^02..$/.test(code.toString(16).padStart(4, '0'));
    expect([reason, isFailure, [0x0107, 0x0116].includes(code)]).toEqual([reason, true, false]);
    expect(comment).toMatch(/^[^\\]{10,64}$/);
  }
});

test('dicom-parser reads a file header', () => {
  const header = part10Header({
    sopClass: CT,
    sopInstance: '2.25.3011',
    transferSyntax: '1.2.840.10008.1.2.4.70',
    sourceAeTitle: 'CT1',
  });
  const set = parseDicom(Buffer.concat([header, dicomElement(8, 0x60, 'CS', 'CT')]));
  expect(header.readUInt32LE(140)).toBe(header.length - 144);
  expect(
    ['x00020002', 'x00020003', 'x00020010', 'x00020012', 'x00020013', 'x00020016', 'x00080060'].map((tag) =>
      set.string(tag),
    ),
  ).toEqual([CT, '2.25.3011', '1.2.840.10008.1.2.4.70', GATE_IMPLEMENTATION.classUid, 'HEARTLAB-GATE', 'CT1', 'CT']);
});

test('the identification of the implementation has valid lengths (PS3.7 tables D.3-2 and D.3-3)', () => {
  expect(GATE_IMPLEMENTATION.classUid).toMatch(/^2\.25\.[1-9][0-9]{30,38}$/);
  expect(GATE_IMPLEMENTATION.versionName).toMatch(/^[A-Z-]{1,16}$/);
});

test.each([
  ['called-ae-title', [1, 1, 7]],
  ['calling-ae-title', [1, 1, 3]],
  ['application-context', [1, 1, 2]],
  ['protocol-version', [1, 2, 2]],
  ['too-many-associations', [2, 3, 2]],
] as const)('A-ASSOCIATE-RJ %s is %j (PS3.8 table 9-21)', (why, fields) => {
  expect([...associateReject(why)]).toEqual([3, 0, 0, 0, 0, 4, 0, ...fields]);
});

test('A-ABORT has its source and reason (PS3.8 table 9-26)', () => {
  expect([...abortPdu(undefined)]).toEqual([7, 0, 0, 0, 0, 4, 0, 0, 0, 0]);
  expect([...abortPdu(6)]).toEqual([7, 0, 0, 0, 0, 4, 0, 0, 2, 6]);
});

test.each([0, 1, 7, 8, 9, 64, 16384])(
  'the PDUs of a command respect the limit of %i bytes of the receiver',
  (longest) => {
    const sent = Buffer.from(readFileSync(__filename)).subarray(0, 300);
    const wire = commandPdus(5, sent, longest);
    const pieces: Buffer[] = [];
    for (let at = 0; at < wire.length; ) {
      const length = wire.readUInt32BE(at + 2);
      if (longest >= 8) expect(length).toBeLessThanOrEqual(longest);
      expect(wire.readUInt32BE(at + 6)).toBe(length - 4);
      expect([wire[at], wire[at + 10]]).toEqual([4, 5]);
      expect(wire[at + 11]).toBe(at + 6 + length === wire.length ? 3 : 1);
      expect(length % 2).toBe(0);
      pieces.push(wire.subarray(at + 12, at + 6 + length));
      at += 6 + length;
    }
    expect(Buffer.concat(pieces)).toEqual(sent);
  },
);
