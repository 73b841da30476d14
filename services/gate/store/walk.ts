import type { SpooledObject } from './store';

/**
 * Walks through a data set from one element header to the next, and reads only the requested values. It also detects a truncated
 * data set. A value of undefined length is followed through its items to its delimiter.
 */

export interface DataSetEncoding {
  readonly explicit: boolean;
  readonly bigEndian: boolean;
}

export interface WalkedElements {
  /**
   * `cut`: the bytes end inside an element, a sequence or an item. `whole`: they end at the end of a top-level element; a data set
   * that was truncated exactly there can't be detected, because a data set does not contain its own length. `unknown`: from some
   * element on, the bytes do not match the transfer syntax, or there are too many elements.
   */
  readonly end: 'whole' | 'cut' | 'unknown';
  /** The values of the requested tags at the top level, in their order; at most two per tag. */
  readonly found: readonly { readonly tag: number; readonly value: Buffer }[];
}

const ITEM = 0xfffee000;
const ITEM_END = 0xfffee00d;
const SEQUENCE_END = 0xfffee0dd;

/** More elements than in any object: a multi-frame image has at most some hundred thousand. */
const MOST_ELEMENTS = 2_000_000;
const MOST_LEVELS = 256;
/** Bytes of a requested value that are read. */
const MOST_VALUE_BYTES = 256;
const WINDOW = 4096;

/** Value representations with a length of four bytes after two reserved bytes (DICOM PS3.5, section 7.1.2, table 7.1-1). */
const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);

export const isLong = (vr: string): boolean => LONG.has(vr);

export const isVr = (vr: string): boolean => /^[A-Z]{2}$/.test(vr);

/** The length field of a value that ends at a delimiter. */
export const UNDEFINED_LENGTH = 0xffffffff;

interface Level extends DataSetEncoding {
  readonly within: 'sequence' | 'item';
}

/** The header of a data element. `size`: bytes before the value. */
interface Head {
  readonly size: number;
  readonly length: number;
  readonly vr: string | undefined;
}

const LITTLE_IMPLICIT: DataSetEncoding = { explicit: false, bigEndian: false };

export async function walkElements(
  object: Pick<SpooledObject, 'bytes' | 'read'>,
  from: number,
  encoding: DataSetEncoding,
  requestedTags: ReadonlySet<number>,
): Promise<WalkedElements> {
  const found: { tag: number; value: Buffer }[] = [];
  const levels: Level[] = [];
  let window: Buffer = Buffer.alloc(0);
  let windowAt = 0;
  let at = from;

  for (let count = 0; count < MOST_ELEMENTS; count += 1) {
    if (at >= object.bytes) return { end: levels.length === 0 ? 'whole' : 'cut', found };
    if (at < windowAt || at + 12 > windowAt + window.length) {
      window = await object.read(at, WINDOW);
      windowAt = at;
    }
    const bytes = window.subarray(at - windowAt, at - windowAt + 12);
    // Some writers pad the end with zeros.
    if (bytes.length < 8)
      return { end: levels.length === 0 && bytes.every((byte) => byte === 0) ? 'whole' : 'cut', found };

    const level = levels.at(-1);
    const currentEncoding: DataSetEncoding = level ?? encoding;
    const tag = readTag(bytes, currentEncoding);
    if (tag === ITEM || tag === ITEM_END || tag === SEQUENCE_END) {
      // Items and sequence delimiters occur only in a sequence, item delimiters only in an item.
      if (level?.within !== (tag === ITEM_END ? 'item' : 'sequence')) return { end: 'unknown', found };
      const length = readLength(bytes, 4, currentEncoding);
      at += 8;
      if (tag !== ITEM) levels.pop();
      else if (length === UNDEFINED_LENGTH) levels.push({ ...currentEncoding, within: 'item' });
      else at += length;
    } else {
      if (level?.within === 'sequence') return { end: 'unknown', found };
      const head = readHead(bytes, currentEncoding);
      if (typeof head === 'string') return { end: head, found };
      at += head.size;
      if (head.length === UNDEFINED_LENGTH) {
        // UN with undefined length is a sequence in Implicit VR Little Endian (DICOM PS3.5, section 6.2.2, note 2).
        levels.push({ ...(head.vr === 'UN' ? LITTLE_IMPLICIT : currentEncoding), within: 'sequence' });
      } else {
        const isRequested = level === undefined && requestedTags.has(tag) && at + head.length <= object.bytes;
        // Two values show that a tag is not unique; keeping no more limits the memory.
        if (isRequested && found.filter((one) => one.tag === tag).length < 2)
          found.push({ tag, value: await object.read(at, Math.min(head.length, MOST_VALUE_BYTES)) });
        at += head.length;
      }
    }
    if (at > object.bytes) return { end: 'cut', found };
    if (levels.length > MOST_LEVELS) return { end: 'unknown', found };
  }
  return { end: 'unknown', found };
}

function readTag(bytes: Buffer, { bigEndian }: DataSetEncoding): number {
  return bigEndian
    ? bytes.readUInt16BE(0) * 0x10000 + bytes.readUInt16BE(2)
    : bytes.readUInt16LE(0) * 0x10000 + bytes.readUInt16LE(2);
}

const readLength = (bytes: Buffer, at: number, { bigEndian }: DataSetEncoding): number =>
  bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);

function readHead(bytes: Buffer, encoding: DataSetEncoding): Head | 'cut' | 'unknown' {
  if (!encoding.explicit) return { size: 8, length: readLength(bytes, 4, encoding), vr: undefined };
  const vr = bytes.toString('latin1', 4, 6);
  if (!isVr(vr)) return 'unknown';
  if (!isLong(vr)) return { size: 8, length: encoding.bigEndian ? bytes.readUInt16BE(6) : bytes.readUInt16LE(6), vr };
  return bytes.length < 12 ? 'cut' : { size: 12, length: readLength(bytes, 8, encoding), vr };
}
