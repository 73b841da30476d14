/**
 * Takes out of a log line what may be a secret or patient data, before anybody sees it. Rather too much than too little: a
 * query string, a DICOM UID and a long run of hex or base64 digits are never evidence.
 */

interface Removal {
  readonly what: RegExp;
  readonly by: string;
}

const GONE = '[removed]';

/** Long runs of hex or base64; but proposals (AES_CBC_256/HMAC_SHA2_256_128/…) are evidence, and have neither lower case nor padding. */
const KEY_LIKE =
  /(?<![A-Za-z0-9+/_=-])(?!(?:[A-Z\d]{1,16}_[A-Z\d_]{1,32}\/){1,8}[A-Z\d_]{1,32}(?![A-Za-z0-9+/_=-]))[A-Za-z0-9+/_=-]{40,}/g;

/** In this order. Every pattern reads a character a bounded number of times. */
const REMOVALS: readonly Removal[] = [
  // Headers that carry credentials, quoted (JSON) or not.
  {
    what: /\b((?:proxy-)?authorization|(?:set-)?cookie2?|x-api-key|x-amz-security-token)("?\s{0,4}[:=]\s{0,4}"?)[^"\r\n]*/gi,
    by: `$1$2${GONE}`,
  },
  { what: /\b(Basic|Bearer|Digest)\s{1,4}[A-Za-z0-9+/=._~-]{6,}/g, by: `$1 ${GONE}` },
  // Values of keys and passwords as devices, swanctl and shells write them; "pre-shared key" in prose has a space and stays.
  {
    what: /\b(pre-?shared-?key(?:\s+(?:local|remote|address\s+\S+|hex|ascii-text))?|psk|secret|passw(?:or)?d|passphrase|api[_-]?key|token|key-string)("?\s{0,4}[:=]\s{0,4}|\s+(?:[0-8]\s+)?)(?:"[^"]*"?|'[^']*'?|[^\s"',;&]+)/gi,
    by: `$1$2${GONE}`,
  },
  { what: /(--?(?:u|user|pass(?:word)?)[ =])\S+/g, by: `$1${GONE}` },
  { what: /(:\/\/)[^\s/@"]{1,200}@/g, by: `$1${GONE}@` },
  // Patient data by its DICOM name or tag, to the next delimiter.
  {
    what: /\b((?:Patient|OtherPatient|Referring|Performing|Requesting|Responsible|Accession)[A-Za-z]*|StudyDescription|0010,?[0-9A-Fa-f]{4}|0008,?0050)(\)?"?\s{0,4}(?:[:=]|LO|PN|SH|DA|CS)?\s{0,4}"?)[^,;&"|\])]*/g,
    by: `$1$2${GONE}`,
  },
  // A QIDO query names patients; nothing behind a question mark is needed.
  { what: /(\/[^\s?"]{0,400})\?[^\s"]+/g, by: `$1?${GONE}` },
  { what: /\b[0-2](?:\.\d{1,40}){5,}/g, by: '[uid]' },
  // Person names in DICOM's own notation.
  { what: /[\p{L}'-]{1,64}\^[\p{L}'^ .-]{0,200}/gu, by: GONE },
  // Key material: dumps of bytes, and long runs of hex or base64.
  { what: /\b(?:[0-9A-Fa-f]{2}[ :]){8,}[0-9A-Fa-f]{0,2}/g, by: GONE },
  { what: KEY_LIKE, by: GONE },
];

/** How much of a line is shown. */
const SHOWN = 500;

export function redactSecrets(text: string): string {
  const clean = REMOVALS.reduce((left, { what, by }) => left.replace(what, by), text.slice(0, 4 * SHOWN));
  const oneLine = clean.replace(/\p{Cc}+/gu, ' ');
  return oneLine.length > SHOWN ? `${oneLine.slice(0, SHOWN)}…` : oneLine;
}
