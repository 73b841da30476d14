import type { FailureReason } from '../store/outcome';

/** Error Comment (0000,0902) of a C-STORE-RSP by reason, which senders log. At most 64 characters (VR LO). */
export const ERROR_COMMENTS: Readonly<Record<FailureReason, string>> = {
  'not-dicom': 'The data set cannot be read',
  'no-uids': 'Study, series, SOP instance or SOP class UID missing or invalid',
  'cut-short': 'The data set ends early',
  'other-study': 'The object belongs to another study',
  compressed: 'Deflated transfer syntaxes are not supported',
  'sop-mismatch': 'SOP class or instance differs between command and data set',
  'too-large': 'The object is larger than this service accepts',
  'no-space': 'No space for the object now. Send it again later',
  'other-content': 'Another object with this SOP Instance UID is stored',
  server: 'The object could not be stored. Send it again',
};
