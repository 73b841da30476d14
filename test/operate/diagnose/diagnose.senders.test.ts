import { examineLogs } from '../../../lib/operate/diagnose';
import { isAllClear } from './corpus/corpus';

/** The exit codes of curl 8 ("EXIT CODES" of its manual page); the others are not in use. */
const UNUSED = [20, 24, 29, 32, 40, 44, 46, 50, 57, 62, 81];
const CODES = Array.from({ length: 101 }, (_, at) => at + 1).filter((code) => !UNUSED.includes(code));

describe('curl', () => {
  test.each(CODES)('(%i) has a result with a step and who takes it', (code) => {
    const found = examineLogs([{ name: 'log', text: `curl: (${code}) any words` }]);
    expect(isAllClear(found)).toBe(false);
    expect(found.understood).toBe(1);
    expect(found.causes[0]?.next).toMatch(/Hospital:|HeartLab:/);
  });
});
