import { readFileSync } from 'node:fs';
import { RULE_PACK } from '../../lib/compliance/rules';
import { HEARTLAB_RULES } from '../../lib/config/heartlab-rules';

/** The table of docs/rules.md has the texts of the rules. */

const cell = (text: string): string => text.replaceAll('|', '\\|');
const row = ({ id, failsWhen, unknown }: (typeof RULE_PACK)[number]): string =>
  `| \`${id}\` | ${cell(HEARTLAB_RULES[id].about)} | ${cell(failsWhen)} | ${cell(unknown)} |`;

test('docs/rules.md has exactly the rules, each with its own text', () => {
  const rows = readFileSync('docs/rules.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `HeartLab-'));
  expect(rows).toEqual(RULE_PACK.map(row));
});
