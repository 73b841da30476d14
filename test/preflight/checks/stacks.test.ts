import { stacksCheck as check } from '../../../lib/preflight/checks/stacks';
import { anEnvironment, aSite } from '../../support/builders/sites';
import { checked, deployedStacks, noStacks, plannedStacks } from '../../support/fake-aws/preflight-world';

const stacks = plannedStacks([aSite()], [anEnvironment()]);
const [platform, site] = stacks;
if (platform === undefined || site === undefined) throw new Error('two stacks');

/** The platform exists with that status; the site is new. */
const inStatus = (status: string) =>
  checked(check, { stacks, answers: deployedStacks([platform], status) }).then(({ rows }) => rows);

test('passes for new stacks', async () => {
  expect((await checked(check, { stacks, answers: noStacks })).rows).toEqual([
    { outcome: 'PASS', found: '0 deployed, 2 new' },
  ]);
});

test.each(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE'])(
  'passes for a stack in %s',
  async (status) => {
    expect(await inStatus(status)).toEqual([{ outcome: 'PASS', found: '1 deployed, 1 new' }]);
  },
);

test.each(['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED'])(
  'fails for %s: the CDK deletes such a stack, and its protection refuses',
  async (status) => {
    expect(await inStatus(status)).toEqual([
      {
        outcome: 'FAIL',
        found: expect.stringMatching(new RegExp(`^PlatformStack-sydney is ${status}: .*termination protection`)),
        remedy: expect.stringContaining('docs/first-deploy.md'),
      },
    ]);
  },
);

test.each(['UPDATE_ROLLBACK_FAILED', 'DELETE_FAILED', 'IMPORT_ROLLBACK_FAILED'])('fails for %s', async (status) => {
  expect(await inStatus(status)).toEqual([
    {
      outcome: 'FAIL',
      found: `PlatformStack-sydney is ${status}: it does not accept a deploy`,
      remedy: expect.stringContaining('docs/first-deploy.md'),
    },
  ]);
});

test.each(['CREATE_FAILED', 'UPDATE_FAILED'])('warns of %s: a paused stack takes some deploys', async (status) => {
  expect(await inStatus(status)).toEqual([
    expect.objectContaining({ outcome: 'WARN', found: expect.stringMatching(/is paused; .*--no-rollback/) }),
  ]);
});

test.each(['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'DELETE_IN_PROGRESS'])(
  'warns of %s: another operation runs',
  async (status) => {
    expect(await inStatus(status)).toEqual([
      expect.objectContaining({ outcome: 'WARN', found: expect.stringContaining('another operation is running') }),
    ]);
  },
);

test('is unanswered if AWS denies the call', async () => {
  expect((await checked(check, { stacks, answers: {} })).rows).toEqual([
    { outcome: 'SKIPPED', found: expect.stringContaining('may not cloudformation:DescribeStacks'), unanswered: true },
  ]);
});
