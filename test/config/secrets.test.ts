import { LOG_REDACTIONS, REMOVE_REST } from '../../lib/config/log-redactions';
import {
  holdsSecret,
  isSecretProperty,
  isSecretSetting,
  isSecretValue,
  redactSecrets,
  SECRET_NOTES,
  SECRET_PROPERTIES,
  SECRET_SETTINGS,
  SECRET_VALUES,
} from '../../lib/config/secrets';

const TABLES = { SECRET_SETTINGS, SECRET_PROPERTIES, SECRET_VALUES, SECRET_NOTES };
const DETECTORS = {
  SECRET_SETTINGS: isSecretSetting,
  SECRET_PROPERTIES: isSecretProperty,
  SECRET_VALUES: isSecretValue,
  SECRET_NOTES: holdsSecret,
};

describe.each(Object.keys(TABLES) as (keyof typeof TABLES)[])('%s', (table) => {
  test.each(TABLES[table])('$name: $example', ({ pattern, example }) => {
    expect(pattern.test(example)).toBe(true);
    expect(DETECTORS[table](example)).toBe(true);
  });
});

test.each(LOG_REDACTIONS)('redacted from a log: $name', ({ pattern, example, replacement = REMOVE_REST, redacted }) => {
  expect(example.replace(pattern, replacement)).toBe(redacted);
  expect(redactSecrets(example)).toBe(redacted);
});

test.each(['PreSharedKeyStorage', 'PreSharedKeyArn', 'PasswordLength', 'ServiceToken', 'SecretArn'])(
  '%s is a property that is shown',
  (name) => expect(isSecretProperty(`A.${name}`)).toBe(false),
);

test.each(['the shared key is changed each year', 'see the private key policy', 'tokens expire'])(
  '%s is a text that a file may have',
  (text) => expect(holdsSecret(text)).toBe(false),
);
