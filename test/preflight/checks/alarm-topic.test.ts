import { alarmTopic } from '../../../lib/preflight/checks/alarm-topic';
import { anEnvironment, aSite } from '../../support/builders/sites';
import { Refusal } from '../../support/fake-aws/http-wire';
import { type Answers, checked, deployedStacks, noStacks, plannedStacks } from '../../support/fake-aws/preflight-world';

const TOPIC = 'arn:aws:sns:ap-southeast-2:111122223333:connectivity-alarms';
const environment = anEnvironment({ alarmTopicArn: TOPIC });

const statement = (changes: object = {}) => ({
  Effect: 'Allow',
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Action: 'sns:Publish',
  Resource: TOPIC,
  ...changes,
});
const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
/** SNS writes this for a new topic (developer guide, "Identity and access management in Amazon SNS"). */
const STANDARD = statement({
  Principal: { AWS: '*' },
  Action: ['SNS:GetTopicAttributes', 'SNS:Subscribe', 'SNS:Publish'],
  Condition: { StringEquals: { 'AWS:SourceOwner': '111122223333' } },
});

const topic = (attributes: Readonly<Record<string, string>>): Answers => ({
  'sns:GetTopicAttributes': () => ({
    Attributes: { TopicArn: TOPIC, SubscriptionsConfirmed: '2', Policy: policy(STANDARD), ...attributes },
  }),
});
const found = async (attributes: Readonly<Record<string, string>>) =>
  (await checked(alarmTopic, { environment, answers: topic(attributes) })).rows;
const PASS = { outcome: 'PASS', found: `${TOPIC}: 2 confirmed subscriptions` };

test.each([
  ["SNS's own for a new topic", [STANDARD]],
  ['for the service', [statement()]],
  [
    'for the service among others',
    [statement({ Principal: { Service: ['events.amazonaws.com', 'cloudwatch.amazonaws.com'] }, Action: 'sns:*' })],
  ],
  [
    'for the alarms of the account',
    [
      statement({
        Condition: {
          ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:ap-southeast-2:111122223333:alarm:*' },
          StringEquals: { 'aws:SourceAccount': ['111122223333'] },
        },
      }),
    ],
  ],
  [
    'for the alarms of HeartLab',
    [statement({ Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:*:111122223333:alarm:heartlab-*' } } })],
  ],
  [
    'with TLS only',
    [STANDARD, statement({ Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
  ],
])('passes with the policy %s', async (_, statements) => {
  expect(await found({ Policy: policy(...statements) })).toEqual([PASS]);
});

test.each([
  ['another service only', [statement({ Principal: { Service: 'events.amazonaws.com' } })]],
  ['subscribing only', [statement({ Action: 'sns:Subscribe' })]],
  [
    'another account',
    [statement({ Principal: { AWS: '*' }, Condition: { StringEquals: { 'aws:SourceOwner': '444455556666' } } })],
  ],
  ['a user of the account', [statement({ Principal: { AWS: 'arn:aws:iam::111122223333:root' } })]],
  [
    'alarms of another Region',
    [statement({ Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:*' } } })],
  ],
  [
    'other alarms',
    [
      statement({
        Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:ap-southeast-2:111122223333:alarm:billing-*' } },
      }),
    ],
  ],
  ['all, and then denies it', [statement(), statement({ Effect: 'Deny', Principal: '*' })]],
])('fails if the policy admits %s', async (_, statements) => {
  expect(await found({ Policy: policy(...statements) })).toEqual([
    {
      outcome: 'FAIL',
      found: `the policy of ${TOPIC} does not allow CloudWatch to publish: no alarm would be delivered`,
      remedy: expect.stringContaining(`aws sns set-topic-attributes --topic-arn ${TOPIC} --attribute-name Policy`),
    },
  ]);
});

test.each([
  ['an unknown condition', policy(statement({ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }))],
  ['an unknown operator', policy(statement({ Condition: { StringNotEquals: { 'aws:SourceAccount': 'x' } } }))],
  [
    'a denial under such a condition',
    policy(statement(), statement({ Effect: 'Deny', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } })),
  ],
  ['no JSON', '{'],
])('warns if the policy has %s', async (_, Policy) => {
  expect(await found({ Policy })).toEqual([
    {
      outcome: 'WARN',
      found: expect.stringContaining("conditions that this check can't evaluate"),
      remedy: expect.stringContaining('set-alarm-state'),
    },
  ]);
});

test.each(['alias/aws/sns', 'arn:aws:kms:ap-southeast-2:111122223333:alias/aws/sns'])(
  'fails if the topic is encrypted with %s',
  async (KmsMasterKeyId) => {
    expect(await found({ KmsMasterKeyId })).toEqual([
      {
        outcome: 'FAIL',
        found: `${TOPIC} is encrypted with alias/aws/sns, which CloudWatch alarms can't use: no alarm would be delivered`,
        remedy: expect.stringContaining('kms:GenerateDataKey*'),
      },
    ]);
  },
);

test('reports what the policy of another key must allow, because the policy was not read', async () => {
  expect(await found({ KmsMasterKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab' })).toEqual([
    PASS,
    {
      outcome: 'SKIPPED',
      found: expect.stringMatching(/^the policy of key 1234abcd\S+ is not checked/),
      unanswered: false,
    },
  ]);
});

test('warns if no subscription is confirmed', async () => {
  expect(await found({ SubscriptionsConfirmed: '0', SubscriptionsPending: '1' })).toEqual([
    {
      outcome: 'WARN',
      found: `${TOPIC} has no confirmed subscription: its alarms are not delivered`,
      remedy: expect.stringContaining(`aws sns subscribe --topic-arn ${TOPIC}`),
    },
  ]);
});

test('fails if the topic does not exist', async () => {
  const answers: Answers = {
    'sns:GetTopicAttributes': () => {
      throw new Refusal(404, 'NotFound', 'Topic does not exist');
    },
  };
  expect((await checked(alarmTopic, { environment, answers })).rows).toEqual([
    {
      outcome: 'FAIL',
      found: `there is no topic ${TOPIC}`,
      remedy: expect.stringContaining('aws sns create-topic --name connectivity-alarms'),
    },
  ]);
});

describe("the platform's own topic", () => {
  const stacks = plannedStacks([aSite()], [anEnvironment()]);

  test('is checked for subscriptions if it is deployed', async () => {
    const answers = {
      ...deployedStacks(stacks),
      ...topic({ SubscriptionsConfirmed: '0', KmsMasterKeyId: 'key', Policy: policy() }),
    };
    const { rows, calls } = await checked(alarmTopic, { stacks, answers });
    expect(calls.find(({ action }) => action === 'sns:GetTopicAttributes')?.get('TopicArn')).toMatch(/^id-AlarmTopic/);
    expect(rows).toEqual([
      {
        outcome: 'WARN',
        found: expect.stringMatching(/^id-AlarmTopic\w+ has no confirmed subscription/),
        remedy: expect.any(String),
      },
    ]);
  });

  test('is skipped before the first deploy', async () => {
    expect((await checked(alarmTopic, { stacks, answers: noStacks })).rows).toEqual([
      {
        outcome: 'SKIPPED',
        found: 'PlatformStack-sydney creates the topic; subscribe to it after its deploy',
        unanswered: false,
      },
    ]);
  });
});

test('is unanswered if AWS denies the call', async () => {
  expect((await checked(alarmTopic, { environment, answers: {} })).rows).toEqual([
    {
      outcome: 'SKIPPED',
      found: expect.stringContaining('may not sns:GetTopicAttributes in account 111122223333'),
      unanswered: true,
    },
  ]);
});
