import { readFileSync } from 'node:fs';
import { PREFLIGHT_CHECKS } from '../../lib/preflight/checks';
import { ACCOUNT_CHECK } from '../../lib/preflight/run';

test('docs/preflight.md has each check, its question, and whether it is required', () => {
  const page = readFileSync('docs/preflight.md', 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (.*\?) \| (yes|no) \|$/gm)].map(([, ...row]) => row);
  const checks = [ACCOUNT_CHECK, ...PREFLIGHT_CHECKS];
  expect(rows).toEqual(checks.map(({ id, question, matters }) => [id, question, matters ? 'yes' : 'no']));
});
