import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { loadFleet } from '../../../lib/config/load/load';
import { readYaml } from '../../../lib/config/load/yaml-text';
import type { Fleet } from '../../../lib/config/model';
import { problemLine } from '../../../lib/config/problem';
import { siteSchema } from '../../../lib/config/schema/site';
import { documentedEnvironment, documentedSite, edit, folderOf } from '../../support/builders/site-folder';
import { yamlText } from '../../support/builders/yaml-text';
import { cpuMilliseconds } from '../../support/cpu-time';
import { runs } from '../../support/long';

const SITE = stringify(documentedSite());
const EXAMPLE = readFileSync(join('examples/fleet', 'auckland-heart.yaml'), 'utf8');

const ENVIRONMENTS = stringify({ sydney: documentedEnvironment() });
const FOLDER = folderOf({});

/** Removes the file first: ext4 writes a file that replaces its content to the disk at once. */
function write(name: string, content: string | Uint8Array): void {
  rmSync(join(FOLDER, name), { force: true });
  writeFileSync(join(FOLDER, name), content);
}

/** Any bytes give a typed site, or problems with a position and a text. */
function judge(site: string | Uint8Array, environments = ENVIRONMENTS): Fleet | undefined {
  write('auckland-heart.yaml', site);
  write('environments.yaml', environments);
  const { fleet, problems } = loadFleet(FOLDER);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (fleet === undefined) expect(errors.length).toBeGreaterThan(0);
  else for (const site of fleet.sites) expect(siteSchema.safeParse(site).success).toBe(true);
  for (const problem of problems) {
    expect(problem.line).toBeGreaterThanOrEqual(1);
    expect(problem.column).toBeGreaterThanOrEqual(1);
    expect(problem.wrong).not.toBe('');
    expect(problem.write).not.toBe('');
    expect(problemLine(problem)).not.toContain('\n');
  }
  return fleet;
}

describe('any content gives a typed site or a list of errors', () => {
  test('YAML-like texts, as a site file', () => {
    fc.assert(
      fc.property(yamlText([SITE, EXAMPLE]), (text) => void judge(text)),
      { numRuns: runs(1500) },
    );
  });

  test('YAML-like texts, as environments.yaml', () => {
    fc.assert(
      fc.property(yamlText([ENVIRONMENTS]), (text) => void judge(SITE, text)),
      { numRuns: runs(500) },
    );
  });

  test('any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void judge(bytes)),
      { numRuns: runs(500) },
    );
  });

  test('any value for any setting', () => {
    const paths = Object.keys(flat(documentedSite()));
    const value = fc.oneof(
      fc.anything({ maxDepth: 2, withNullPrototype: false }),
      fc.constantFrom('', ' ', '0.0.0.0/0', '10.0.0.0/33', -1, 1e21, 0.5, '1', [[]], {}, '🙂', 'null'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...paths), value, (path, what) => {
        const data = edit(documentedSite(), path, what === undefined ? null : what);
        judge(JSON.stringify(data) ?? '');
      }),
      { numRuns: runs(1500) },
    );
  });
});

/** Every path of the data, leaves and groups. */
function flat(data: unknown, path = ''): Record<string, true> {
  const own = path === '' ? {} : { [path]: true as const };
  if (typeof data !== 'object' || data === null) return own;
  return Object.entries(data).reduce(
    (all, [key, value]) => Object.assign(all, flat(value, path === '' ? key : `${path}.${key}`)),
    own,
  );
}

describe('a hostile file ends at once with an error', () => {
  const laughs = [
    'a: &a [x, x, x, x, x, x, x, x, x, x]',
    ...'bcdefghi'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[index]}`).join(', ')}]`),
  ].join('\n');
  const size = 250 * 1024;
  test.each<readonly [string, string | Uint8Array]>([
    ['an alias bomb', laughs],
    ['an alias to itself', 'a: &a [*a]'],
    ['brackets without end', '['.repeat(size)],
    ['closed brackets without end', `${'['.repeat(size / 2)}${']'.repeat(size / 2)}`],
    ['braces without end', '{a: '.repeat(size / 4)],
    ['dashes without end', '- '.repeat(size / 2)],
    ['question marks without end', '? '.repeat(size / 2)],
    ['steps without end', Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['quotes without end', `a: "${'\\'.repeat(size - 10)}`],
    ['one long key', `${'k'.repeat(size)}: 1`],
    ['many keys', Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join('\n')],
    ['the same key many times', 'site: a\n'.repeat(25_000)],
    ['many documents', '---\n'.repeat(60_000)],
    ['many colons', ': '.repeat(size / 2)],
    ['blank lines without end', '\n'.repeat(size)],
    ['many aliases', `x: &a 1\ny: [${'*a ,'.repeat(40_000)}]`],
    ['many anchors', `y: [${Array.from({ length: 10_000 }, (_, index) => `&a${index} 1,*a${index} ,`).join('')}]`],
    [
      'a very long list',
      `site: auckland-heart\nenvironment: sydney\ndicom: { dimse: { ports: [104], callingAeTitles: [${'A,'.repeat(120_000)}] } }`,
    ],
    ['many tags', `a: [${'!x a,'.repeat(50_000)}]`],
    ['tabs', `site:\t\t${'\t'.repeat(1000)}x`],
    ['UTF-16', Buffer.from(`\ufeff${SITE}`, 'utf16le')],
    ['Latin-1', Buffer.from(SITE.replace('Clinic', 'Clínic'), 'latin1')],
    ['a cut UTF-8 character', Buffer.from(`${SITE}# é`).subarray(0, -1)],
    ['NUL characters', `site: a\0b`],
    ['prototype keys', '__proto__: { vpn: {} }\nconstructor: { prototype: { polluted: yes } }\ntoString: x\n'],
    ['escaped prototype keys', '"\\u005f_proto__": { polluted: yes }'],
    ['nothing', ''],
    ['a comment', '# nothing'],
    ['a list', '- a\n- b\n'],
    ['a scalar', 'site'],
  ])('%s', (_, content) => {
    const start = cpuMilliseconds();
    expect(judge(content)).toBeUndefined();
    // Not a measurement: a reader that hangs takes minutes on these.
    expect(cpuMilliseconds() - start).toBeLessThan(10_000);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('the first byte that is not UTF-8 is shown', () => {
    const { problems } = readYaml(
      Buffer.concat([Buffer.from('site: a\nname: Cl'), Buffer.from([0xed]), Buffer.from('nic\n')]),
    );
    expect(problems).toEqual([expect.objectContaining({ line: 2, column: 9, wrong: 'the file is not UTF-8' })]);
  });
});
