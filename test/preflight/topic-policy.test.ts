import * as fc from 'fast-check';
import { mayPublish } from '../../lib/preflight/topic-policy';

const PLACE = { account: '111122223333', region: 'ap-southeast-2' };

/** Values in the form of a policy, valid and invalid at every depth. */
const word = fc.oneof(
  fc.constantFrom('*', 'cloudwatch.amazonaws.com', 'sns:Publish', 'SNS:*', '111122223333', 'aws:SourceAccount'),
  fc.string(),
);
const someOf = fc.oneof(word, fc.array(word, { maxLength: 3 }), fc.integer(), fc.constant(null));
const statement = fc.record(
  {
    Effect: fc.constantFrom('Allow', 'Deny', 'Maybe'),
    Principal: fc.oneof(word, fc.dictionary(fc.constantFrom('AWS', 'Service', 'x'), someOf)),
    Action: someOf,
    Condition: fc.dictionary(fc.constantFrom('StringEquals', 'ArnLike', 'Null'), fc.dictionary(word, someOf)),
  },
  { requiredKeys: ['Effect'] },
);
const policy = fc.oneof(
  fc.record({ Statement: fc.oneof(statement, fc.array(statement, { maxLength: 4 })) }),
  fc.json(),
);

test('any policy gives a result, and never an error', () => {
  fc.assert(
    fc.property(policy, (value) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      expect(['allowed', 'denied', 'conditions']).toContain(mayPublish(text, PLACE));
    }),
  );
});

test('a denial of all wins over every other statement', () => {
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 4 }), (statements) => {
      const Statement = [...statements, { Effect: 'Deny', Principal: '*', Action: 'sns:Publish' }];
      expect(mayPublish(JSON.stringify({ Statement }), PLACE)).not.toBe('allowed');
    }),
  );
});

test('a statement for this account does not admit another account', () => {
  const Statement = {
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: 'SNS:Publish',
    Condition: { StringEquals: { 'AWS:SourceOwner': '111122223333' } },
  };
  const text = JSON.stringify({ Statement });
  expect(mayPublish(text, PLACE)).toBe('allowed');
  expect(mayPublish(text, { ...PLACE, account: '444455556666' })).toBe('denied');
});
