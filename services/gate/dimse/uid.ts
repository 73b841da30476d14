/** UIDs (DICOM PS3.5 section 9) as senders write them: digits and dots, at most 64 characters. */
const UID = /^[0-9]+(\.[0-9]+)+$/;
const LONGEST_UID = 64;

export const isUid = (text: string): boolean => text.length <= LONGEST_UID && UID.test(text);

/** The value of a UI field. A NUL makes its length even (PS3.5 section 9.1); some senders write a space instead. */
export function uidIn(bytes: Buffer): string {
  // No regular expression: its time would grow with the square of the padding, and anybody who connects chooses that.
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x00 || bytes[end - 1] === 0x20)) end -= 1;
  return bytes.toString('latin1', 0, end);
}
