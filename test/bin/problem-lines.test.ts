import { problemLines } from '../../bin/problem-lines';
import type { Problem } from '../../lib/config/problem';

const problem = (file: string, severity: Problem['severity']): Problem => ({
  file,
  severity,
  rule: 'r',
  line: 1,
  column: 1,
  path: 'a',
  wrong: 'is wrong',
  write: 'write another',
});
const all = [
  problem('sites/environments.yaml', 'warning'),
  problem('sites/perth-clinic.yaml', 'error'),
  problem('sites/auckland-heart.yaml', 'warning'),
];

test('all sites: errors, warnings of environments, and the number of other warnings', () => {
  expect(problemLines(all, { sites: 'sites' })).toEqual([
    expect.stringMatching(/^sites\/environments\.yaml:1:1 /),
    expect.stringMatching(/^sites\/perth-clinic\.yaml:1:1 /),
    '1 warning about site files: npx heartlab check --sites sites',
  ]);
});

test('a selected site: its warnings too, and no warning about another', () => {
  expect(problemLines(all, { sites: 'sites', site: 'auckland-heart' })).toHaveLength(3);
  const other = problem('sites/napier-heart.yaml', 'warning');
  expect(problemLines([...all, other], { sites: 'sites', site: 'auckland-heart' }).join('\n')).not.toContain('napier');
  expect(problemLines([], { sites: 'sites' })).toEqual([]);
});
