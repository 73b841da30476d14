import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fleetWithoutSite } from '../../../lib/config/load/first-site';
import { loadFleet } from '../../../lib/config/load/load';
import { problemLine } from '../../../lib/config/problem';
import { ENVIRONMENTS, SITE } from '../../support/builders/folder-problems';
import { folderOf } from '../../support/builders/site-folder';

describe('the folder', () => {
  test.each([
    [
      'is missing',
      () => join(folderOf({}), 'nowhere'),
      /the folder can’t be read; name the folder of the site files with --sites/,
    ],
    ['is empty', () => folderOf({}), /the folder contains no site file; write one with `heartlab new/],
    [
      'has no environments.yaml',
      () => folderOf({ 'auckland-heart.yaml': SITE }),
      /environments.yaml:1:1 {2}the file is missing/,
    ],
    [
      'has an empty environments.yaml',
      () => folderOf({ 'auckland-heart.yaml': SITE, 'environments.yaml': '' }),
      /not a mapping of environments/,
    ],
    [
      'has a .yml',
      () => folderOf({ ...ENVIRONMENTS, 'auckland-heart.yml': SITE }),
      /auckland-heart.yml:1:1 {2}the file would be skipped; rename it to auckland-heart.yaml/,
    ],
  ])('%s', (_, make, expected) => {
    const { problems, fleet } = loadFleet(make());
    expect(problems.map(problemLine).join('\n')).toMatch(expected);
    expect(fleet).toBeUndefined();
  });

  test.each([
    ['environments and no site', ENVIRONMENTS, ['sydney']],
    ['comments in environments.yaml, and no site', { 'environments.yaml': '# sydney:\n#   account: "1"\n' }, []],
    ['an environments.yaml without a line', { 'environments.yaml': '' }, []],
  ])('with %s is a fleet without sites', (_, files, names) => {
    const folder = folderOf(files);
    const { problems, fleet } = loadFleet(folder);
    expect(problems.map(problemLine)).toEqual([]);
    expect(fleet?.environments.map(({ name }) => name)).toEqual(names);
    expect([fleet?.sites, fleetWithoutSite(folder)]).toEqual([[], fleet]);
  });

  test.each([
    ['a site', { ...ENVIRONMENTS, 'auckland-heart.yaml': SITE }],
    ['a site with an error', { ...ENVIRONMENTS, 'auckland-heart.yaml': 'site: [' }],
    ['a site whose file would be skipped', { ...ENVIRONMENTS, 'auckland-heart.yml': SITE }],
    ['environments with an error', { 'environments.yaml': '[]' }],
    ['no file', {}],
  ])('with %s is not a fleet without sites', (_, files) => {
    expect(fleetWithoutSite(folderOf(files))).toBeUndefined();
  });

  test('may contain other folders, and links to files', () => {
    const folder = folderOf({ ...ENVIRONMENTS, 'elsewhere/text': SITE });
    mkdirSync(join(folder, 'archive'));
    writeFileSync(join(folder, '.draft.yaml'), 'not looked at');
    symlinkSync(join(folder, 'elsewhere/text'), join(folder, 'auckland-heart.yaml'));
    expect(loadFleet(folder).problems.map(problemLine)).toEqual([]);
  });

  test.each([
    ['a folder', (path: string) => mkdirSync(path), 'other-site.yaml', /other-site.yaml:1:1 {2}is not a file/],
    [
      'a pipe',
      (path: string) => execFileSync('mkfifo', [path]),
      'other-site.yaml',
      /other-site.yaml:1:1 {2}is not a file/,
    ],
    [
      'an ending in capitals',
      (path: string) => writeFileSync(path, SITE),
      'other-site.Yaml',
      /would be skipped; rename it to other-site.yaml/,
    ],
    [
      'a name that no site has',
      (path: string) => writeFileSync(path, SITE),
      'Other site.yaml',
      /the file name is not a site name/,
    ],
    [
      'a name with a line break',
      (path: string) => writeFileSync(path, SITE),
      'a\nb.yaml',
      /a\\u000ab.yaml:1:1 {2}the file name is not/,
    ],
  ])('a file that looks like a site file but would be skipped is an error: %s', (_, make, name, expected) => {
    const folder = folderOf({ ...ENVIRONMENTS, 'auckland-heart.yaml': SITE });
    make(join(folder, name));
    expect(loadFleet(folder).problems.map(problemLine)).toContainEqual(expect.stringMatching(expected));
  });

  test('a broken link is an error of that file', () => {
    const folder = folderOf({ ...ENVIRONMENTS, 'auckland-heart.yaml': SITE });
    symlinkSync(join(folder, 'nowhere'), join(folder, 'lost-site.yaml'));
    expect(loadFleet(folder).problems.map(problemLine)).toEqual([
      expect.stringMatching(/lost-site.yaml:1:1 {2}the file can’t be read/),
    ]);
  });

  test('a file of ten megabytes is not read', () => {
    const folder = folderOf({ ...ENVIRONMENTS, 'auckland-heart.yaml': SITE });
    writeFileSync(join(folder, 'huge-site.yaml'), 'site: huge-site\n');
    truncateSync(join(folder, 'huge-site.yaml'), 10 * 1024 * 1024);
    expect(loadFleet(folder).problems.map(problemLine)).toEqual([
      expect.stringMatching(/huge-site.yaml:1:1 {2}the file is 10.0 MiB; write at most 256 KiB/),
    ]);
  });
});
