import fc from 'fast-check';
import { csvReader } from '../../../../lib/operate/diagnose/log-formats/csv';

type Entry = readonly [text: string, line: number, stream: string];

/** The entries of an export with these rows, one line each. */
function entriesOf(rows: readonly string[], firstLine = 2): readonly Entry[] {
  const entries: Entry[] = [];
  const reader = csvReader('@timestamp,@message,@logStream', (...entry) =>
    entries.push([entry[0], entry[1], entry[2]]),
  );
  rows.forEach((row, at) => {
    reader?.take(row, firstLine + at);
  });
  reader?.end();
  return entries;
}

const CELL = fc.oneof(
  fc.constantFrom('', '2026-11-27 08:00:00', 'a "quoted" word', '"', ' padded ', '{""a"":1}', 'one;two'),
  fc.string({ maxLength: 12 }).map((text) => text.replaceAll(/[\r\n]/g, ' ')),
);
/** As an export writes it, or with a fault. */
const ROW = fc
  .array(fc.tuple(CELL, fc.integer({ min: 0, max: 9 })), { minLength: 1, maxLength: 4 })
  .map((cells) => cells.map(([text, fault]) => (fault === 0 ? text : `"${text.replaceAll('"', '""')}"`)).join(','))
  .filter((row) => row.split('"').length % 2 === 1);

describe('an export in CSV', () => {
  test('has the entries of each row alone, however many there are', () => {
    fc.assert(
      fc.property(fc.array(ROW, { maxLength: 12 }), fc.constantFrom(1, 40), (rows, times) => {
        const many = Array.from({ length: times }, () => rows).flat();
        const alone = many.flatMap((row, at) => entriesOf([row], at + 2));
        expect(entriesOf(many)).toEqual(alone);
      }),
      { numRuns: 60 },
    );
  });

  test('has the lines of a row of several lines at its first line', () => {
    expect(entriesOf(['x,"one', 'two",s', 'y,three,t'])).toEqual([
      ['one', 2, 's'],
      ['two', 2, 's'],
      ['three', 4, 't'],
    ]);
  });
});
