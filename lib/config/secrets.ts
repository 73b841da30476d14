/** Patterns of possible secrets, for all code that refuses, hides or redacts them. */

export interface SecretPattern {
  readonly name: string;
  readonly pattern: RegExp;
  /** A text that matches the pattern. */
  readonly example: string;
}

export interface LogRedaction extends SecretPattern {
  /** The replacement, as for `String.replace`. */
  readonly replacement: string;
  /** The result of `redactSecrets` for the example. */
  readonly redacted: string;
}

const matches = (patterns: readonly SecretPattern[], text: string): boolean =>
  patterns.some(({ pattern }) => pattern.test(text));

const NAMES_EVERYWHERE: readonly SecretPattern[] = [
  { name: 'pre-shared key', pattern: /psk|pre.?shared/i, example: 'preSharedKey' },
  { name: 'password', pattern: /password|passphrase/i, example: 'MasterUserPassword' },
  { name: 'token', pattern: /token/i, example: 'accessToken' },
  { name: 'credential', pattern: /credential/i, example: 'credentials' },
  { name: 'authentication key', pattern: /auth.?key/i, example: 'AuthKey' },
  { name: 'private key', pattern: /private.?key/i, example: 'private_key' },
];

/** Names of settings under which a user may write a secret into a file. */
export const SECRET_SETTINGS: readonly SecretPattern[] = [
  ...NAMES_EVERYWHERE,
  { name: 'secret', pattern: /secret/i, example: 'tunnelSecret' },
];

export const isSecretSetting = (name: string): boolean => matches(SECRET_SETTINGS, name);

/**
 * Paths of template properties whose value isn't shown. ARNs and ids of secrets are not secret. The name of a BGP key's secret is
 * not shown, because it is not needed.
 */
export const SECRET_PROPERTIES: readonly SecretPattern[] = [
  ...NAMES_EVERYWHERE,
  { name: 'value of a secret', pattern: /secret-?string/i, example: 'SecretString' },
  { name: 'secret of a key', pattern: /key-?secret/i, example: 'AuthKeySecret' },
];

/** Properties that match these words but hold no secret. */
const HARMLESS_PROPERTIES = /pre-?shared-?key(?:storage|arn)|passwordlength|servicetoken/gi;

export const isSecretProperty = (path: string): boolean =>
  matches(SECRET_PROPERTIES, path.replace(HARMLESS_PROPERTIES, '.'));

const PEM_PRIVATE_KEY: SecretPattern = {
  name: 'head of a PEM private key',
  pattern: /-----BEGIN [A-Z ]*PRIVATE KEY/i,
  example: '-----BEGIN RSA PRIVATE KEY-----',
};
const AWS_ACCESS_KEY: SecretPattern = {
  name: 'AWS access key id',
  pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  example: 'AKIAIOSFODNN7EXAMPLE',
};

/** Texts of a template that aren't shown, under any name. */
export const SECRET_VALUES: readonly SecretPattern[] = [
  { name: 'private key', pattern: /PRIVATE KEY/, example: 'ENCRYPTED PRIVATE KEY' },
  AWS_ACCESS_KEY,
];

export const isSecretValue = (text: string): boolean => matches(SECRET_VALUES, text);

/** Free text that a site file may not contain. Refusing a harmless sentence is better than a password in a template. */
export const SECRET_NOTES: readonly SecretPattern[] = [
  {
    name: 'key or password after its name',
    pattern:
      /(psk|shared[-_ ]?key|passw(or)?d|passphrase|secret|token|private[-_ ]?key|api[-_ ]?key)["']?\s*[:=]\s*\S/i,
    example: 'Password: hunter2',
  },
  PEM_PRIVATE_KEY,
];

export const holdsSecret = (text: string): boolean => matches(SECRET_NOTES, text);

const GONE = '[removed]';

/**
 * The redactions of a log line, in order: secrets and patient data. Removing too much is better than too little, so query
 * strings, DICOM UIDs and long runs of hex or base64 digits are always removed. Each pattern reads a character a bounded number
 * of times.
 */
export const LOG_REDACTIONS: readonly LogRedaction[] = [
  {
    name: 'header with credentials, quoted (JSON) or not',
    pattern:
      /\b((?:proxy-)?authorization|(?:set-)?cookie2?|x-api-key|x-amz-security-token)("?\s{0,4}[:=]\s{0,4}"?)[^"\r\n]*/gi,
    example: 'Cookie: AWSALB=a1b2c3; other=d4',
    replacement: `$1$2${GONE}`,
    redacted: 'Cookie: [removed]',
  },
  {
    name: 'HTTP authentication',
    pattern: /\b(Basic|Bearer|Digest)\s{1,4}[A-Za-z0-9+/=._~-]{6,}/g,
    example: 'sent Basic Y2xpbmljOnh5eg==',
    replacement: `$1 ${GONE}`,
    redacted: 'sent Basic [removed]',
  },
  {
    // "pre-shared key" in prose has a space and is kept.
    name: 'key or password as devices, swanctl and shells write it',
    pattern:
      /\b(pre-?shared-?key(?:\s+(?:local|remote|address\s+\S+|hex|ascii-text))?|psk|secret|passw(?:or)?d|passphrase|api[_-]?key|token|key-string)("?\s{0,4}[:=]\s{0,4}|\s+(?:[0-8]\s+)?)(?:"[^"]*"?|'[^']*'?|[^\s"',;&]+)/gi,
    example: 'neighbor 169.254.21.1 password 7 0822455D0A16',
    replacement: `$1$2${GONE}`,
    redacted: 'neighbor 169.254.21.1 password 7 [removed]',
  },
  {
    name: 'credentials as an argument',
    pattern: /(--?(?:u|user|pass(?:word)?)[ =])\S+/g,
    example: 'curl -u clinic:xyz https://dicom.clinic.example',
    replacement: `$1${GONE}`,
    redacted: 'curl -u [removed] https://dicom.clinic.example',
  },
  {
    name: 'credentials in a URL',
    pattern: /(:\/\/)[^\s/@"]{1,200}@/g,
    example: 'https://clinic:xyz@dicom.clinic.example/dicomweb',
    replacement: `$1${GONE}@`,
    redacted: 'https://[removed]@dicom.clinic.example/dicomweb',
  },
  {
    name: 'head of a PEM private key',
    pattern: new RegExp(PEM_PRIVATE_KEY.pattern, 'gi'),
    example: PEM_PRIVATE_KEY.example,
    replacement: GONE,
    redacted: '[removed]-----',
  },
  {
    name: 'AWS access key id',
    pattern: new RegExp(AWS_ACCESS_KEY.pattern, 'g'),
    example: `called by ${AWS_ACCESS_KEY.example}`,
    replacement: GONE,
    redacted: 'called by [removed]',
  },
  {
    name: 'patient data by its DICOM name or tag, to the next delimiter',
    pattern:
      /\b((?:Patient|OtherPatient|Referring|Performing|Requesting|Responsible|Accession)[A-Za-z]*|StudyDescription|0010,?[0-9A-Fa-f]{4}|0008,?0050)(\)?"?\s{0,4}(?:[:=]|LO|PN|SH|DA|CS)?\s{0,4}"?)[^,;&"|\])]*/g,
    example: '(0010,0020) LO [ZZZ1234], stored',
    replacement: `$1$2${GONE}`,
    redacted: '(0010,0020) LO [removed]], stored',
  },
  {
    name: 'query of a URL: QIDO names patients in it',
    pattern: /(\/[^\s?"]{0,400})\?[^\s"]+/g,
    example: 'GET /dicomweb/studies?ModalitiesInStudy=US HTTP/1.1',
    replacement: `$1?${GONE}`,
    redacted: 'GET /dicomweb/studies?[removed] HTTP/1.1',
  },
  {
    name: 'DICOM UID',
    pattern: /\b[0-2](?:\.\d{1,40}){5,}/g,
    example: 'stored 1.2.840.113619.2.55.3.604688119',
    replacement: '[uid]',
    redacted: 'stored [uid]',
  },
  {
    name: 'person name as DICOM writes it',
    pattern: /[\p{L}'-]{1,64}\^[\p{L}'^ .-]{0,200}/gu,
    example: 'instance of DOE^JANE^^',
    replacement: GONE,
    redacted: 'instance of [removed]',
  },
  {
    name: 'dump of bytes',
    pattern: /\b(?:[0-9A-Fa-f]{2}[ :]){8,}[0-9A-Fa-f]{0,2}/g,
    example: '0: 5A 78 39 6B 54 71 33 76 57 6D',
    replacement: GONE,
    redacted: '0: [removed]',
  },
  {
    // Proposals (AES_CBC_256/HMAC_SHA2_256_128/…) are evidence: they have neither lower case nor padding, so they are kept.
    name: 'long run of hex or base64',
    pattern:
      /(?<![A-Za-z0-9+/_=-])(?!(?:[A-Z\d]{1,16}_[A-Z\d_]{1,32}\/){1,8}[A-Z\d_]{1,32}(?![A-Za-z0-9+/_=-]))[A-Za-z0-9+/_=-]{40,}/g,
    example: 'key aGVhcnRsYWItbm90LWEta2V5LWF0LWFsbC1idXQtbG9uZw==',
    replacement: GONE,
    redacted: 'key [removed]',
  },
];

/** The number of characters of a line that are shown. */
const SHOWN = 500;

/** A log line on one line, without possible secrets and patient data, cut at a limit. */
export function redactSecrets(text: string): string {
  const clean = LOG_REDACTIONS.reduce(
    (left, { pattern, replacement }) => left.replace(pattern, replacement),
    text.slice(0, 4 * SHOWN),
  );
  const oneLine = clean.replace(/\p{Cc}+/gu, ' ');
  return oneLine.length > SHOWN ? `${oneLine.slice(0, SHOWN)}…` : oneLine;
}
