import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { heartlabProgram } from '../../lib/cli/program';
import { gh, jobOf, workflow, workflows } from './workflow';

/** The repository's own files: CI steps and their documentation, Node versions, dependabot, editors, licence. */

const read = (file: string): string => readFileSync(file, 'utf8');
const manifest: { readonly engines: { readonly node: string }; readonly license: string; readonly private: boolean } =
  JSON.parse(read('package.json'));
const contributing = read('CONTRIBUTING.md');
const nodeOfNvmrc = read('.nvmrc').trim();
const oldestNode = manifest.engines.node.replace('>=', '');

interface CiStep {
  readonly name: string;
  readonly command: string;
}
const steps: readonly CiStep[] = read('.ci/steps.txt')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => ({ name: line.slice(0, line.indexOf(': ')), command: line.slice(line.indexOf(': ') + 2) }));

describe('the CI steps', () => {
  test('install first, without install scripts, and end with the tests', () => {
    expect(steps[0]?.command).toBe('npm ci --ignore-scripts --no-audit --no-fund');
    expect(steps.at(-1)).toEqual({ name: 'tests', command: 'npm test' });
    expect(steps.length).toBeGreaterThan(5);
  });

  test('are the ones that CONTRIBUTING.md lists', () => {
    const table = contributing.slice(contributing.indexOf('| step |'), contributing.indexOf('A pull request runs'));
    const listed = [...table.matchAll(/^\| ([^|]+) \| `([^`]+)` \|$/gm)].map(([, name, command]) => ({
      name,
      command,
    }));
    expect(listed).toEqual(steps);
  });

  test('call scripts of package.json and the project’s own commands', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const verbs = heartlabProgram().commands.map((command) => command.name());
    for (const { command } of steps) {
      const [, script] = /^npm (?:run --silent )?(\S+)/.exec(command) ?? [];
      const [, verb] = /^npx heartlab (\S+)/.exec(command) ?? [];
      const known = script === undefined ? verbs : ['ci', ...Object.keys(scripts)];
      expect([command, known]).toEqual([command, expect.arrayContaining([script ?? verb])]);
    }
  });

  test('are read by .ci/run, which runs nothing else', () => {
    const run = read('.ci/run');
    expect(run).toContain('.ci/steps.txt)');
    expect(run).not.toMatch(/^\s*(step .*)?(npm|npx) /m);
  });

  test('run for a pull request by the same script, on the oldest permitted Node and on the one of .nvmrc', () => {
    const check = jobOf(workflow('pull-request.yml'), 'check');
    expect(check.steps.flatMap(({ run = [] }) => run)).toEqual([
      'git config --system --add safe.directory "$GITHUB_WORKSPACE"',
      'bash .ci/run',
    ]);
    expect(check.strategy).toEqual({ 'fail-fast': false, matrix: { node: [oldestNode, nodeOfNvmrc] } });
    // Packages of .ci/packages.txt are Debian's.
    expect(check.container).toEqual({ image: `node:${gh('matrix.node')}-bookworm`, options: '--privileged' });
    expect(check.permissions).toBeUndefined();
    expect(contributing).toContain(`on Node ${oldestNode} and on Node ${nodeOfNvmrc}.`);
  });
});

test('every workflow uses the Node of .nvmrc', () => {
  for (const [file, text, { jobs }] of workflows) {
    expect(text).not.toContain('\t');
    for (const [name, { steps: own, container }] of Object.entries(jobs)) {
      for (const step of own)
        if (step.with?.['node-version'] !== undefined)
          expect([file, name, String(step.with['node-version'])]).toEqual([file, name, nodeOfNvmrc]);
      if (container !== undefined)
        expect([`node:${nodeOfNvmrc}-bookworm`, `node:${gh('matrix.node')}-bookworm`]).toContain(container.image);
    }
  }
});

test('a container runs only in a job without permissions', () => {
  for (const [, , { jobs }] of workflows)
    for (const { container, permissions, environment } of Object.values(jobs))
      if (container !== undefined) expect([permissions, environment]).toEqual([undefined, undefined]);
});

test('dependabot updates packages and actions weekly, in groups, after five days', () => {
  const { version, updates } = parse(read('.github/dependabot.yml'));
  expect(version).toBe(2);
  expect(updates.map((update: { 'package-ecosystem': string }) => update['package-ecosystem'])).toEqual([
    'npm',
    'github-actions',
  ]);
  for (const update of updates) {
    expect(update).toMatchObject({ directory: '/', schedule: { interval: 'weekly' }, cooldown: { 'default-days': 5 } });
    expect(Object.keys(update.groups).length).toBeGreaterThan(0);
  }
  // CONTRIBUTING.md has the reason.
  expect(updates[0].ignore).toContainEqual({
    'dependency-name': 'aws-cdk',
    'update-types': ['version-update:semver-major'],
  });
});

test('editors get the settings of the formatter', () => {
  const { formatter } = JSON.parse(read('biome.json'));
  const config = read('.editorconfig');
  expect(config).toMatch(/^root = true$/m);
  expect(config).toContain(`indent_style = ${formatter.indentStyle}\nindent_size = ${formatter.indentWidth}\n`);
  expect(config).toContain(`max_line_length = ${formatter.lineWidth}`);
});

test('the package is private, and LICENSE grants no licence', () => {
  expect(manifest).toMatchObject({ private: true, license: 'UNLICENSED' });
  expect(read('LICENSE')).toMatch(/^UNLICENSED\n/);
});

test('a vulnerability can be reported privately, and a pull request has questions about hospitals', () => {
  expect(read('SECURITY.md')).toMatch(/Report a vulnerability/);
  const template = read('.github/PULL_REQUEST_TEMPLATE.md');
  expect(template).toContain('## What it does to hospitals');
  const commands = [...template.matchAll(/`(npm run \S+|bash \S+)`/g)].map(([, command = '']) => command);
  expect(commands).not.toEqual([]);
  for (const command of commands) expect(contributing).toContain(command);
});

test('CONTRIBUTING.md has the rule for commit subjects', () => {
  expect(contributing).toContain('`area: what changed`, in at most 72 characters');
});
