import { readFileSync } from 'node:fs';
import { heartlab } from '../support/programs/heartlab-cli';

test('--version prints the version of the package', () => {
  const { version }: { readonly version: string } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(heartlab('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
});
