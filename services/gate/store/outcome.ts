/**
 * Why an object is not stored.
 * - `code`: Failure Reason (0008,1197) of STOW-RS (DICOM PS3.18 tables I.1-1 and I.2-2), Status of C-STORE (PS3.4 table B.2-1).
 * - `text`: a sentence for the sender and for logs.
 * - `comment`: Error Comment (0000,0902) of C-STORE, which senders log. At most 64 characters (VR LO).
 */
export const FAILURE_REASONS = {
  'not-dicom': {
    code: 0xc000,
    text: 'The content is not a DICOM Part 10 object.',
    comment: 'The data set cannot be read',
  },
  'no-uids': {
    code: 0xc001,
    text: 'An identifying UID (study, series, SOP instance, SOP class) is missing or invalid.',
    comment: 'Study, series, SOP instance or SOP class UID missing or invalid',
  },
  'cut-short': {
    code: 0xc002,
    text: 'The object ends early.',
    comment: 'The data set ends early',
  },
  'other-study': {
    code: 0xc003,
    text: 'The object belongs to another study than the request names.',
    comment: 'The object belongs to another study',
  },
  compressed: {
    code: 0xc122,
    text: 'Deflated transfer syntaxes are not supported.',
    comment: 'Deflated transfer syntaxes are not supported',
  },
  'sop-mismatch': {
    code: 0xa900,
    text: 'The SOP class or instance of the message differs from that of the object.',
    comment: 'SOP class or instance differs between command and data set',
  },
  'too-large': {
    code: 0xa700,
    text: 'The object is larger than this service accepts.',
    comment: 'The object is larger than this service accepts',
  },
  'no-space': {
    code: 0xa701,
    text: 'The service has no space for the object now. Send it again later.',
    comment: 'No space for the object now. Send it again later',
  },
  'other-content': {
    code: 0x0111,
    text: 'Another object with this SOP Instance UID is stored. A changed object needs its own SOP Instance UID.',
    comment: 'Another object with this SOP Instance UID is stored',
  },
  server: {
    code: 0x0110,
    text: 'The object could not be stored. Send it again.',
    comment: 'The object could not be stored. Send it again',
  },
} as const;

export type FailureReason = keyof typeof FAILURE_REASONS;

/** The UIDs that identify an object (DICOM PS3.3 section C.12.1, C.7.2.1 and C.7.3.1). */
export interface ObjectUids {
  readonly sopClass: string;
  readonly sopInstance: string;
  readonly study: string;
  readonly series: string;
}

/** The result for one object. */
export type StoreOutcome =
  /** It can be read back. `isNew` is false if the same data set was already stored. */
  | { readonly kind: 'stored'; readonly uids: ObjectUids; readonly bytes: number; readonly isNew: boolean }
  /** `uids` contains those that could be read. Without SOP class and instance the failure goes into (0008,119A). */
  | { readonly kind: 'failed'; readonly reason: FailureReason; readonly uids: Partial<ObjectUids> };
