import { parseMediaType } from './media-type';

/** The form of a request's body. */
export type RequestType =
  | { readonly kind: 'multipart'; readonly boundary: string }
  /** One object as the whole body. */
  | { readonly kind: 'bare' }
  | { readonly kind: 'refused'; readonly status: 400 | 415; readonly text: string };

/** What the errors recommend. */
const SUPPORTED_CONTENT_TYPE = 'multipart/related; type="application/dicom"; boundary=…';

/** RFC 2046, section 5.1.1. */
const MOST_BOUNDARY = 70;

const refused = (status: 400 | 415, text: string): RequestType => ({ kind: 'refused', status, text });

/** Reads the Content-Type and Content-Encoding of a request (DICOM PS3.18, section 10.5.1 and 8.7.3; RFC 2387). */
export function requestType(contentType: string | undefined, contentEncoding: string | undefined): RequestType {
  const codings = (contentEncoding ?? '').split(',').map((coding) => coding.trim().toLowerCase());
  const coding = codings.find((one) => one !== '' && one !== 'identity');
  if (coding !== undefined)
    return refused(
      415,
      `Content-Encoding: ${printable(coding)} is not supported. Send the body without Content-Encoding.`,
    );
  if (contentType === undefined) return refused(415, `The request has no Content-Type. Use: ${SUPPORTED_CONTENT_TYPE}`);

  const { name, parameters } = parseMediaType(contentType);
  if (name === 'application/dicom') return { kind: 'bare' };
  if (name !== 'multipart/related')
    return refused(415, `Content-Type: ${printable(name)} is not supported. Use: ${SUPPORTED_CONTENT_TYPE}`);

  const type = parameters.get('type');
  if (type === undefined)
    return refused(415, `The Content-Type has no parameter type="application/dicom". Use: ${SUPPORTED_CONTENT_TYPE}`);
  // Some senders add the transfer syntax to it.
  if (parseMediaType(type).name !== 'application/dicom')
    return refused(415, `Parts of type="${printable(type)}" are not supported. Use: ${SUPPORTED_CONTENT_TYPE}`);

  // A boundary can't end with a blank, because blanks may follow it in the body.
  const boundary = parameters.get('boundary')?.trimEnd();
  if (boundary === undefined || boundary === '')
    return refused(415, `The Content-Type has no parameter boundary. Use: ${SUPPORTED_CONTENT_TYPE}`);
  if (boundary.length > MOST_BOUNDARY)
    return refused(400, `The boundary has ${boundary.length} characters. RFC 2046 allows ${MOST_BOUNDARY}.`);
  return { kind: 'multipart', boundary };
}

/** A sender's text, safe to show in one line. */
const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
