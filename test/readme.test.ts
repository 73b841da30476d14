import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { allSettings, README_FILE, readmeWithTable } from '../lib/site/settings-table';

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

  test('loses its table only with an error', () => {
    expect(() => readmeWithTable('nothing')).toThrow(/has lost the marks/);
  });

  test('begins with what it is and two lines that can be pasted', () => {
    const [, install, tests] = /```bash\n(.*)\n(.*)\n```/.exec(readme) ?? [];
    expect(install).toMatch(/^npm ci && npm run synth /);
    expect(tests).toMatch(/^npm ci && npm test /);
  });

  test('links only to files that are there', () => {
    for (const page of ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/direct-connect.md']) {
      for (const [, target = ''] of readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
        expect({ page, target, there: existsSync(join(dirname(page), target)) }).toEqual({ page, target, there: true });
      }
    }
  });
});
