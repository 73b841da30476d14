import { rolesCheck } from '../../../lib/preflight/checks/roles';
import { anEnvironment, aSite } from '../../support/builders/sites';
import { Refusal } from '../../support/fake-aws/http-wire';
import { type Answers, checked, plannedStacks } from '../../support/fake-aws/preflight-world';

const stacks = plannedStacks([aSite()], [anEnvironment()]);
const DEPLOY = 'cdk-hnb659fds-deploy-role-111122223333-ap-southeast-2';
const PUBLISHING = 'cdk-hnb659fds-file-publishing-role-111122223333-ap-southeast-2';
const TOKEN = 'hush-0123456789';

const refusing = (...refused: readonly string[]): Answers => ({
  'sts:AssumeRole': ({ get }) => {
    const arn = String(get('RoleArn'));
    if (refused.some((name) => arn.endsWith(name))) throw new Refusal(403, 'AccessDenied');
    return {
      Credentials: { AccessKeyId: TOKEN, SecretAccessKey: TOKEN, SessionToken: TOKEN, Expiration: new Date(0) },
    };
  },
});

test('passes if both roles can be assumed, each once for the shortest time, without use of the credentials', async () => {
  const { rows, calls } = await checked(rolesCheck, { stacks, answers: refusing() });
  expect(rows).toEqual([{ outcome: 'PASS', found: `assumed: ${DEPLOY}, ${PUBLISHING}` }]);
  const assumed = calls.filter(({ action }) => action === 'sts:AssumeRole');
  expect(assumed.map(({ get }) => get('RoleArn')).sort()).toEqual([
    `arn:aws:iam::111122223333:role/${DEPLOY}`,
    `arn:aws:iam::111122223333:role/${PUBLISHING}`,
  ]);
  for (const { get } of assumed) {
    expect(get('DurationSeconds')).toBe('900');
    expect(get('RoleSessionName')).toBe('heartlab-preflight');
  }
  expect(JSON.stringify(rows)).not.toContain(TOKEN);
});

test('fails for a role that can not be assumed, and names the permission and the bootstrap', async () => {
  const { rows } = await checked(rolesCheck, { stacks, answers: refusing(PUBLISHING) });
  expect(rows).toEqual([
    {
      outcome: 'FAIL',
      found: expect.stringMatching(new RegExp(`^${PUBLISHING} can't be assumed: .*trust policy`)),
      remedy: `allow sts:AssumeRole on arn:aws:iam::111122223333:role/${PUBLISHING}; if the role does not exist, npx cdk bootstrap aws://111122223333/ap-southeast-2 creates it`,
    },
  ]);
});

test('fails for every role that AWS refuses to assume', async () => {
  const { rows } = await checked(rolesCheck, { stacks, answers: {} });
  expect(rows.map(({ outcome }) => outcome)).toEqual(['FAIL', 'FAIL']);
});

test('is unanswered if STS does not answer', async () => {
  const { rows } = await checked(rolesCheck, {
    stacks,
    answers: {
      'sts:AssumeRole': () => {
        throw new Refusal(400, 'Throttling');
      },
    },
  });
  expect(rows).toEqual(
    [DEPLOY, PUBLISHING].map((name) => ({
      outcome: 'SKIPPED',
      found: expect.stringMatching(new RegExp(`^${name}: AWS throttled sts:AssumeRole`)),
      unanswered: true,
    })),
  );
});
