import * as fc from 'fast-check';
import { mayPublish } from '../../lib/preflight/topic-policy';

const PLACE = { account: '111122223333', region: 'ap-southeast-2' };

/** Values of the shape of a policy, right and wrong at every depth. */
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

test('whatever the policy is, there is a judgement and no error', () => {
  fc.assert(
    fc.property(policy, (value) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      expect(['allowed', 'denied', 'conditions']).toContain(mayPublish(text, PLACE));
    }),
  );
});

test('a denial of all wins, whatever else the policy says', () => {
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 4 }), (statements) => {
      const Statement = [...statements, { Effect: 'Deny', Principal: '*', Action: 'sns:Publish' }];
      expect(mayPublish(JSON.stringify({ Statement }), PLACE)).not.toBe('allowed');
    }),
  );
});

test('another account is not let in by what names this one', () => {
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
