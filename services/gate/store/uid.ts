/**
 * A UID as DICOM PS3.5 section 9.1 has it: numbers joined by dots, at most 64 characters. A component that begins with a zero is
 * against the standard, but devices write such UIDs and servers keep them, so that it is let through.
 */
const UID = /^\d+(?:\.\d+)*$/;
const MOST_CHARACTERS = 64;
/** Bytes of a value with its padding. */
const MOST_BYTES = 256;

/** The UID that a value holds, without its padding: a NUL by the standard, blanks from some devices. */
export function readUid(value: Buffer): string | undefined {
  // The time of the expression below grows with the square of what it reads, and senders choose the length.
  if (value.length > MOST_BYTES) return undefined;
  const text = value
    .toString('latin1')
    .replace(/[\0 ]+$/, '')
    .replace(/^ +/, '');
  return text.length <= MOST_CHARACTERS && UID.test(text) ? text : undefined;
}
