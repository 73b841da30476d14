import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildState, builtFrom, distOf, sourceHash, stampFile } from '../../lib/project/build-state';

const folder = mkdtempSync(join(tmpdir(), 'heartlab-build-state-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
function project(): { readonly path: string; write(file: string, content: string): void } {
  const path = join(folder, String(count++));
  const write = (file: string, content: string): void => {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), content);
  };
  for (const file of ['lib/index.ts', 'lib/a/one.ts', 'bin/app.ts', 'services/gate/main.ts', 'package-lock.json'])
    write(file, `// ${file}`);
  write('tsconfig.json', '{}');
  return { path, write };
}

const build = (path: string): void => {
  mkdirSync(distOf(path), { recursive: true });
  writeFileSync(stampFile(distOf(path)), JSON.stringify({ sources: sourceHash(path) }));
};

test('a project without dist/ is `missing`, and one that was just built is `current`', () => {
  const { path } = project();
  expect([buildState(path), builtFrom(path)]).toEqual(['missing', undefined]);
  build(path);
  expect(buildState(path)).toBe('current');
});

test.each([
  ['a changed source', (path: string) => writeFileSync(join(path, 'lib/a/one.ts'), '// other')],
  ['a source more', (path: string) => writeFileSync(join(path, 'lib/a/two.ts'), '')],
  ['a source less', (path: string) => rmSync(join(path, 'lib/a/one.ts'))],
  ['a renamed source', (path: string) => renameSync(join(path, 'lib/a/one.ts'), join(path, 'lib/a/two.ts'))],
  ['a moved source', (path: string) => renameSync(join(path, 'lib/a/one.ts'), join(path, 'lib/one.ts'))],
  ['a script that is no TypeScript', (path: string) => writeFileSync(join(path, 'lib/a/check.sh'), 'true')],
  ['the gate', (path: string) => writeFileSync(join(path, 'services/gate/main.ts'), '')],
  ['the lock file', (path: string) => writeFileSync(join(path, 'package-lock.json'), '{}')],
  ['the compiler’s settings', (path: string) => writeFileSync(join(path, 'tsconfig.json'), '{"a":1}')],
])('%s makes dist/ stale', (_, change) => {
  const { path } = project();
  build(path);
  change(path);
  expect(buildState(path)).toBe('stale');
});

test('times and other files do not matter', () => {
  const { path, write } = project();
  build(path);
  utimesSync(join(path, 'lib/a/one.ts'), new Date(2040, 1), new Date(2040, 1));
  write('sites/auckland-heart.yaml', 'site: auckland-heart');
  write('test/a.test.ts', '');
  expect(buildState(path)).toBe('current');
});

test('content that moves from one file to the next changes the hash', () => {
  const { path, write } = project();
  write('lib/a/one.ts', 'ab');
  write('lib/a/two.ts', 'c');
  const before = sourceHash(path);
  write('lib/a/one.ts', 'a');
  write('lib/a/two.ts', 'bc');
  expect(sourceHash(path)).not.toBe(before);
});

test('the same sources in another folder have the same hash', () => {
  expect(sourceHash(project().path)).toBe(sourceHash(project().path));
});
