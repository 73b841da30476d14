import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * The places of suites (CONTRIBUTING.md, "Tests"). A suite is named after the source file or folder that it tests, then its subject:
 * `lib/config/load/load.ts` has `test/config/load/load.test.ts` and `test/config/load/load.fuzz.test.ts`. Suites that start programs
 * end in `.programs.test.ts`.
 */

const SOURCE_FOLDERS = ['lib', 'services', 'bin', '.'];
/** Suites that check several folders together. */
const ACROSS_FOLDERS = /^(architecture|layout|app\/.*|docs\/.*|workflows\/.*|gate\/hostile-lengths|gate\/proof\/.*)$/;
/** Suites that start only coreutils or a shell, which need no installation. */
const SHELL_ONLY = ['config/load/folder', 'handover/pack', 'rehearsal/rehearsal.parts'];
const SHELL_ONLY_FOLDER = 'workflows/';

const SUFFIX = '.test.ts';
const suites = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length))
  .toSorted();

const isPrograms = (suite: string): boolean => suite.endsWith('.programs');

/** The path of the source that a suite is named after, without extension. */
function sourceOf(suite: string): string {
  const [name = ''] = suite.slice(suite.lastIndexOf('/') + 1).split('.');
  return join(dirname(suite), name);
}

/** Whether a file or a folder has that path. */
const exists = (source: string): boolean =>
  SOURCE_FOLDERS.some((folder) => existsSync(join(folder, source)) || existsSync(join(folder, `${source}.ts`)));

/** A suite and the files of `test/` that it imports, directly or not. Imports of types do not count. */
function testFilesOf(file: string, seen: Set<string> = new Set()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(
    /^import (?!type )(?:[^;]*? from )?'(\.[^']+)'/gm,
  )) {
    const imported = `${join(dirname(file), target)}.ts`;
    if (imported.startsWith('test/') && existsSync(imported)) testFilesOf(imported, seen);
  }
  return seen;
}

const startsPrograms = (suite: string): boolean =>
  [...testFilesOf(`test/${suite}${SUFFIX}`)].some((file) =>
    /from 'node:child_process[']/.test(readFileSync(file, 'utf8')),
  );

describe('the layout of test/', () => {
  test('each suite is named after a source file or folder, or checks several together', () => {
    expect(suites.length).toBeGreaterThan(200);
    const misplaced = suites.filter((suite) => !ACROSS_FOLDERS.test(suite) && !exists(sourceOf(suite)));
    expect(misplaced).toEqual([]);
  });

  test('a suite without a source is found', () => {
    expect(exists(sourceOf('config/load/load.fuzz'))).toBe(true);
    expect(exists(sourceOf('config/load/lode.fuzz'))).toBe(false);
    expect(exists(sourceOf('constructs/load'))).toBe(false);
  });

  test('a suite ends in .programs.test.ts exactly if it starts programs', () => {
    const allowed = (suite: string): boolean => SHELL_ONLY.includes(suite) || suite.startsWith(SHELL_ONLY_FOLDER);
    const wrong = suites.filter((suite) => !allowed(suite) && startsPrograms(suite) !== isPrograms(suite));
    expect(wrong).toEqual([]);
    for (const suite of SHELL_ONLY) expect([suite, startsPrograms(suite)]).toEqual([suite, true]);
  });
});

describe('npm run test:unit and npm run test:programs', () => {
  const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync('package.json', 'utf8'),
  );
  const [, ignored] = /^jest --testPathIgnorePatterns '(.+)'$/.exec(scripts['test:unit'] ?? '') ?? [];
  const [, selected] = /^jest --testPathPatterns '(.+)'$/.exec(scripts['test:programs'] ?? '') ?? [];

  test('run each suite of npm test exactly once', () => {
    expect(scripts.test).toBe('jest');
    expect(ignored).toBe(selected);
    const pattern = new RegExp(selected ?? 'no pattern');
    for (const suite of suites)
      expect([suite, pattern.test(`test/${suite}${SUFFIX}`)]).toEqual([suite, isPrograms(suite)]);
  });
});

test('test/support/README.md names every helper, and no other', () => {
  const page = readFileSync('test/support/README.md', 'utf8');
  const named = [...page.matchAll(/`([a-z-]+\.(?:ts|cjs))`/g)].map(([, name = '']) => name);
  const helpers = readdirSync('test/support', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|cjs)$/.test(file))
    .map((file) => basename(file));
  expect([...new Set(named)].toSorted()).toEqual(helpers.toSorted());
});
