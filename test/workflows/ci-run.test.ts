import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `.ci/run` itself, with test steps and without root: it must not pass without tests. */

const folder = mkdtempSync(join(tmpdir(), 'heartlab-ci-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
cpSync('.ci', join(folder, '.ci'), { recursive: true });

function executable(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}
executable('id', 'echo 1000');

/**
 * The script's exit code and its last line. The step `tests` writes a summary with this number of tests, and ends with this
 * code.
 */
function ciRun(
  steps: readonly string[],
  { passed = 3, failed = 0, ended = 0, ci }: { passed?: number; failed?: number; ended?: number; ci?: string } = {},
): readonly [number | null, string | undefined] {
  writeFileSync(join(folder, '.ci/steps.txt'), `# name: command\n\n${steps.join('\n')}\n`);
  const summary = {
    numPassedTests: passed,
    numFailedTests: failed,
    numTotalTests: passed + failed,
    numRuntimeErrorTestSuites: 0,
    numPendingTests: 0,
    numTodoTests: 0,
  };
  executable('fake-jest', `echo '${JSON.stringify(summary)}' > "\${3#--outputFile=}"\nexit ${ended}`);
  const { status, stdout } = spawnSync('bash', [join(folder, '.ci/run')], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}`, CI: ci },
  });
  return [status, stdout.trimEnd().split('\n').at(-1)];
}

test('each step counts as one, and each test', () => {
  expect(ciRun(['types: true', 'tests: fake-jest'])).toEqual([0, '4 passed, 0 failed']);
});

test('a failed step or test fails the run', () => {
  expect(ciRun(['types: false', 'tests: fake-jest'])).toEqual([1, '3 passed, 1 failed']);
  expect(ciRun(['tests: fake-jest'], { passed: 2, failed: 1, ended: 1 })).toEqual([1, '2 passed, 1 failed']);
});

test('an error of jest fails the run, even if every test passed', () => {
  expect(ciRun(['tests: fake-jest'], { ended: 1 })).toEqual([1, '3 passed, 1 failed']);
});

test('a list without tests, or a run without tests, fails the run', () => {
  expect(ciRun(['types: true'])).toEqual([1, '1 passed, 1 failed']);
  expect(ciRun(['tests: fake-jest'], { passed: 0 })).toEqual([1, '0 passed, 1 failed']);
});

test('CI requires the programs of the tests', () => {
  expect(ciRun(['tests: fake-jest'], { ci: 'true' })).toEqual([1, '3 passed, 1 failed']);
});
