import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyProject, OWN_GIT } from './project-copy';

/**
 * Reuses an assembly if the built app has synthesized the same site files with the same context before, without an error. It is
 * called for the code of dist/ alone. Templates do not depend on the folder of the site files (`test/app/synth.programs.test.ts`).
 */
const reusingApp = (assemblies: string): string => `
const { createHash } = require('node:crypto');
const { cpSync, existsSync, readdirSync, readFileSync, renameSync } = require('node:fs');
const { join } = require('node:path');
const { sites, ...context } = JSON.parse(process.env.CDK_CONTEXT_JSON);
const hash = createHash('sha256').update(JSON.stringify(context));
for (const name of readdirSync(sites, { recursive: true }).sort())
  hash.update(name + '\\0').update(/\\.\\w+$/.test(name) ? readFileSync(join(sites, name)) : '');
const kept = join(${JSON.stringify(assemblies)}, hash.digest('hex'));
const outdir = process.env.CDK_OUTDIR;
if (existsSync(kept)) cpSync(kept, outdir, { recursive: true });
else {
  require('./project-app');
  if (process.exitCode === undefined) {
    // Renamed when it is complete: both sides run at the same time.
    const copy = kept + '-' + process.pid;
    cpSync(outdir, copy, { recursive: true });
    try {
      renameSync(copy, kept);
    } catch (error) {
      if (error.code !== 'ENOTEMPTY') throw error;
    }
  }
}
`;

/**
 * A repository with a commit of this project and three of its sites, and `heartlab review` in it. Each review synthesizes two
 * revisions, which takes most of its time. So the repository bundles no handlers, and site files that were synthesized once are not
 * synthesized again.
 */
export function reviewedRepository() {
  const repository = mkdtempSync(join(tmpdir(), 'heartlab-review-test-'));
  const assemblies = mkdtempSync(join(tmpdir(), 'heartlab-review-assemblies-'));
  afterAll(() => {
    for (const folder of [repository, assemblies]) rmSync(folder, { recursive: true, force: true });
  });
  const path = (file: string) => join(repository, file);
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: repository, encoding: 'utf8', env: OWN_GIT });

  function review(...args: readonly string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/heartlab.cjs', 'review', ...args], {
      cwd: repository,
      encoding: 'utf8',
      // No credentials are read or used.
      env: { ...OWN_GIT, AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_REGION: 'eu-west-1' },
    });
    return { code: status, out: stdout, err: stderr };
  }

  function edit(file: string, from: string | RegExp, to: string): void {
    const before = readFileSync(path(file), 'utf8');
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    writeFileSync(path(file), after);
  }

  const leftOut = ['adelaide-womens-imaging', 'christchurch-radiology', 'dunedin-cardiac', 'hamilton-diagnostics'];

  beforeAll(() => {
    copyProject(repository);
    cpSync('.gitignore', path('.gitignore'));
    for (const site of leftOut) rmSync(path(`sites/${site}.yaml`));
    renameSync(path('dist/programs/app/index.js'), path('dist/programs/app/project-app.js'));
    writeFileSync(path('dist/programs/app/index.js'), reusingApp(assemblies));
    git('init', '--quiet', '--initial-branch=main');
    git('add', '.');
    git('commit', '--quiet', '--message', 'base');
    git('tag', 'start');
  });
  afterEach(() => {
    // It leaves nothing behind after any result.
    expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
    git('reset', '--quiet', '--hard', 'start');
    git('clean', '--quiet', '--force', 'sites');
  });

  return { repository, path, git, review, edit, leftOut };
}
