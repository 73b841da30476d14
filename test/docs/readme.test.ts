import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CHANGE_EFFECTS } from '../../lib/config/schema/field';
import { allSettings, README_FILE, readmeWithTable } from '../../lib/config/settings-table';
import { BEFORE_TAG, CHANGE_TAG, KEY_TAG_PREFIX, RUN_TAG } from '../../lib/custom-resources/vpn-tunnels/state-tags';
import { isSeededBug } from '../../tools/tunnel-simulator/seeded-bugs';

const readme = readFileSync(README_FILE, 'utf8');

describe('the README', () => {
  test('holds the table of settings of today: if this fails, run `npm run schema`', () => {
    expect(readmeWithTable(readme)).toBe(readme);
  });

  test('says of every setting what a change does to the hospital', () => {
    for (const { path, change } of allSettings()) {
      expect(change).not.toBe('');
      expect(readme).toContain(`| \`${path}\` |`);
    }
  });

  test('says what each phrase of that table means', () => {
    for (const phrase of Object.values(CHANGE_EFFECTS)) expect(readme).toContain(`\n| ${phrase.split(':')[0]} |`);
  });

  test('loses its table only with an error', () => {
    expect(() => readmeWithTable('nothing')).toThrow(/has lost the marks/);
  });

  test('begins with what it is and two lines that can be pasted', () => {
    const [, install, tests] = /```bash\n(.*)\n(.*)\n```/.exec(readme) ?? [];
    expect(install).toMatch(/^npm ci && npm run synth /);
    expect(tests).toMatch(/^npm ci && npm test /);
  });

  test('links only to files that are there', () => {
    const docs = readdirSync('docs', { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`);
    for (const page of ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...docs]) {
      for (const [, target = ''] of readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
        expect({ page, target, there: existsSync(join(dirname(page), target)) }).toEqual({ page, target, there: true });
      }
    }
  });
});

describe('docs/changing-a-live-site.md', () => {
  const page = readFileSync('docs/changing-a-live-site.md', 'utf8');

  test('names every mark', () => {
    for (const tag of [RUN_TAG, CHANGE_TAG, BEFORE_TAG, KEY_TAG_PREFIX]) expect(page).toContain(`| \`${tag}`);
  });

  test('names a bug that can be planted', () => {
    for (const [, name = ''] of page.matchAll(/--plant ([a-z-]+)/g)) expect(isSeededBug(name)).toBe(true);
  });

  test('quotes of refusals what the code says', () => {
    const code = readdirSync('lib/custom-resources/vpn-tunnels')
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(`lib/custom-resources/vpn-tunnels/${name}`, 'utf8'))
      .join('\n');
    const table = page.slice(page.indexOf('| it says |'), page.indexOf('## Rollback'));
    const quotes = [...table.matchAll(/^\| `(.+?)`(?:; `(.+?)`)? \|/gm)].flatMap(([, ...found]) => found);
    const parts = quotes
      .flatMap((quote) => (quote ?? '').split('…'))
      .map((part) => part.trim().replace(/^,|:$/, '').trim());
    const words = parts.filter((part) => part.length > 12 && !/\d/.test(part));
    expect(words.length).toBeGreaterThan(8);
    for (const part of words)
      expect([part, code.includes(part.replace('EC2 refuses: UnauthorizedOperation', 'EC2 refuses: '))]).toEqual([
        part,
        true,
      ]);
  });
});
