import { readFileSync } from 'node:fs';
import { actionOf, type Job, workflows } from './workflow';

/** The rules for every workflow: pinned actions, least permissions, and no untrusted text in a shell. */

/** The first major version of an action that declares node24 (`runs.using` in its action.yml); those before it declare node20. */
const FIRST_NODE24: Readonly<Record<string, number>> = {
  'actions/checkout': 5,
  'actions/setup-node': 5,
  'actions/upload-artifact': 6,
  'actions/download-artifact': 7,
  'aws-actions/configure-aws-credentials': 6,
};

const isPrivileged = ({ permissions = {} }: Job): boolean => Object.values(permissions).includes('write');

describe.each(workflows)('%s', (_, text, { on, permissions, jobs }) => {
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('pins every action by a full commit, and one version of each', () => {
    const pins = text.split('\n').filter((line) => /\buses:/.test(line));
    expect(pins.length).toBeGreaterThan(0);
    for (const line of pins) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    expect(steps.filter(({ uses, run }) => (uses === undefined) === (run === undefined))).toEqual([]);
  });
  test('uses no action of a major version that runs on Node 20', () => {
    const majors = [...text.matchAll(/uses: ([\w/-]+)@[0-9a-f]{40} # v(\d+)\./g)];
    expect(majors.length).toBeGreaterThan(0);
    for (const [, action = '', major] of majors)
      expect([action, Number(major) >= (FIRST_NODE24[action] ?? Number.NaN)]).toEqual([action, true]);
  });
  test('may read the code, and otherwise only what a job requests', () => {
    expect(permissions).toEqual({ contents: 'read' });
  });
  test('never runs for a fork with our permissions, and uses no secret', () => {
    expect(Object.keys(on)).not.toContain('pull_request_target');
    expect(Object.keys(on)).not.toContain('workflow_run');
    expect(text).not.toMatch(/pull_request_target:|workflow_run:|secrets\./);
  });
  test('passes values into a shell only through the environment', () => {
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });
  test('leaves no token in a checkout, and every job ends', () => {
    for (const step of steps)
      if (actionOf(step) === 'actions/checkout') expect(step.with?.['persist-credentials']).toBe(false);
    for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });
  test('runs no install script of a package', () => {
    for (const { run = '' } of steps)
      for (const [install] of run.matchAll(/npm (ci|i|install|rebuild|add)\b.*/g))
        expect(install).toBe('npm ci --ignore-scripts');
  });
  test('restores no cache in a job with permissions, in the review, or in the plan', () => {
    for (const [name, job] of Object.entries(jobs))
      for (const step of job.steps)
        if (actionOf(step) === 'actions/setup-node' && (isPrivileged(job) || name === 'review' || name === 'plan'))
          expect(step.with).toEqual({ 'node-version': 22, 'package-manager-cache': false });
  });
});

test('one commit of an action has one version everywhere', () => {
  const pins = new Map<string, Set<string>>();
  for (const [, text] of workflows)
    for (const [, action = '', pin = ''] of text.matchAll(/uses: ([\w/-]+)@(.*)/g))
      pins.set(action, (pins.get(action) ?? new Set()).add(pin));
  expect([...pins.keys()].sort()).toEqual(Object.keys(FIRST_NODE24).sort());
  for (const found of pins.values()) expect(found.size).toBe(1);
});

test('the files that review and deploy have code owners', () => {
  const lines = readFileSync('.github/CODEOWNERS', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(/ +/));
  const ownersOf = (file: string): readonly string[] =>
    lines
      .findLast(([pattern = '']) => (pattern.endsWith('/') ? `/${file}`.startsWith(pattern) : `/${file}` === pattern))
      ?.slice(1) ?? [];
  for (const file of [
    '.github/CODEOWNERS',
    '.github/workflows/pull-request.yml',
    '.github/workflows/deploy.yml',
    '.ci/run',
    '.ci/steps.txt',
    'services/gate/main.ts',
    'tools/tunnel-simulator/oracle.ts',
    'jest.config.cjs',
    'biome.json',
    'test/support/longest-first.cjs',
    '.nvmrc',
    '.npmrc',
    'lib/review/compare.ts',
    'lib/compliance/rules/index.ts',
    'bin/app.ts',
    'bin/heartlab.cjs',
    'lib/cli/review/run.ts',
    'package.json',
    'package-lock.json',
    'cdk.json',
    'tsconfig.json',
  ])
    expect([file, ownersOf(file)]).toEqual([file, [expect.stringMatching(/^@[\w-]+\/[\w-]+$/)]]);
  expect(ownersOf('sites/auckland-heart.yaml')).toEqual([]);
});
