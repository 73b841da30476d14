import { bootstrap } from '../../../lib/preflight/checks/bootstrap';
import { Refusal } from '../../operate/wire';
import { aManagedEnvironment, anEnvironment, aSite } from '../../support/fixtures';
import { type Answers, checked, plannedStacks } from '../world';

const stacks = plannedStacks([aSite()], [anEnvironment()]);
const managed = aManagedEnvironment();

const version = (Value: string): Answers => ({
  'ssm:GetParameter': ({ get }) => {
    expect(get('Name')).toBe('/cdk-bootstrap/hnb659fds/version');
    return { Parameter: { Name: String(get('Name')), Value } };
  },
});

/** What the bootstrap's stack exports as its key, on the second page. */
const key = (Value: string): Answers => ({
  'cloudformation:ListExports': ({ get }) =>
    get('NextToken') === undefined
      ? { Exports: [{ Name: 'other', Value: 'x' }], NextToken: 'more' }
      : {
          Exports: [
            {
              ...{ Name: 'CdkBootstrap-hnb659fds-FileAssetKeyArn', Value },
              ExportingStackId: 'arn:aws:cloudformation:ap-southeast-2:111122223333:stack/OurToolkit/0123',
            },
          ],
        },
});

/** The bootstrap's stack, with these resources. */
const toolkit = (...logicalIds: readonly string[]): Answers => ({
  'cloudformation:DescribeStacks': ({ get }) => ({
    Stacks: [{ StackName: String(get('StackName')), CreationTime: new Date(0), StackStatus: 'CREATE_COMPLETE' }],
  }),
  'cloudformation:ListStackResources': ({ get }) => {
    expect(get('StackName')).toBe('OurToolkit');
    return {
      StackResourceSummaries: logicalIds.map((LogicalResourceId) => ({
        ...{ LogicalResourceId, PhysicalResourceId: 'x', ResourceType: 'AWS::KMS::Key' },
        ...{ ResourceStatus: 'CREATE_COMPLETE', LastUpdatedTimestamp: new Date(0) },
      })),
    };
  },
});

test('passes with a version that is new enough; only a managed ingest needs the key', async () => {
  const { rows, calls } = await checked(bootstrap, { stacks, answers: version('33') });
  expect(rows).toEqual([{ outcome: 'PASS', found: 'version 33, 6 or later is needed' }]);
  expect(calls.map(({ action }) => action)).not.toContain('cloudformation:ListExports');
});

test('fails where there is no bootstrap, with the command that makes it', async () => {
  const { rows } = await checked(bootstrap, {
    stacks,
    answers: {
      'ssm:GetParameter': () => {
        throw new Refusal(400, 'ParameterNotFound');
      },
    },
  });
  expect(rows).toEqual([
    {
      outcome: 'FAIL',
      found:
        'account 111122223333, ap-southeast-2 is not bootstrapped: it has no SSM parameter /cdk-bootstrap/hnb659fds/version',
      remedy: 'npx cdk bootstrap aws://111122223333/ap-southeast-2',
    },
  ]);
});

test('fails where the bootstrap is too old, judged as a number', async () => {
  const [plan] = stacks;
  if (plan === undefined) throw new Error('no stack');
  const newer = { ...plan, bootstrap: { ...plan.bootstrap, version: 21 } };
  expect((await checked(bootstrap, { stacks: [...stacks, newer], answers: version('9') })).rows).toEqual([
    {
      outcome: 'FAIL',
      found: 'the bootstrap has version 9, and the stacks need 21 or later',
      remedy: 'npx cdk bootstrap aws://111122223333/ap-southeast-2',
    },
  ]);
});

test('fails where the version is no number', async () => {
  expect((await checked(bootstrap, { stacks, answers: version('new') })).rows).toEqual([
    expect.objectContaining({ outcome: 'FAIL', found: expect.stringContaining('is not the number of a version') }),
  ]);
});

describe('with a managed ingest, whose tasks fetch files from the assets bucket', () => {
  const asked = { stacks, environment: managed };

  test("passes with AWS's own key, and with the one that the bootstrap made", async () => {
    const own = await checked(bootstrap, { ...asked, answers: { ...version('33'), ...key('AWS_MANAGED_KEY') } });
    expect(own.rows.map(({ found }) => found)).toEqual([
      'version 33, 6 or later is needed',
      "the assets bucket has AWS's own key",
    ]);
    const made = await checked(bootstrap, {
      ...asked,
      answers: { ...version('33'), ...key('arn:aws:kms:x'), ...toolkit('FileAssetsBucketEncryptionKey') },
    });
    expect(made.rows).toEqual([
      expect.objectContaining({ outcome: 'PASS' }),
      { outcome: 'PASS', found: 'the assets bucket has the key that OurToolkit made, which lets the account use it' },
    ]);
  });

  test('warns of a key that the bootstrap did not make: its policy decides whether a task starts', async () => {
    const { rows } = await checked(bootstrap, {
      ...asked,
      answers: { ...version('33'), ...key('1234abcd'), ...toolkit('StagingBucket') },
    });
    expect(rows).toEqual([
      expect.objectContaining({ outcome: 'PASS' }),
      {
        outcome: 'WARN',
        found: expect.stringMatching(/has the key 1234abcd, which OurToolkit did not make: .*tasks .*don't start/),
        remedy: expect.stringMatching(/^aws kms get-key-policy --policy-name default --key-id 1234abcd .*kms:Decrypt/),
      },
    ]);
  });

  test('has no answer about the key where AWS denies the question, or nothing exports it', async () => {
    const denied = await checked(bootstrap, { ...asked, answers: version('33') });
    expect(denied.rows).toEqual([
      expect.objectContaining({ outcome: 'PASS' }),
      {
        outcome: 'SKIPPED',
        found: expect.stringMatching(/^the key of the assets bucket: .* may not cloudformation:ListExports/),
        unanswered: true,
      },
    ]);
    const none = await checked(bootstrap, {
      ...asked,
      answers: { ...version('33'), 'cloudformation:ListExports': () => ({ Exports: [] }) },
    });
    expect(none.rows[1]).toEqual({
      outcome: 'SKIPPED',
      found: 'the key of the assets bucket: nothing exports CdkBootstrap-hnb659fds-FileAssetKeyArn',
      unanswered: true,
    });
  });
});

test('has no answer where AWS denies the question', async () => {
  expect((await checked(bootstrap, { stacks, answers: {} })).rows).toEqual([
    { outcome: 'SKIPPED', found: expect.stringContaining('may not ssm:GetParameter'), unanswered: true },
  ]);
});
