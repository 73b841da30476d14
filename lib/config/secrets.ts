import { AWS_ACCESS_KEY, LOG_REDACTIONS, PEM_PRIVATE_KEY, REMOVE_REST, type SecretPattern } from './log-redactions';

/** Patterns of possible secrets, for all code that refuses, hides or redacts them. */

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

/** The number of characters of a line that are shown. */
const SHOWN = 500;

/** A log line on one line, without possible secrets and patient data, cut at a limit. */
export function redactSecrets(text: string): string {
  const clean = LOG_REDACTIONS.reduce(
    (left, { pattern, replacement = REMOVE_REST }) => left.replace(pattern, replacement),
    text.slice(0, 4 * SHOWN),
  );
  const oneLine = clean.replace(/\p{Cc}+/gu, ' ');
  return oneLine.length > SHOWN ? `${oneLine.slice(0, SHOWN)}…` : oneLine;
}
