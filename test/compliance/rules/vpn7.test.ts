import { aConnection, found, outcome, TOKEN } from '../../support/builders/rule-templates';

const rule = 'HeartLab-VPN7';

describe(rule, () => {
  test('passes Secrets Manager', () => {
    expect(outcome(rule, { Connection: aConnection() })).toEqual({ rule, judged: 1, findings: [] });
  });

  test.each([
    ['Standard', 'Standard', /PreSharedKeyStorage is Standard, not SecretsManager/],
    ['none', undefined, /not given \(AWS's default is Standard\)/],
    ['a token', TOKEN, /can't be determined/],
  ])('finds %s', (_, PreSharedKeyStorage, message) => {
    expect(found(rule, { Connection: aConnection({}, { PreSharedKeyStorage }) })).toEqual([
      expect.stringMatching(message),
    ]);
  });
});
