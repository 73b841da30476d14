import { failCommand } from '../../../lib/cli/shared/output';
import { UserError } from '../../../lib/project/errors';

test('an error that quotes a file name prints no control character, and keeps its lines', () => {
  const lines: string[] = [];
  const output = { out: () => undefined, err: (line: string) => lines.push(line) };
  expect(failCommand(new UserError('\u001b[31m\u202ea.csv can’t be read\nsecond line'), output)).toBe(1);
  expect(lines).toEqual(['heartlab: \\u001b[31m\\u202ea.csv can’t be read\nsecond line']);
});
