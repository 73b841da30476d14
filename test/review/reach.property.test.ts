import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadFleet } from '../../lib/config/load/load';
import { reachedSites, writeReachedSites } from '../../lib/review/reach';
import type { ComparedRevision } from '../../lib/review/revision';
import { siteName, writeFleet } from '../support/builders/large-fleet';
import { aWholeSide, reviewOf } from '../support/builders/reviews';
import { runs } from '../support/long';

/** For two folders of site files, the review of the reached sites equals the review of all. */

const TODAY = '2026-01-01';
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function twoProjects(count: number) {
  const top = mkdtempSync(join(tmpdir(), 'heartlab-reach-'));
  folders.push(top);
  const before = { project: join(top, 'before'), sites: 'sites' };
  writeFleet(join(before.project, before.sites), count);
  writeFileSync(join(before.project, 'cdk.json'), '{}');
  const after = { project: join(top, 'after'), sites: 'sites' };
  cpSync(before.project, after.project, { recursive: true });
  return { top, before, after };
}

function replace(file: string, from: string | RegExp, to: string): void {
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(from);
  writeFileSync(file, text.replace(from, to));
}

const ONE = { name: /name: Hospital/, comment: /^/, policy: /ipsec: \w+/, port: '- 11112' } as const;
type Edit = keyof typeof ONE | 'remove' | 'rename' | 'domain' | 'zone';
const WRITTEN: Readonly<Record<Exclude<keyof typeof ONE, 'policy'>, string>> = {
  name: 'name: The hospital',
  comment: '# a comment\n',
  port: '- 2762',
};

function change(folder: string, edit: Edit, index: number): void {
  const file = join(folder, `${siteName(index)}.yaml`);
  const environments = join(folder, 'environments.yaml');
  if (edit === 'domain') replace(environments, 'ingest.sydney', 'other.sydney');
  else if (edit === 'zone') replace(environments, 'Z0123456789ABCDEFGHIJ', 'Z1123456789ABCDEFGHIJ');
  else if (edit === 'remove') rmSync(file);
  else if (edit === 'rename') {
    writeFileSync(
      join(folder, `renamed-${index}.yaml`),
      readFileSync(file, 'utf8').replaceAll(siteName(index), `renamed-${index}`),
    );
    rmSync(file);
  } else if (edit === 'policy') replace(file, ONE.policy, index % 3 === 0 ? 'ipsec: strong' : 'ipsec: nzism');
  else replace(file, ONE[edit], WRITTEN[edit]);
}

const sideOf = (folder: string): ComparedRevision => {
  const { fleet, problems } = loadFleet(folder);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return aWholeSide(fleet?.sites ?? [], fleet?.environments ?? []);
};

const edits = fc.uniqueArray(
  fc.record({
    edit: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom<Edit>('name', 'comment', 'policy', 'port', 'remove', 'rename') },
      { weight: 1, arbitrary: fc.constantFrom<Edit>('domain', 'zone') },
    ),
    index: fc.integer({ min: 0, max: 3 }),
  }),
  { maxLength: 3, selector: ({ edit, index }) => (edit === 'domain' || edit === 'zone' ? 'environment' : index) },
);

test('the review of the reached sites equals the review of all', () => {
  fc.assert(
    fc.property(edits, (list) => {
      const { top, before, after } = twoProjects(4);
      for (const { edit, index } of list) change(join(after.project, after.sites), edit, index);
      const whole = [before, after].map(({ project, sites }) => join(project, sites));
      const [from, to] = whole.map(sideOf);
      if (from === undefined || to === undefined) throw new RangeError('two sides');
      const { some, reach } = reachedSites({ before, after, today: TODAY });
      const touched = list.some(({ edit }) => edit === 'domain' || edit === 'zone');
      const felt = new Set(list.filter(({ edit }) => edit !== 'comment').map(({ index }) => index));
      expect(reach.unreached).toBe(touched ? 0 : 4 - felt.size);
      if (some === undefined) return;
      const [few, fewer] = whole.map((folder, side) => {
        writeReachedSites(folder, join(top, `few-${side}`), some);
        return { ...sideOf(join(top, `few-${side}`)), unreached: some.unreached };
      });
      if (few === undefined || fewer === undefined) throw new RangeError('two sides');
      expect(reviewOf(few, fewer)).toEqual(reviewOf(from, to));
    }),
    { numRuns: runs(8) },
  );
});

describe('every site is reached', () => {
  test.each([
    ['the code', (project: string) => writeFileSync(join(project, 'package.json'), '{ "other": 1 }'), /the code/],
    ['cdk.json', (project: string) => writeFileSync(join(project, 'cdk.json'), '{ }'), /cdk\.json/],
    ['a file with an error', (project: string) => writeFileSync(join(project, 'sites/x.yaml'), 'x: 1'), /has an error/],
  ])('by a change of %s', (_, edit, why) => {
    const { before, after } = twoProjects(2);
    expect(reachedSites({ before, after, today: TODAY }).some?.unreached).toHaveLength(2);
    edit(after.project);
    const { some, reach } = reachedSites({ before, after, today: TODAY });
    expect(some).toBeUndefined();
    expect(reach.sites).toBeUndefined();
    expect(reach.why.words.join('')).toMatch(why);
  });
});
