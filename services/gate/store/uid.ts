/**
 * A UID (DICOM PS3.5 section 9.1): numbers joined by dots, at most 64 characters. The standard forbids components that begin with a
 * zero, but some devices write them and servers accept them, so they are allowed here.
 */
const UID = /^\d+(?:\.\d+)*$/;
const MOST_CHARACTERS = 64;
/** Bytes of a value with its padding. */
const MOST_BYTES = 256;

/** In DIMSE messages a UID must have at least two components. */
export const isUid = (text: string): boolean => text.length <= MOST_CHARACTERS && UID.test(text) && text.includes('.');

/** The text of a UI value. A NUL pads it to an even length (PS3.5 section 9.1); some senders use a space instead. */
export function uidIn(bytes: Buffer): string {
  // No regular expression: its time would grow with the square of the padding, which any client can choose.
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x00 || bytes[end - 1] === 0x20)) end -= 1;
  return bytes.toString('latin1', 0, end);
}

/** The UID in a value of an object. Some devices write leading blanks. */
export function readUid(value: Buffer): string | undefined {
  if (value.length > MOST_BYTES) return undefined;
  const text = uidIn(value).replace(/^ +/, '');
  return text.length <= MOST_CHARACTERS && UID.test(text) ? text : undefined;
}
