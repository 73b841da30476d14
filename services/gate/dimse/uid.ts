/** UIDs (DICOM PS3.5 section 9) as senders write them: digits and dots, at most 64 characters. */
const UID = /^[0-9]+(\.[0-9]+)+$/;
const LONGEST_UID = 64;

export const isUid = (text: string): boolean => text.length <= LONGEST_UID && UID.test(text);

/** The value of a UI field. A NUL makes its length even (PS3.5 section 9.1); some senders write a space instead. */
export const uidIn = (bytes: Buffer): string => bytes.toString('latin1').replace(/[\0 ]+$/, '');
