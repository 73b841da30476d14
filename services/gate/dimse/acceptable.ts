import { isUid } from '../store/uid';

/** The SOP classes and transfer syntaxes that a presentation context may have. */

export const VERIFICATION_SOP_CLASS = '1.2.840.10008.1.1';

const STANDARD = '1.2.840.10008.';
const STORAGE = '1.2.840.10008.5.1.4.1.1.';
/** Storage classes of the radiotherapy root, whose other classes are services (PS3.4 table B.5-1). */
const RADIOTHERAPY_STORAGE = ['1.2.840.10008.5.1.4.34.7', '1.2.840.10008.5.1.4.34.10'];
/**
 * Classes below the storage root whose objects belong to no patient and no study (PS3.4 table GG.3-1): procedure protocols and
 * inventories. The UIDs of inventory queries have the same prefix.
 */
const WITHOUT_STUDY = ['200.1', '200.3', '200.7'].map((end) => `${STORAGE}${end}`);
const INVENTORIES = `${STORAGE}201.`;

/** A storage class of the standard whose objects belong to a study, or a private class. */
export function isStorageClass(uid: string): boolean {
  if (!isUid(uid)) return false;
  if (!uid.startsWith(STANDARD)) return true;
  if (RADIOTHERAPY_STORAGE.includes(uid)) return true;
  return uid.startsWith(STORAGE) && !WITHOUT_STUDY.includes(uid) && !uid.startsWith(INVENTORIES);
}

export const IMPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const EXPLICIT_BIG_ENDIAN = '1.2.840.10008.1.2.2';
/** In order of preference. Implicit VR loses the value representation of private elements; Explicit VR Big Endian is retired. */
const UNCOMPRESSED = [EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN, EXPLICIT_BIG_ENDIAN];

const RLE = '1.2.840.10008.1.2.5';
/** JPEG, JPEG-LS, JPEG 2000, HTJ2K, JPEG XL, MPEG-2, H.264 and H.265: all Explicit VR Little Endian (PS3.5 section A.4). */
const ENCAPSULATED = '1.2.840.10008.1.2.4.';
/** JPIP: the object has a URL instead of the pixels (PS3.5 sections A.6 and A.7). Stored objects would be incomplete. */
const REFERENCED = ['94', '95', '204', '205'].map((end) => `${ENCAPSULATED}${end}`);

/**
 * Deflated and private syntaxes are refused: the gate does not inflate, and a private encoding is unknown to others. No object is
 * lost: a sender also proposes Implicit VR Little Endian for each object that it can encode in it (PS3.5 section 10.1).
 */
const isTransferSyntax = (uid: string): boolean =>
  UNCOMPRESSED.includes(uid) || uid === RLE || (uid.startsWith(ENCAPSULATED) && !REFERENCED.includes(uid));

/**
 * The transfer syntax for a context. The sender's order is the only hint of how its objects are encoded, so the first acceptable
 * syntax is chosen. If that is uncompressed, the best of the proposed uncompressed syntaxes is chosen.
 */
export function transferSyntaxOf(proposed: readonly string[]): string | undefined {
  const first = proposed.find(isTransferSyntax);
  if (first === undefined || !UNCOMPRESSED.includes(first)) return first;
  return UNCOMPRESSED.find((uid) => proposed.includes(uid));
}
