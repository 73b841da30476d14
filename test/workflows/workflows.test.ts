import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** The workflows: pinned, with the least of permissions, and nothing of a stranger's in a shell. */

const FOLDER = '.github/workflows';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly strategy?: Readonly<Record<string, unknown>>;
  readonly steps: readonly Step[];
  readonly 'timeout-minutes'?: number;
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const workflows = readdirSync(FOLDER).map((file): readonly [string, string, Workflow] => {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  return [file, text, parse(text)];
});
const workflow = (name: string): Workflow => {
  const found = workflows.find(([file]) => file === name);
  if (found === undefined) throw new RangeError(`there is no ${name}`);
  return found[2];
};

describe.each(workflows)('%s', (_, text, { on, permissions, jobs }) => {
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('pins every action by a full commit, and says which version that is', () => {
    const uses = text.split('\n').filter((line) => /\buses:/.test(line));
    expect(uses.length).toBe(steps.filter((step) => step.uses !== undefined).length);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });
  test('may read the code, and else only what a job asks for', () => {
    expect(permissions).toEqual({ contents: 'read' });
  });
  test('never runs for a fork with our rights, and knows no secret', () => {
    expect(Object.keys(on)).not.toContain('pull_request_target');
    expect(text).not.toMatch(/pull_request_target:|secrets\./);
  });
  test('puts nothing into a shell but by the environment', () => {
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });
  test('leaves no token in a checkout, and every job ends', () => {
    for (const { uses = '', with: options } of steps)
      if (uses.startsWith('actions/checkout@')) expect(options?.['persist-credentials']).toBe(false);
    for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });
});

test('who may write a comment runs nothing of the pull request', () => {
  const { jobs } = workflow('pull-request.yml');
  const writing = Object.entries(jobs).filter(([, { permissions = {} }]) =>
    Object.values(permissions).includes('write'),
  );
  expect(writing.map(([name, { permissions }]) => [name, permissions])).toEqual([
    ['comment', { 'pull-requests': 'write' }],
  ]);
  const [, job] = writing[0] ?? [];
  for (const { uses = '', run = '' } of job?.steps ?? []) {
    expect(uses).not.toMatch(/checkout|setup-node/);
    expect(run).not.toMatch(/npm|npx|node /);
  }
  expect(jobs.approval?.environment).toBe('hospital-must-act');
});

test('hospitals are deployed one at a time, each approved, with credentials only once the packages are there', () => {
  const { jobs, concurrency } = workflow('deploy.yml');
  const site = jobs.site;
  expect(site?.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
  expect(site?.strategy).toMatchObject({ 'max-parallel': 1, 'fail-fast': true });
  expect(site?.environment).toContain('{{ inputs.environment }}');
  expect(concurrency).toMatchObject({ 'cancel-in-progress': false });
  const order = site?.steps.map(({ uses, run }) => uses?.split('@')[0] ?? run) ?? [];
  expect(order.indexOf('npm ci')).toBeLessThan(order.indexOf('aws-actions/configure-aws-credentials'));
  expect(order.at(-1)).toBe('npx cdk deploy "SiteStack-$SITE" --require-approval never');
});
