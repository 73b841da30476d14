import fc from 'fast-check';
import { readLine } from '../../../lib/operate/diagnose/read-line';
import { shapeMeaning } from '../../../lib/operate/diagnose/shape-meaning';
import { isRelevant } from '../../../lib/operate/diagnose/unread';
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

const meaningOf = (line: string) => shapeMeaning(line, () => []);
/** Without readers, the reading depends on a part of the line only if its digits decide. */
const isSameForAll = (line: string): boolean => meaningOf(line)?.parts.length === 0;

describe('the meaning of lines that differ only in digits', () => {
  test('is what each of them has when it is read alone', () => {
    let known = 0;
    fc.assert(
      fc.property(
        fc.array(fc.nat(9), { minLength: 1, maxLength: 40 }),
        fc.array(fc.constantFrom(...LINES), { minLength: 20, maxLength: 20 }),
        (digits, lines) => {
          for (const line of lines) {
            const shape = meaningOf(line);
            if (shape === undefined) continue;
            if (isSameForAll(line)) known++;
            for (const one of [line, withDigits(line, digits)]) {
              const { format, saying, message, fields } = readLine(one, 1, '');
              const read = shape.read(`x${one}x`, 1, 1 + one.length);
              if (shape.parts.length === 0 && format === 'unknown') {
                expect({ read: read.format, line: one, isRelevant: isRelevant({ text: one }) }).toEqual({
                  read: 'unknown',
                  line: one,
                  isRelevant: false,
                });
                continue;
              }
              const found = { format: read.format, saying: read.saying, message: read.message, fields: read.fields };
              expect({ line: one, ...found }).toEqual({ line: one, format, saying, message, fields });
            }
          }
        },
      ),
    );
    expect(known).toBeGreaterThan(300);
  });

  test('is the same for the lines of charon that come again and again', () => {
    // The digit of the version decides about IKEv1.
    const lines = LINES.filter((line) => / \d\d\[(?:NET|ENC|IKE)\] /.test(line) && !line.includes('_V1 payload'));
    const unknown = lines.filter((line) => !isSameForAll(line));
    expect(lines.length).toBeGreaterThan(300);
    expect(unknown).toEqual([]);
  });

  test.each([
    // libcurl-errors(3): 28 is CURLE_OPERATION_TIMEDOUT, 98 CURLE_SSL_CLIENTCERT.
    ['an exit code', 'curl: (28) x', 'curl: (98) x', ['transfer-timeout', 'client-certificate-missing']],
    [
      'a code of BGP',
      'BGP: %NOTIFICATION: received from neighbor 169.254.21.1 2/2 (peer in wrong AS)',
      'BGP: %NOTIFICATION: received from neighbor 169.254.21.1 6/1 (peer in wrong AS)',
      ['bgp-asn', 'bgp-prefix-limit'],
    ],
  ])('is decided by the digits of each line: %s', (_, line, other, causes) => {
    expect([line, other].map((one) => meaningOf(line)?.read(one, 0, one.length).saying?.is)).toEqual(causes);
  });

  test.each([
    ['a block of users', '"RegisteredUsers" : {'],
    ['a blank line', '          '],
    ['a brace that may begin an object', '{         '],
    ['a character beyond ASCII', '13[IKE] <1> Prüfung'],
    ['an entity', '13[IKE] &lt;1&gt; x &#39;'],
    ['a row of a spreadsheet', '2026-11-27 08:00:00.123,"{""details"":""x""}"'],
  ])('is not known for %s', (_, line) => {
    expect(meaningOf(line)).toBeUndefined();
  });
});
