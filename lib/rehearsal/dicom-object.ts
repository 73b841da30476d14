import { randomBytes } from 'node:crypto';

/** DICOM Part 10 bytes of an invented Secondary Capture, Explicit VR Little Endian (DICOM PS3.10 section 7, PS3.5 section 7.1.2). */
export interface DicomObject {
  readonly study: string;
  readonly series: string;
  readonly instance: string;
  readonly bytes: Buffer;
  /** The data set alone: who receives a C-STORE writes a header of his own (DICOM PS3.10 section 7.1). */
  readonly data: Buffer;
}

/** A name that must never stand in a log. */
export const PATIENT = 'REHEARSAL^INVENTED';

const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const LONG = ['OB', 'OW', 'SQ', 'UN', 'UT'];

function element(group: number, tag: number, vr: string, value: string | Buffer): Buffer {
  const raw = typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
  const pad = raw.length % 2 === 0 ? '' : vr === 'UI' ? '\0' : ' ';
  const body = Buffer.concat([raw, Buffer.from(pad)]);
  const head = Buffer.alloc(LONG.includes(vr) ? 12 : 8);
  head.writeUInt16LE(group, 0);
  head.writeUInt16LE(tag, 2);
  head.write(vr, 4);
  if (LONG.includes(vr)) head.writeUInt32LE(body.length, 8);
  else head.writeUInt16LE(body.length, 6);
  return Buffer.concat([head, body]);
}

function short(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

/** DICOM PS3.5 annex B.2: a random UUID as a number. */
export const newUid = (): string => `2.25.${BigInt(`0x${randomBytes(15).toString('hex')}`)}`;

/** An object of `side` × `side` grey pixels, one byte each, of a study of its own unless another is named. */
export function dicomObject(side = 64, study = newUid(), series = newUid()): DicomObject {
  const instance = newUid();
  const meta = Buffer.concat([
    element(2, 1, 'OB', Buffer.from([0, 1])),
    element(2, 2, 'UI', SECONDARY_CAPTURE),
    element(2, 3, 'UI', instance),
    element(2, 0x10, 'UI', EXPLICIT_LITTLE_ENDIAN),
    element(2, 0x12, 'UI', '2.25.1'),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(meta.length);
  const data = Buffer.concat([
    element(8, 0x16, 'UI', SECONDARY_CAPTURE),
    element(8, 0x18, 'UI', instance),
    element(8, 0x60, 'CS', 'OT'),
    element(8, 0x64, 'CS', 'WSD'),
    element(0x10, 0x10, 'PN', PATIENT),
    element(0x10, 0x20, 'LO', `ID-${instance.slice(-8)}`),
    element(0x20, 0x0d, 'UI', study),
    element(0x20, 0x0e, 'UI', series),
    element(0x28, 2, 'US', short(1)),
    element(0x28, 4, 'CS', 'MONOCHROME2'),
    element(0x28, 0x10, 'US', short(side)),
    element(0x28, 0x11, 'US', short(side)),
    element(0x28, 0x100, 'US', short(8)),
    element(0x28, 0x101, 'US', short(8)),
    element(0x28, 0x102, 'US', short(7)),
    element(0x28, 0x103, 'US', short(0)),
    element(0x7fe0, 0x10, 'OB', randomBytes(side * side)),
  ]);
  const bytes = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), element(2, 0, 'UL', length), meta, data]);
  return { study, series, instance, bytes, data };
}
