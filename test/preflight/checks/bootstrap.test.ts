import { bootstrapCheck } from '../../../lib/preflight/checks/bootstrap';
import { aManagedEnvironment, anEnvironment, aSite } from '../../support/builders/sites';
import { Refusal } from '../../support/fake-aws/http-wire';
import { type Answers, checked, plannedStacks } from '../../support/fake-aws/preflight-world';

const stacks = plannedStacks([aSite()], [anEnvironment()]);
const managed = aManagedEnvironment();

const version = (Value: string): Answers => ({
  'ssm:GetParameter': ({ get }) => {
    expect(get('Name')).toBe('/cdk-bootstrap/hnb659fds/version');
    return { Parameter: { Name: String(get('Name')), Value } };
  },
});

test('passes with a sufficient version', async () => {
  const { rows } = await checked(bootstrapCheck, { stacks, answers: version('33') });
  expect(rows).toEqual([{ outcome: 'PASS', found: 'version 33; 6 or later is required' }]);
});

test('fails without a bootstrap, with the command that creates it', async () => {
  const { rows } = await checked(bootstrapCheck, {
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

test('fails if the bootstrap is too old, compared as a number', async () => {
  const [plan] = stacks;
  if (plan === undefined) throw new Error('no stack');
  const newer = { ...plan, bootstrap: { ...plan.bootstrap, version: 21 } };
  expect((await checked(bootstrapCheck, { stacks: [...stacks, newer], answers: version('9') })).rows).toEqual([
    {
      outcome: 'FAIL',
      found: 'the bootstrap has version 9, but the stacks require 21 or later',
      remedy: 'npx cdk bootstrap aws://111122223333/ap-southeast-2',
    },
  ]);
});

test('fails if the version is not a number', async () => {
  expect((await checked(bootstrapCheck, { stacks, answers: version('new') })).rows).toEqual([
    expect.objectContaining({ outcome: 'FAIL', found: expect.stringContaining('does not contain a version number') }),
  ]);
});

test('makes no further call with a managed ingest, because no task reads the assets bucket', async () => {
  const { rows, calls } = await checked(bootstrapCheck, {
    stacks: plannedStacks([aSite()], [managed]),
    environment: managed,
    answers: version('33'),
  });
  expect(rows).toEqual([{ outcome: 'PASS', found: 'version 33; 6 or later is required' }]);
  expect(calls.map(({ action }) => action)).toEqual(['sts:GetCallerIdentity', 'ssm:GetParameter']);
});

test('is unanswered if AWS denies the call', async () => {
  expect((await checked(bootstrapCheck, { stacks, answers: {} })).rows).toEqual([
    { outcome: 'SKIPPED', found: expect.stringContaining('may not ssm:GetParameter'), unanswered: true },
  ]);
});
