import { createHash } from 'node:crypto';
import {
  dicomElement,
  EXPLICIT_LITTLE_ENDIAN,
  elementHead,
  fileHead,
  greyImage,
  SECONDARY_CAPTURE,
} from '../../dicom/dicom-element';

/**
 * A tiny artificial study for testing a hospital's path to HeartLab: one Secondary Capture of 8 × 8 pixels, Explicit VR Little
 * Endian (DICOM PS3.10 section 7, PS3.5 section 7.1.2, PS3.3 section A.8.1). It contains no person's name.
 *
 * The pack has it in parts. Each run inserts new values between them, always of the same length. So no length field changes,
 * and a shell can assemble the file with `cat` and `printf`.
 */

/** The implementation that wrote the file: our own UID (2.25 and a UUID, DICOM PS3.5 section B.2). */
const IMPLEMENTATION = '2.25.218293462175938561849026174938275610345';
const SIDE = 8;

/** The inserted values, in this order. */
export const TEST_OBJECT_SLOTS = ['instance', 'instance', 'date', 'time', 'study', 'series'] as const;
export type TestObjectSlot = (typeof TEST_OBJECT_SLOTS)[number];

/** `2.25.` and 39 digits: an even number of characters, so that there is no padding. */
const UID_LENGTH = 44;
const LENGTH: Readonly<Record<TestObjectSlot, number>> = {
  instance: UID_LENGTH,
  study: UID_LENGTH,
  series: UID_LENGTH,
  date: 8,
  time: 6,
};

/** The header of an element with an inserted value. */
const open = (group: number, tag: number, vr: string, slot: TestObjectSlot): Buffer =>
  elementHead(group, tag, vr, LENGTH[slot]);

/** A light diagonal on grey, so that a viewer shows a recognizable image. */
const pixels = Buffer.from(
  Array.from({ length: SIDE * SIDE }, (_, at) => (at % (SIDE + 1) === 0 ? 255 : 16 * (at % SIDE))),
);

/** The parts of the file: one more than there are slots. */
export function testObjectParts(site: string): readonly Buffer[] {
  const afterInstance = [
    dicomElement(2, 0x10, 'UI', EXPLICIT_LITTLE_ENDIAN),
    dicomElement(2, 0x12, 'UI', IMPLEMENTATION),
    dicomElement(2, 0x13, 'SH', 'HEARTLAB_VERIFY'),
  ];
  const beforeInstance = [
    dicomElement(2, 1, 'OB', Buffer.from([0, 1])),
    dicomElement(2, 2, 'UI', SECONDARY_CAPTURE),
    open(2, 3, 'UI', 'instance'),
  ];
  return [
    [fileHead([...beforeInstance, ...afterInstance], LENGTH.instance), ...beforeInstance],
    [...afterInstance, dicomElement(8, 0x16, 'UI', SECONDARY_CAPTURE), open(8, 0x18, 'UI', 'instance')],
    [open(8, 0x20, 'DA', 'date')],
    [open(8, 0x30, 'TM', 'time')],
    [
      dicomElement(8, 0x50, 'SH', ''),
      dicomElement(8, 0x60, 'CS', 'OT'),
      dicomElement(8, 0x64, 'CS', 'SYN'),
      dicomElement(8, 0x70, 'LO', 'HeartLab'),
      dicomElement(8, 0x90, 'PN', ''),
      dicomElement(8, 0x1030, 'LO', 'Connectivity test, no patient'),
      dicomElement(0x10, 0x10, 'PN', 'HEARTLAB^VERIFY'),
      dicomElement(0x10, 0x20, 'LO', `VERIFY-${site}`),
      dicomElement(0x10, 0x30, 'DA', ''),
      dicomElement(0x10, 0x40, 'CS', 'O'),
      open(0x20, 0x0d, 'UI', 'study'),
    ],
    [open(0x20, 0x0e, 'UI', 'series')],
    [
      dicomElement(0x20, 0x10, 'SH', '1'),
      dicomElement(0x20, 0x11, 'IS', '1'),
      dicomElement(0x20, 0x13, 'IS', '1'),
      dicomElement(0x20, 0x20, 'CS', ''),
      dicomElement(0x20, 0x60, 'CS', ''),
      ...greyImage(SIDE, pixels),
    ],
  ].map((pieces) => Buffer.concat(pieces));
}

/** The file with values in its slots. */
export function testObject(parts: readonly Buffer[], values: Readonly<Record<TestObjectSlot, string>>): Buffer {
  return Buffer.concat(
    parts.flatMap((part, index) => {
      const slot = TEST_OBJECT_SLOTS[index];
      if (slot === undefined) return [part];
      if (values[slot].length !== LENGTH[slot]) throw new RangeError(`${slot} must have ${LENGTH[slot]} characters`);
      return [part, Buffer.from(values[slot], 'latin1')];
    }),
  );
}

/** The same UID for the same words: 2.25 and a UUID from their hash, with 39 digits. */
function fixedUid(words: string): string {
  const bytes = createHash('sha256').update(words).digest().subarray(0, 16);
  bytes[0] = 76 + ((bytes[0] ?? 0) % 180);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return `2.25.${BigInt(`0x${bytes.toString('hex')}`)}`;
}

/** One complete file, always the same for a site: for Windows, and for sending by hand from a PACS. */
export function exampleObject(site: string): Buffer {
  return testObject(testObjectParts(site), {
    ...{ study: exampleStudyUid(site), series: fixedUid(`${site} series`), instance: fixedUid(`${site} instance`) },
    ...{ date: '20260101', time: '120000' },
  });
}

export const exampleStudyUid = (site: string): string => fixedUid(`${site} study`);
