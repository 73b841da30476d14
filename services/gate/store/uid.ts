/**
 * A UID as DICOM PS3.5 section 9.1 has it: numbers joined by dots, at most 64 characters. A component that begins with a zero is
 * against the standard, but devices write such UIDs and servers keep them, so that it is let through.
 */
const UID = /^\d+(?:\.\d+)*$/;
const MOST_CHARACTERS = 64;
/** Bytes of a value with its padding. */
const MOST_BYTES = 256;

/** In messages of DIMSE a UID has at least two components: a number by itself names nothing. */
export const isUid = (text: string): boolean => text.length <= MOST_CHARACTERS && UID.test(text) && text.includes('.');

/** The text of a UI value. A NUL makes its length even (PS3.5 section 9.1); some senders write a space instead. */
export function uidIn(bytes: Buffer): string {
  // No regular expression: its time would grow with the square of the padding, and anybody who connects chooses that.
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x00 || bytes[end - 1] === 0x20)) end -= 1;
  return bytes.toString('latin1', 0, end);
}

/** The UID that a value of an object holds. Blanks in front come from some devices. */
export function readUid(value: Buffer): string | undefined {
  if (value.length > MOST_BYTES) return undefined;
  const text = uidIn(value).replace(/^ +/, '');
  return text.length <= MOST_CHARACTERS && UID.test(text) ? text : undefined;
}
