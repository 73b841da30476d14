import { readUid } from './uid';
import { isLong, isVr, UNDEFINED_LENGTH } from './walk';

/** The File Meta Information of a DICOM Part 10 file (DICOM PS3.10, section 7.1). */
export interface MetaHeader {
  /** Where the data set begins: the first byte after group 0002. */
  readonly dataSetAt: number;
  readonly transferSyntax: string | undefined;
  readonly sopClass: string | undefined;
  readonly sopInstance: string | undefined;
}

export type MetaHeaderRead =
  | { readonly kind: 'header'; readonly header: MetaHeader }
  /** The bytes end before the header does. `header` contains what was read until then. */
  | { readonly kind: 'ends'; readonly header: MetaHeader }
  | { readonly kind: 'not-dicom' };

const MAGIC = Buffer.from('DICM', 'latin1');
const MAGIC_AT = 128;
/** A shorter file is not a Part 10 file. */
export const FIRST_ELEMENT_AT = MAGIC_AT + MAGIC.length;

/** Bytes within which a file's header must end. Headers usually have some hundred bytes; vendors may add their own data. */
export const MOST_META_HEADER_BYTES = 1_048_576;

/**
 * Reads the header at the beginning of a file. It is always Explicit VR Little Endian. Its length field (0002,0000) is ignored,
 * because it is often wrong: the header ends where group 0002 ends.
 */
export function readMetaHeader(head: Buffer): MetaHeaderRead {
  const values = new Map<number, Buffer>();
  const header = (dataSetAt: number): MetaHeader => {
    const uid = (element: number): string | undefined => readUid(values.get(element) ?? Buffer.alloc(0));
    return { dataSetAt, transferSyntax: uid(0x10), sopClass: uid(2), sopInstance: uid(3) };
  };
  if (!MAGIC.subarray(0, Math.max(head.length - MAGIC_AT, 0)).equals(head.subarray(MAGIC_AT, FIRST_ELEMENT_AT)))
    return { kind: 'not-dicom' };
  let at = FIRST_ELEMENT_AT;
  for (;;) {
    if (at + 8 > head.length) return { kind: 'ends', header: header(at) };
    if (head.readUInt16LE(at) !== 2) return { kind: 'header', header: header(at) };
    const vr = head.toString('latin1', at + 4, at + 6);
    if (!isVr(vr)) return { kind: 'not-dicom' };
    if (isLong(vr) && at + 12 > head.length) return { kind: 'ends', header: header(at) };
    const valueAt = at + (isLong(vr) ? 12 : 8);
    const length = isLong(vr) ? head.readUInt32LE(at + 8) : head.readUInt16LE(at + 6);
    if (length === UNDEFINED_LENGTH) return { kind: 'not-dicom' };
    if (valueAt + length > head.length) return { kind: 'ends', header: header(at) };
    values.set(head.readUInt16LE(at + 2), head.subarray(valueAt, valueAt + length));
    at = valueAt + length;
  }
}
