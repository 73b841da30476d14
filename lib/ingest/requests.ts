/**
 * What a hospital may ask of the DICOMweb server. Orthanc trusts whoever reaches it, so the gate lets through what is named
 * here and nothing else: below its DICOMweb root there are also `servers/`, which makes it call others, and `_method=DELETE`
 * in a query turns a GET into a DELETE (Orthanc book, "REST API", "X-HTTP-Method-Override").
 *
 * All are rules of an nginx `map`, first match wins, in PCRE without flags.
 */

export interface MapRule {
  readonly when: string;
  readonly value: string;
}

/** Where the text ends. `$` would also do before a last line feed, which `%0a` in a path is to nginx. */
const END = '(?![\\s\\S])';

/** STOW-RS (DICOM PS3.18 section 10.5): all studies, or one. `store` alone may carry a bare object. Source: "$request_method $uri". */
const STORE: readonly MapRule[] = [
  { when: `^POST /dicomweb/studies/?${END}`, value: 'store' },
  { when: `^POST /dicomweb/studies/[0-9.]{1,64}/?${END}`, value: 'store-one' },
];

/** QIDO-RS and WADO-RS (DICOM PS3.18 sections 10.6 and 10.4). */
const READ: readonly MapRule[] = [
  { when: `^GET /dicomweb/(?:studies|series|instances)(?:/[0-9A-Za-z.,-]+)*/?${END}`, value: 'read' },
];

const ASK: readonly MapRule[] = [{ when: `^GET /dicomweb/studies${END}`, value: 'ask' }];

/** What hospitals may read, as the environment's `ingest.managed.reads` says it. */
export type Reads = 'existence' | 'all';

export const routes = (reads: Reads): readonly MapRule[] => [...STORE, ...(reads === 'all' ? READ : ASK)];

/**
 * The one question of `existence`, as it stands in the request's line: nothing is decoded, so that there is one way to write it.
 * Wildcards and lists (`*`, `?`, a comma, a backslash) are none of these characters. Source: "$request_method $request_uri".
 */
export const ONE_STUDY = '^GET /dicomweb/studies\\?StudyInstanceUID=([0-9.]{1,64})$';

/**
 * What Orthanc's POST /tools/find, asked for one study, says by its length alone: `[]`, or an array of one identifier of 44
 * characters, pretty or not. Anything else, and an answer of unknown length, is neither yes nor no. An answer that the gate
 * itself gave (a body where none belongs) has no status of the server's and stays as it is.
 * Source: "$upstream_status $upstream_http_content_length".
 */
export const EXISTENCE: readonly MapRule[] = [
  { when: '^200 [23]$', value: '@not_stored' },
  { when: '^200 (?:4[89]|[56][0-9])$', value: '@stored' },
  { when: '^[0-9]', value: '@failed' },
];
/** QIDO-RS's answer that holds what was asked and nothing more (DICOM PS3.18 section 10.6.3; annex F.2). */
export const ONLY_ITS_UID = '[{"0020000D":{"vr":"UI","Value":["$asked_study"]}}]';

/**
 * Queries that QIDO-RS and WADO-RS know: names of letters, digits, dots and commas. With no underscore and no `%` in a name
 * there is no `_method`, however it is written. Source: "$args".
 */
export const KNOWN_QUERY = '^(?:[A-Za-z0-9.,]+(?:=[^&;]*)?(?:&[A-Za-z0-9.,]+(?:=[^&;]*)?)*)?$';

const TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
/** Unquoted values are taken as clients write them: `application/dicom` and many boundaries would need quotes. */
const PARAMETER = `[ \\t]*;[ \\t]*${TOKEN}=(?:[^\\x00-\\x20\\x7f;,"\\\\]+|"[^"\\\\]*")`;

/**
 * What a body may be (RFC 2387; DICOM PS3.18 section 8.7.3). The server answers 200 to `multipart/form-data` and stores
 * nothing; whatever is not named here is answered 415 before it is read. Case-insensitive. Source: "$content_type".
 */
export const PAYLOADS: readonly MapRule[] = [
  {
    when:
      '^multipart/related' +
      `(?=(?:${PARAMETER})*?[ \\t]*;[ \\t]*type=(?:application/dicom|"application/dicom")[ \\t]*(?:;|$))` +
      `(?=(?:${PARAMETER})*?[ \\t]*;[ \\t]*boundary=(?:[^\\x00-\\x20\\x7f;,"\\\\]|"[^"]))` +
      `(?:${PARAMETER})+[ \\t]*;?[ \\t]*$`,
    value: 'multipart',
  },
  { when: '^application/dicom[ \\t]*$', value: 'bare' },
];

/** A decimal number from 0 to `most`, without leading zeros, as an expression. */
export function atMost(most: number): string {
  const digits = `${most}`;
  const shorter = digits.length > 1 ? [`[0-9]{1,${digits.length - 1}}`] : [];
  const same = [...digits].flatMap((digit, place) => {
    const lower = Number(digit) - 1;
    const first = place === 0 && digits.length > 1 ? 1 : 0;
    return lower < first
      ? []
      : [`${digits.slice(0, place)}[${first}-${lower}]${'[0-9]'.repeat(digits.length - place - 1)}`];
  });
  return `(?:${[...shorter, ...same, digits].join('|')})`;
}

/**
 * Answers of 200 that name no stored object, which a PACS would take for "all is stored" (PS3.18 section 10.5.3) and delete its copy.
 * nginx sees their length and no more (DICOMweb plugin 1.7 writes indented JSON; the figures hold for JSON without a space too):
 *
 * - 149 bytes, neither a study nor an object: Orthanc's reader of multipart bodies never asks for the closing boundary
 *   (`MultipartStreamReader::CloseStream`), so that a body that ends too early or has another boundary than its header says is read
 *   as no part at all. One of unknown length is not believed either. The client's fault: 400.
 * - 239 bytes, and the study's URL of host name and UID (at most 64): an object came, and the server could not keep it (no disk, no S3).
 *   The shortest answer that names an object (its class, UID and URL beside that, the host name twice) is longer by 80 and more,
 *   whatever the lengths of host name and UIDs. Ours to mend: 503, and the alarm for 5xx.
 *
 * Source: "$request_method $uri $upstream_status $upstream_http_content_length".
 *
 * A body that is cut off after some whole objects is still answered 200, with a list of those: nothing in the answer says that
 * more were meant. A PACS must hold that list (0008,1199) against what it sent.
 */
export const successesWithoutObjects = (longestHost: number): readonly MapRule[] => [
  { when: '^POST /dicomweb/[^ ]* 200 (?:[0-9]{0,2}|1[0-9]{2}|2[0-2][0-9])$', value: '@nothing_stored' },
  { when: `^POST /dicomweb/[^ ]* 200 ${atMost(310 + longestHost)}$`, value: '@not_kept' },
];
export const NOT_KEPT = 'Nothing was stored: the server could not keep it. Send it again later; HeartLab is told.';
export const NOTHING_STORED =
  'Nothing was stored: the multipart body has no complete part. Its end is missing, or its boundary is not the one of its Content-Type.';

/** The answer to a body of another kind: what to send instead. */
export const UNSUPPORTED =
  'Not stored. Send DICOM as Content-Type: multipart/related; type="application/dicom"; boundary=..., ' +
  'or one object to /dicomweb/studies as Content-Type: application/dicom.';
export const NO_ANSWER = 'The server does not answer.';
export const NOT_THIS_CERTIFICATE = 'Refused. The CN of the client certificate is not the site of this host name.';
export const NOT_THIS_USER = 'Refused. The user name is not the site of this host name.';
