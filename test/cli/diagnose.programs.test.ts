import { join } from 'node:path';
import { folderOf } from '../support/builders/site-folder';
import { heartlab } from '../support/programs/heartlab-cli';

describe('heartlab diagnose', () => {
  test('--help shows the usage, and no default that a user cannot enter', () => {
    const { code, out } = heartlab('diagnose', '--help');
    expect(code).toBe(0);
    expect(out).toMatch(/--log <file>/);
    expect(out).not.toContain('[]');
  });

  test('reads one log after the other', () => {
    const folder = folderOf({ 'empty.log': '' });
    const { code, err } = heartlab(
      'diagnose',
      '--log',
      join(folder, 'empty.log'),
      '--log',
      join(folder, 'missing.log'),
    );
    expect(code).toBe(1);
    expect(err).toContain('missing.log');
  });
});
