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

/** The packages that a command loads. */
function packagesOf(args: readonly string[]): readonly string[] {
  const { stderr } = spawnSync(process.execPath, ['--require', hook, 'bin/heartlab.cjs', ...args], {
    encoding: 'utf8',
  });
  const files: readonly string[] = JSON.parse(/^LOADED (.*)$/m.exec(stderr)?.[1] ?? '[]');
  return [...new Set(files.flatMap((file) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []))];
}

test.each([
  [['--help']],
  [['check']],
  [['check', '--sites', 'examples/fleet']],
  [['check', 'auckland-heart', '--json', '--sites', 'examples/fleet']],
  [['new', 'x']],
])('%j loads neither the CDK nor the AWS SDK', (args) => {
  const packages = packagesOf(args);
  expect(packages).toContain('commander');
  expect(packages.filter((name) => /^(?:aws-cdk|cdk-nag|constructs|@aws-)/.test(name))).toEqual([]);
});

test('a command that asks AWS loads the SDK, so that the test above can see it', () => {
  expect(packagesOf(['status', '--sites', folder]).some((name) => name.startsWith('@aws-sdk/'))).toBe(true);
});
