import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Where suites are (CONTRIBUTING.md, "Tests"). The name of a suite is the source file or folder that it tests, then what it checks:
 * `lib/config/load/load.ts` has `test/config/load/load.test.ts` and `test/config/load/load.fuzz.test.ts`. Suites that start programs
 * end in `.programs.test.ts`.
 */

const SOURCE_FOLDERS = ['lib', 'services', 'bin', '.'];
/** They check several folders together. */
const ACROSS_FOLDERS = /^(architecture|layout|app\/.*|docs\/.*|workflows\/.*|gate\/hostile-lengths|gate\/proof\/.*)$/;
/** They start coreutils or a shell, and nothing that has to be installed. */
const SHELL_ONLY = ['config/load/load', 'handover/pack', 'rehearsal/rehearsal.parts'];
const SHELL_ONLY_FOLDER = 'workflows/';

const SUFFIX = '.test.ts';
const suites = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length))
  .toSorted();

const isPrograms = (suite: string): boolean => suite.endsWith('.programs');

/** The source that a suite is named after, without an ending. */
function sourceOf(suite: string): string {
  const [name = ''] = suite.slice(suite.lastIndexOf('/') + 1).split('.');
  return join(dirname(suite), name);
}

/** A file or a folder of that path. */
const exists = (source: string): boolean =>
  SOURCE_FOLDERS.some((folder) => existsSync(join(folder, source)) || existsSync(join(folder, `${source}.ts`)));

/** A suite and the files of `test/` that it imports, however far. A type alone is no import. */
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
    const lost = suites.filter((suite) => !ACROSS_FOLDERS.test(suite) && !exists(sourceOf(suite)));
    expect(lost).toEqual([]);
  });

  test('a suite whose source is gone would be found', () => {
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
  const [, left] = /^jest --testPathIgnorePatterns '(.+)'$/.exec(scripts['test:unit'] ?? '') ?? [];
  const [, taken] = /^jest --testPathPatterns '(.+)'$/.exec(scripts['test:programs'] ?? '') ?? [];

  test('together are npm test: each suite is in exactly one', () => {
    expect(scripts.test).toBe('jest');
    expect(left).toBe(taken);
    const pattern = new RegExp(taken ?? 'no pattern');
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
