/** DICOM data elements in Explicit VR Little Endian (PS3.5 section 7.1.2), for the invented images that HeartLab generates. */

export const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';
export const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';

/** Value representations whose length has four bytes, after two that are reserved. */
const LONG = ['OB', 'OW', 'SQ', 'UN', 'UT'];

/** Tag, value representation and length: what comes before a value. */
export function elementHead(group: number, element: number, vr: string, length: number): Buffer {
  const bytes = Buffer.alloc(LONG.includes(vr) ? 12 : 8);
  bytes.writeUInt16LE(group, 0);
  bytes.writeUInt16LE(element, 2);
  bytes.write(vr, 4, 'latin1');
  if (LONG.includes(vr)) bytes.writeUInt32LE(length, 8);
  else bytes.writeUInt16LE(length, 6);
  return bytes;
}

/** A whole element, padded to an even length. */
export function dicomElement(group: number, tag: number, vr: string, value: string | Buffer): Buffer {
  const raw = typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
  const pad = raw.length % 2 === 0 ? '' : vr === 'UI' ? '\0' : ' ';
  const body = Buffer.concat([raw, Buffer.from(pad)]);
  return Buffer.concat([elementHead(group, tag, vr, body.length), body]);
}

/** A value of VR US. */
function unsignedShort(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

/**
 * The start of a file: the preamble, and the length of the file meta information (PS3.10 section 7.1).
 *
 * @param laterBytes the length of the meta elements that are not in `meta`
 */
export function fileHead(meta: readonly Buffer[], laterBytes = 0): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.concat(meta).length + laterBytes);
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), dicomElement(2, 0, 'UL', length)]);
}

/** The pixel module of a square image in 256 greys (PS3.3 section C.7.6.3). */
export const greyImage = (side: number, pixels: Buffer): readonly Buffer[] => [
  dicomElement(0x28, 2, 'US', unsignedShort(1)),
  dicomElement(0x28, 4, 'CS', 'MONOCHROME2'),
  dicomElement(0x28, 0x10, 'US', unsignedShort(side)),
  dicomElement(0x28, 0x11, 'US', unsignedShort(side)),
  dicomElement(0x28, 0x100, 'US', unsignedShort(8)),
  dicomElement(0x28, 0x101, 'US', unsignedShort(8)),
  dicomElement(0x28, 0x102, 'US', unsignedShort(7)),
  dicomElement(0x28, 0x103, 'US', unsignedShort(0)),
  dicomElement(0x7fe0, 0x10, 'OB', pixels),
];
