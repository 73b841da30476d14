import fc from 'fast-check';
import { readLine } from '../../../lib/operate/diagnose/read-log';
import { shapeMeaning } from '../../../lib/operate/diagnose/shape-meaning';
import { CASES } from './cases/table';
import { CORPUS } from './corpus/corpus';

const LINES = [
  ...new Set([...CASES.flatMap(({ logs }) => logs), ...CORPUS.map(({ log }) => log)].flatMap((log) => log.split('\n'))),
];

/** A text with other digits, by a list of numbers. */
const withDigits = (text: string, digits: readonly number[]): string => {
  let at = 0;
  return text.replaceAll(/\d/g, (digit) => String(digits[at++ % digits.length] ?? digit));
};

/** What the meaning of a shape says about a line. */
function readingOf(line: string, shape: NonNullable<ReturnType<typeof shapeMeaning>>) {
  const { format, saying, message, fields } = shape;
  return {
    format,
    saying,
    message: line.slice(message.start, message.end),
    fields: Object.fromEntries(fields.map(({ name, start, end }) => [name, line.slice(start, end)])),
  };
}

describe('the meaning of lines that differ only in digits', () => {
  test('is what each of them has when it is read alone', () => {
    let known = 0;
    fc.assert(
      fc.property(
        fc.array(fc.nat(9), { minLength: 1, maxLength: 40 }),
        fc.array(fc.constantFrom(...LINES), { minLength: 20, maxLength: 20 }),
        (digits, lines) => {
          for (const line of lines) {
            const shape = shapeMeaning(line);
            if (shape === undefined) continue;
            known++;
            for (const one of [line, withDigits(line, digits)]) {
              const { format, saying, message, fields } = readLine(one, 1, '');
              expect({ line: one, format, saying, message, fields }).toEqual({ line: one, ...readingOf(one, shape) });
            }
          }
        },
      ),
    );
    expect(known).toBeGreaterThan(300);
  });

  test('is known for the lines of charon that come again and again', () => {
    // The digit of the version decides about IKEv1.
    const lines = LINES.filter((line) => / \d\d\[(?:NET|ENC|IKE)\] /.test(line) && !line.includes('_V1 payload'));
    const unknown = lines.filter((line) => shapeMeaning(line) === undefined);
    expect(lines.length).toBeGreaterThan(300);
    expect(unknown).toEqual([]);
  });

  test.each([
    ['an exit code', 'curl: (28) Operation timed out'],
    ['a code of BGP', '2026/11/24 02:15:48 BGP: [HZN6M-XRM1G] %NOTIFICATION: received from neighbor 169.254.21.1 2/2'],
    ['JSON', '{"details":"x","ike_phase1_state":"down"}'],
    ['an entity', '13[IKE] &lt;1&gt; x &#39;'],
  ])('is not known where the digits may decide: %s', (_, line) => {
    expect(shapeMeaning(line)).toBeUndefined();
  });
});
