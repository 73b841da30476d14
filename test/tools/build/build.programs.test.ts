import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import cdkJson from '../../../cdk.json';
import { copyProject } from '../../support/programs/project-copy';

const folder = mkdtempSync(join(tmpdir(), 'heartlab-build-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const project = join(folder, 'project');
copyProject(project);

const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}, cwd = project) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, stdout, stderr };
};

/** Changes a file and returns a function that restores it. */
function edit(file: string, from: string, to: string): () => void {
  const path = join(project, file);
  const before = readFileSync(path, 'utf8');
  expect(before).toContain(from);
  writeFileSync(path, before.replace(from, to));
  return () => writeFileSync(path, before);
}

const COMMAND = 'lib/cli/check/command.ts';
const DESCRIPTION = 'Check the site files.';
const help = () => run(['bin/heartlab.cjs', 'check', '--help']);

describe('a command runs from dist/ only if dist/ was built from the current sources', () => {
  test('current: nothing is reported', () => {
    expect(help()).toEqual({ status: 0, stdout: expect.stringContaining(DESCRIPTION), stderr: '' });
  });

  test('stale: the changed source runs, and one line reports it', () => {
    const undo = edit(COMMAND, DESCRIPTION, 'Look at the site files.');
    expect(help()).toEqual({
      status: 0,
      stdout: expect.stringContaining('Look at the site files.'),
      stderr: 'dist/ is stale: running from TypeScript, which takes longer. npm run build makes it current.\n',
    });
    undo();
    expect(help().stderr).toBe('');
  });

  test('missing: the source runs, and one line reports it', () => {
    const dist = join(project, 'dist');
    const moved = join(folder, 'dist');
    renameSync(dist, moved);
    expect(help()).toEqual({
      status: 0,
      stdout: expect.stringContaining(DESCRIPTION),
      stderr: expect.stringMatching(/^dist\/ is missing: running from TypeScript/),
    });
    renameSync(moved, dist);
  });
});

describe('what V8 compiled at the build', () => {
  const program = join(project, 'dist/programs/heartlab');
  const compiled = join(program, 'bundle.compiled');

  test('is what V8 uses for the bundle', () => {
    const code = `const { Script } = require('node:vm'), { readFileSync } = require('node:fs'), [, file, cachedData] = process.argv;
      const text = require('node:module').wrap(readFileSync(file, 'utf8'));
      console.log(new Script(text, { cachedData: readFileSync(cachedData) }).cachedDataRejected);`;
    expect(run(['-e', code, join(program, 'bundle.js'), compiled]).stdout).toBe('false\n');
    expect(run(['-e', code, join(program, 'index.js'), compiled]).stdout).toBe('true\n');
  });

  test.each([
    ['without it', () => rmSync(compiled)],
    ['with that of another V8', () => writeFileSync(compiled, 'another')],
    ['with a part of it', () => writeFileSync(compiled, readFileSync(compiled).subarray(0, 20_000))],
  ])('%s, the command only starts more slowly', (_, change) => {
    const before = readFileSync(compiled);
    change();
    const { status, stdout, stderr } = help();
    writeFileSync(compiled, before);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: expect.stringContaining(DESCRIPTION), stderr: '' });
  });
});

test('a failed build does not change dist/', () => {
  const stamp = () => readFileSync(join(project, 'dist/build.json'), 'utf8');
  const before = stamp();
  const undo = edit(
    COMMAND,
    'export function checkCommand(program: Command)',
    'export function checkCommand(program: 1)',
  );
  const { status, stderr } = run(['--require', 'tsx/cjs', 'tools/build/command.ts']);
  expect(status).not.toBe(0);
  expect(stderr).toContain('lib/cli/check/command.ts(');
  expect(stamp()).toBe(before);
  expect(readdirSync(project).filter((name) => name.startsWith('.dist'))).toEqual([]);
  undo();
});

/** The files of an assembly that a deploy uses. The others contain the lines of code that created each construct. */
function contents(directory: string): ReadonlyMap<string, string> {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(directory, file)).isFile() && !/metadata\.json$|^validation-report/.test(file))
    .toSorted();
  return new Map(files.map((file) => [file, readFileSync(join(directory, file), 'latin1')]));
}

test('templates, manifests and assets have the same bytes from dist/ and from TypeScript', () => {
  const synthesize = (name: string, ...args: readonly string[]) => {
    const out = join(folder, name);
    const context = { ...cdkJson.context, sites: resolve('examples/fleet') };
    const env = { CDK_OUTDIR: out, CDK_CONTEXT_JSON: JSON.stringify(context), CDK_VALIDATION: 'false' };
    expect(run(args, env, process.cwd()).status).toBe(0);
    return contents(out);
  };
  const built = synthesize('built', 'bin/app.cjs');
  const source = synthesize('source', '--require', 'tsx/cjs', 'bin/app.ts');
  expect(built.size).toBeGreaterThan(20);
  expect([...built.keys()]).toEqual([...source.keys()]);
  const different = [...built].filter(([file, content]) => source.get(file) !== content);
  expect(different.map(([file]) => file)).toEqual([]);
});
