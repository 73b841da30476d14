/** The gate's identification in associations (PS3.7 section D.3.3.2) and file headers (PS3.10 section 7.1). */
export const GATE_IMPLEMENTATION = {
  /** A UUID as a number (PS3.5 annex B.2), generated once. */
  classUid: '2.25.333246007635054472044034981860812682437',
  /** At most 16 characters. */
  versionName: 'HEARTLAB-GATE',
} as const;

/** The values of the DICOM file header before the data set (PS3.10 section 7.1), from a C-STORE and its association. */
export interface HeaderValues {
  readonly sopClass: string;
  readonly sopInstance: string;
  readonly transferSyntax: string;
  /** The AE title that sent the object. */
  readonly sourceAeTitle: string;
}

export function part10Header(values: HeaderValues): Buffer {
  const meta = Buffer.concat([
    element(0x0001, 'OB', Buffer.from([0, 1])),
    element(0x0002, 'UI', values.sopClass),
    element(0x0003, 'UI', values.sopInstance),
    element(0x0010, 'UI', values.transferSyntax),
    element(0x0012, 'UI', GATE_IMPLEMENTATION.classUid),
    element(0x0013, 'SH', GATE_IMPLEMENTATION.versionName),
    element(0x0016, 'AE', values.sourceAeTitle),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(meta.length);
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), element(0x0000, 'UL', length), meta]);
}

/** An element of group 0002 in Explicit VR Little Endian, padded to an even length (PS3.5 section 7.1.2). */
function element(number: number, vr: 'OB' | 'UI' | 'SH' | 'AE' | 'UL', value: string | Buffer): Buffer {
  const raw = typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
  const body = raw.length % 2 === 0 ? raw : Buffer.concat([raw, Buffer.from(vr === 'UI' ? '\0' : ' ')]);
  const head = Buffer.alloc(vr === 'OB' ? 12 : 8);
  head.writeUInt16LE(0x0002, 0);
  head.writeUInt16LE(number, 2);
  head.write(vr, 4, 'latin1');
  if (vr === 'OB') head.writeUInt32LE(body.length, 8);
  else head.writeUInt16LE(body.length, 6);
  return Buffer.concat([head, body]);
}
