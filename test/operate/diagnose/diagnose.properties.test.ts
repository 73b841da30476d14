import fc from 'fast-check';
import { redactSecrets } from '../../../lib/config/secrets';
import { CAUSE_IDS, diagnoseLogs, examineLogs, readLog } from '../../../lib/operate/diagnose';
import { CASES } from './cases/table';

const WORDS = CASES.flatMap(({ logs }) => logs.flatMap((log) => log.split('\n'))).filter((line) => line !== '');

describe('whatever is given', () => {
  test('any text is read, line for line, and nothing throws', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...WORDS)), { maxLength: 40 }),
        (lines) => {
          const text = lines.join('\n');
          const read = readLog(text);
          const count = text.split('\n').length;
          for (const { line } of read) expect(line >= 1 && line <= count).toBe(true);
          for (const { id, next } of diagnoseLogs([{ name: 'any', text }])) {
            expect(CAUSE_IDS).toContain(id);
            expect(next.length).toBeGreaterThan(20);
          }
        },
      ),
    );
  });

  test('bytes, JSON of any shape, and cut lines too', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
          fc.json(),
          fc.json().map((json) => `{"events":[${json}]}`),
          fc.tuple(fc.constantFrom(...WORDS), fc.nat(300)).map(([line, at]) => line.slice(0, at)),
        ),
        (text) => {
          diagnoseLogs([{ name: 'any', text }]);
          redactSecrets(text);
        },
      ),
    );
  });

  test('random text is no cause', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        expect(diagnoseLogs([{ name: 'any', text }])).toEqual([]);
      }),
    );
  });

  test('redacting twice is redacting once', () => {
    fc.assert(
      fc.property(fc.constantFrom(...WORDS), (line) =>
        expect(redactSecrets(redactSecrets(line))).toBe(redactSecrets(line)),
      ),
    );
  });

  test('the order of the files changes no cause', () => {
    for (const { logs, site } of CASES.filter(({ logs }) => logs.length > 1)) {
      const named = logs.map((text, at) => ({ name: `${at}`, text }));
      const ids = (files: typeof named) => diagnoseLogs(files, site && { site }).map(({ id }) => id);
      expect(ids([...named].reverse())).toEqual(ids(named));
    }
  });
});

describe('time grows with the length only', () => {
  /** Of the processor: other programs on a busy machine do not count. */
  const milliseconds = (text: string): number => {
    const start = process.cpuUsage();
    examineLogs([{ name: 'long', text }]);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
  const LONG = 1_000_000;

  test.each([
    ['one letter', 'a'],
    ['spaces', ' '],
    ['brackets', '['],
    ['braces', '{'],
    ['braces in lines', '{\n'],
    ['quotes', '"'],
    ['digits and dots', '1.'],
    ['slashes', '/'],
    ['carets', 'A^'],
    ['colons', ': '],
    ['charon', '13[IKE] <a|1> CHILD_SA '],
    ['IOS', 'IKEv2:(SESSION ID = 1,SA ID = 1):'],
    ['proposals', '13[CFG] <1> received proposals: IKE:AES_CBC_256/'],
    ['patient', 'PatientName: '],
    ['escapes', '{"a":"\\'],
  ])('one line of %s', (_, unit) => {
    const [short, long] = [LONG / 10, LONG].map((length) => milliseconds(unit.repeat(length / unit.length)));
    expect(long).toBeLessThan(40 * Math.max(short ?? 0, 25));
    expect(redactSecrets(unit.repeat(LONG / unit.length)).length).toBeLessThanOrEqual(501);
  });

  test('every telling line, long and often', () => {
    const telling = [...new Set(WORDS)];
    const all = telling.join('\n');
    const small = milliseconds(`${all}\n`.repeat(4));
    const large = milliseconds(`${all}\n`.repeat(40));
    expect(large).toBeLessThan(40 * Math.max(small, 25));
    // The same characters in long lines; none of them costs a quarter of all lines together.
    for (const line of telling) expect(milliseconds(line.repeat(41))).toBeLessThan(large / 4);
    expect(milliseconds(telling.map((line) => line.repeat(40)).join('\n'))).toBeLessThan(10 * large);
  });
});
