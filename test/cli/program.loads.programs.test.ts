import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'heartlab-loads-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const hook = join(folder, 'hook.cjs');
writeFileSync(
  hook,
  "process.on('exit', () => console.error('\\nLOADED ' + JSON.stringify(Object.keys(require.cache))));",
);

/** The files that a command loads, from the start to the end of the process. */
function filesOf(args: readonly string[]): readonly string[] {
  const { stderr } = spawnSync(process.execPath, ['--require', hook, 'bin/heartlab.cjs', ...args], {
    encoding: 'utf8',
    input: '',
  });
  return JSON.parse(/^LOADED (.*)$/m.exec(stderr)?.[1] ?? '[]');
}

/** The packages of node_modules. The build's bundle of the command contains those that every command needs. */
const packagesOf = (files: readonly string[]): readonly string[] => [
  ...new Set(files.flatMap((file) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [])),
];

const log = join(folder, 'charon.log');
writeFileSync(log, 'nothing that a tunnel logs\n');

test.each([
  [['--help']],
  [['check']],
  [['check', '--sites', 'examples/fleet']],
  [['check', 'auckland-heart', '--json', '--sites', 'examples/fleet']],
  [['diagnose', '--log', log]],
])('%j loads the bundle of the command, and no package', (args) => {
  const files = filesOf(args);
  expect(files).toContain(join(process.cwd(), 'dist/programs/heartlab/index.js'));
  expect(packagesOf(files)).toEqual([]);
});

test('new loads the prompts, and neither the CDK nor the AWS SDK', () => {
  const packages = packagesOf(filesOf(['new', 'x']));
  expect(packages).toContain('@inquirer/prompts');
  expect(packages.filter((name) => /^(?:aws-cdk|cdk-nag|constructs|@aws-)/.test(name))).toEqual([]);
});

test('a command that calls AWS loads the SDK, so the tests above can detect it', () => {
  const packages = packagesOf(filesOf(['status', '--sites', 'examples/fleet', 'auckland-heart']));
  expect(packages.some((name) => name.startsWith('@aws-sdk/'))).toBe(true);
});
