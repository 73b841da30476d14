import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The command itself, in a repository of its own: the project as it is here, committed, then changed without a commit. */

const repository = mkdtempSync(join(tmpdir(), 'heartlab-review-test-'));
afterAll(() => rmSync(repository, { recursive: true, force: true }));
const path = (file: string) => join(repository, file);

/** Nobody's configuration, hooks or identity. */
const ENV = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
  ...{ GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  ...{
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@b.example',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@b.example',
  },
};
const git = (...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: repository, encoding: 'utf8', env: ENV });

function review(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/heartlab.cjs', 'review', ...args], {
    cwd: repository,
    encoding: 'utf8',
    // No credentials are asked for, and none would be used.
    env: { ...ENV, AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_REGION: 'eu-west-1' },
  });
  return { code: status, out: stdout, err: stderr };
}

function edit(file: string, from: string | RegExp, to: string): void {
  const before = readFileSync(path(file), 'utf8');
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  writeFileSync(path(file), after);
}

const FILES = ['bin', 'lib', 'sites', 'cdk.json', 'package.json', 'package-lock.json', 'tsconfig.json', '.gitignore'];

beforeAll(() => {
  for (const file of FILES) cpSync(file, path(file), { recursive: true });
  symlinkSync(realpathSync('node_modules'), path('node_modules'));
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message', 'base');
  git('tag', 'start');
});
afterEach(() => {
  // Whatever it found, it leaves nothing behind.
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  git('reset', '--quiet', '--hard', 'start');
});

const AUCKLAND = 'sites/auckland-heart.yaml';

test('an uncommitted change of a file: the hospital must act, exit code 3, and the same text each time', () => {
  edit(AUCKLAND, 'auth: mtls', 'auth: basic');
  const { code, out, err } = review('--base', 'main');
  expect(err).toBe('');
  expect(code).toBe(3);
  expect(out).toContain('| `auckland-heart` | **hospital must act** |');
  expect(out).toContain('| `dicom.stow.auth` | `mtls` | `basic` |');
  expect(out).toMatch(/\| 6 others \| nothing \|/);
  expect(out).toContain('To: netops@auckland-heart.example');
  expect(out).not.toContain(repository);
  expect(review('--base', 'main').out).toBe(out);
}, 120_000);

test('a change of our code is synthesized with our code, the base with its own', () => {
  edit('lib/constructs/dicom-security-group.ts', 'toPort: port,', 'toPort: port + 1,');
  edit('package-lock.json', '"lockfileVersion": 3', '"lockfileVersion":  3');
  const { code, out } = review('--base', 'HEAD', '--json');
  const found = JSON.parse(out);
  expect(found.untouched).toBe(0);
  expect(found.sites).toHaveLength(7);
  expect(found.sites[0].securityGroups).toContainEqual(expect.objectContaining({ kind: 'opened', ports: '443-444' }));
  expect(found.remarks).toEqual([expect.stringContaining('package-lock.json differs')]);
  expect(code).toBe(found.exitCode);
  // A port that is no DICOM port is a finding of the rules, so that it can't be deployed as it is.
  expect(out).toContain('HeartLab-SG1');
  expect(code).toBe(1);
}, 120_000);

test('a generation that jumps, and a file with errors: exit code 1', () => {
  edit(AUCKLAND, '  ipsec: strong', '  ipsec: strong\n  tunnels: [{ keyGeneration: 3 }, {}]');
  const jump = review('--base', 'main');
  expect(jump.code).toBe(1);
  expect(jump.out).toContain('**Not allowed:** `vpn.tunnels[0].keyGeneration` goes from `1` to `3`');
  edit(AUCKLAND, 'ipsec: strong', 'ipsec: stronk');
  const wrong = review('--base', 'main');
  expect(wrong.code).toBe(1);
  expect(wrong.out).toMatch(/sites\/auckland-heart\.yaml:\d+:\d+ {2}vpn\.ipsec/);
}, 120_000);

test('a broken file in the base hides nothing of the others', () => {
  edit(AUCKLAND, 'ipsec: strong', 'ipsec: stronk');
  git('commit', '--quiet', '--all', '--message', 'broken');
  edit(AUCKLAND, 'ipsec: stronk', 'ipsec: strong');
  edit(
    'sites/wellington-imaging.yaml',
    /dpdTimeoutSeconds: \d+|routing: static/,
    'routing: static\n  dpdTimeoutSeconds: 77',
  );
  const { code, out } = review('--base', 'HEAD');
  expect(code).toBe(3);
  expect(out).toContain('synthesized without them: `auckland-heart`');
  expect(out).toContain('| `auckland-heart` | **hospital must act** | its file in the base has errors');
  expect(out).toContain('| `wellington-imaging` | one tunnel at a time |');
}, 120_000);

test('what git or synth refuses: exit code 2, in one line', () => {
  for (const ref of ['no-such-branch', '--upload-pack=x', '']) {
    const { code, out, err } = review(`--base=${ref}`);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^heartlab: there is no commit ".*" here/);
  }
  expect(review('--base', 'main', '--sites', tmpdir())).toMatchObject({
    code: 2,
    err: expect.stringContaining('outside'),
  });
  edit('bin/app.ts', 'const loaded', 'throw new Error("no");\n  const loaded');
  expect(review('--base', 'main')).toMatchObject({
    code: 2,
    err: expect.stringContaining('the app of this working tree failed'),
  });
}, 120_000);
