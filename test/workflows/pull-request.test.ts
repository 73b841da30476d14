import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actionOf, gh, jobOf, type Result, results, runScript, scriptOf, workflow } from './workflow';

/** A pull request: its own code has no permissions, the base's code reviews it, and every job without success blocks. */

const pull = workflow('pull-request.yml');
const folder = mkdtempSync(join(tmpdir(), 'heartlab-workflow-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('only one job may write, and it runs no code of the pull request', () => {
  const writing = Object.entries(pull.jobs).filter(([, { permissions = {} }]) =>
    Object.values(permissions).includes('write'),
  );
  expect(writing.map(([name, { permissions }]) => [name, permissions])).toEqual([
    ['comment', { 'pull-requests': 'write' }],
  ]);
  for (const step of jobOf(pull, 'comment').steps) {
    expect(actionOf(step)).not.toMatch(/checkout|setup-node/);
    expect(step.run ?? '').not.toMatch(/npm|npx|node /);
  }
  expect(jobOf(pull, 'approval').environment).toBe('hospital-must-act');
});

describe('the review', () => {
  const { steps, outputs } = jobOf(pull, 'review');

  test('has the base’s code in its folder before it installs or runs anything', () => {
    expect(steps.map((step) => (step.uses === undefined ? step.run?.split('\n')[0] : actionOf(step)))).toEqual([
      'actions/checkout',
      'git checkout --quiet --detach HEAD^1',
      'actions/setup-node',
      'npm ci --ignore-scripts',
      'npm run build',
      'actions/download-artifact',
      'code=0',
      'actions/upload-artifact',
    ]);
    // Without `ref` it is the merge of the pull request, whose first parent is the base; the depth holds both.
    expect(steps[0]?.with).toEqual({ 'fetch-depth': 0, 'persist-credentials': false });
    // Outside the folder in which the base's code runs.
    expect(steps[5]?.with).toEqual({ name: 'head', path: `${gh('runner.temp')}/head` });
    expect(outputs).toEqual({ 'hospital-must-act': gh('steps.review.outputs.hospital-must-act') });
  });
  test('reads the head from the file that the head’s own code wrote in a job without permissions', () => {
    const head = jobOf(pull, 'synth-head');
    expect(head.permissions).toBeUndefined();
    expect(head.steps.map(({ run }) => run).filter(Boolean)).toEqual([
      'npm ci --ignore-scripts',
      'npm run build',
      'npx heartlab review --write-head head.json',
    ]);
    expect(head.steps.at(-1)?.with).toMatchObject({ name: 'head', path: 'head.json', 'if-no-files-found': 'error' });
  });

  const script = scriptOf(jobOf(pull, 'review'), ({ id }) => id === 'review');
  /** The shell around a command with this output and exit code. */
  function judged(code: number, out: string, err: string) {
    const [bin, output, summary] = ['npx', 'output', 'summary'].map((name) => join(folder, name));
    if (bin === undefined || output === undefined || summary === undefined) throw new RangeError();
    for (const [name, text] of [
      ['said', out],
      ['complained', err],
      ['output', ''],
      ['summary', ''],
    ] as const)
      writeFileSync(join(folder, name), text);
    writeFileSync(
      bin,
      `#!/bin/sh\necho "$@" > ${folder}/arguments\ncat ${folder}/said\ncat ${folder}/complained >&2\nexit ${code}\n`,
    );
    chmodSync(bin, 0o755);
    const run = runScript(script, folder, {
      PATH: `${folder}:${process.env.PATH}`,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      MERGE: 'abc',
      HEAD_FILE: '/t/head.json',
    });
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
    return {
      ...run,
      output: read('output'),
      summary: read('summary'),
      text: read('review.md'),
      asked: read('arguments'),
    };
  }

  test('reports for exit codes 0 and 3 whether a hospital must act, and fails for every other', () => {
    const fine = judged(0, 'fine', '');
    expect(fine).toMatchObject({ code: 0, output: 'hospital-must-act=false\n', text: 'fine', summary: 'fine' });
    expect(fine.asked).toBe('heartlab review --base HEAD --head abc --read-head /t/head.json\n');
    expect(judged(3, 'act', '')).toMatchObject({ code: 0, output: 'hospital-must-act=true\n', text: 'act' });
    for (const code of [1, 2, 4, 127])
      expect(judged(code, 'no', '')).toMatchObject({ code: 1, output: '', text: 'no' });
  });
  test('always writes a text, which replaces the comment of an earlier push', () => {
    const { text, code } = judged(2, '', 'heartlab: head.json is not there\n');
    expect(code).toBe(1);
    expect(text).toMatch(/^## What this change does to each hospital\n\nNothing can be said: .* exit code 2\./);
  });
  test('passes no command of the head’s to the runner', () => {
    const { out, output } = judged(2, '', '::set-output name=hospital-must-act::false\n  ::add-mask::x\n');
    const [, token] = out.match(/^::stop-commands::([0-9a-f-]{36})\n/) ?? [];
    expect(out).toBe(
      `::stop-commands::${token}\n::set-output name=hospital-must-act::false\n  ::add-mask::x\n::${token}::\n`,
    );
    expect(output).toBe('');
    expect(existsSync(join(folder, 'errors.txt'))).toBe(true);
  });
});

test('the job `check` runs `.ci/run`, which checks and synthesizes the sites and the examples', () => {
  const runs = jobOf(pull, 'check').steps.flatMap(({ run = [] }) => run);
  expect(runs.at(-1)).toBe('bash .ci/run');
  const steps = readFileSync('.ci/steps.txt', 'utf8').replaceAll(' --silent', '').split('\n');
  for (const command of ['npx heartlab check', 'npm run synth', 'npm run synth:examples'])
    expect(steps.filter((step) => step.endsWith(`: ${command}`))).toHaveLength(1);
});

describe('may-merge', () => {
  const { steps, permissions, needs, if: condition } = jobOf(pull, 'may-merge');
  const [step] = steps;
  const gate = (env: Readonly<Record<string, string>>) => runScript(step?.run ?? '', folder, env);
  const GOOD = {
    CHECK: 'success',
    SYNTH_HEAD: 'success',
    REVIEW: 'success',
    EVIDENCE: 'success',
    HOSPITAL_MUST_ACT: 'false',
    APPROVAL: 'skipped',
  };
  const OTHERS: readonly Result[] = ['failure', 'cancelled', 'skipped'];

  test('always runs, without permissions, and requires every job but the comment', () => {
    expect(condition).toBe('always()');
    expect(permissions).toEqual({});
    expect([...(needs ?? [])].sort()).toEqual(
      Object.keys(pull.jobs)
        .filter((name) => !['comment', 'may-merge'].includes(name))
        .sort(),
    );
    expect(step?.env).toEqual({
      CHECK: gh('needs.check.result'),
      SYNTH_HEAD: gh('needs.synth-head.result'),
      REVIEW: gh('needs.review.result'),
      HOSPITAL_MUST_ACT: gh('needs.review.outputs.hospital-must-act'),
      APPROVAL: gh('needs.approval.result'),
      EVIDENCE: gh('needs.evidence.result'),
    });
  });
  test('passes if all succeeded and either no hospital must act or the change was approved', () => {
    expect(gate(GOOD)).toEqual({ code: 0, out: '', err: '' });
    expect(gate({ ...GOOD, HOSPITAL_MUST_ACT: 'true', APPROVAL: 'success' })).toEqual({ code: 0, out: '', err: '' });
  });
  test.each(['CHECK', 'SYNTH_HEAD', 'REVIEW', 'EVIDENCE'])('blocks unless %s succeeded', (name) => {
    for (const result of [...OTHERS, '', 'Success', 'success ']) {
      const { code, err } = gate({ ...GOOD, [name]: result });
      expect(code).toBe(1);
      expect(err).toBe(`${name.toLowerCase().replace('_', '-')}: ${result}, must be success\n`);
    }
  });
  test('blocks for every other pair of review result and approval', () => {
    for (const said of ['true', 'false', '', 'TRUE', 'true, success'])
      for (const approval of ['success', ...OTHERS, '']) {
        const fine = (said === 'true' && approval === 'success') || (said === 'false' && approval === 'skipped');
        expect([said, approval, gate({ ...GOOD, HOSPITAL_MUST_ACT: said, APPROVAL: approval }).code]).toEqual([
          said,
          approval,
          fine ? 0 : 1,
        ]);
      }
  });
  test('runs after any result of the others, and requests an approval only if a hospital must act', () => {
    for (const job of Object.keys(pull.jobs))
      for (const end of ['failure', 'cancelled'] as const) {
        const ended = results(pull, {
          ends: (name) => (name === job ? end : 'success'),
          outputs: { review: { 'hospital-must-act': 'true' } },
        });
        expect(ended.get('may-merge')).toBe(job === 'may-merge' ? end : 'success');
      }
    const asked = (said: string) =>
      results(pull, { ends: () => 'success', outputs: { review: { 'hospital-must-act': said } } }).get('approval');
    expect([asked('true'), asked('false'), asked('')]).toEqual(['success', 'skipped', 'skipped']);
    // Without a head the review still runs, and reports it.
    expect(results(pull, { ends: (name) => (name === 'synth-head' ? 'failure' : 'success') }).get('review')).toBe(
      'success',
    );
  });
});
