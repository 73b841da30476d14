import { isAscii } from 'node:buffer';
import fc from 'fast-check';
import { Examination, type LogPiece } from '../../../lib/operate/diagnose';
import { LineShapes } from '../../../lib/operate/diagnose/line-shapes';
import { CASES } from './cases/table';
import { CORPUS } from './corpus/corpus';

const LOGS = [...CASES.flatMap(({ logs }) => logs), ...CORPUS.map(({ log }) => log)];
/** More copies than a line needs before its shape is known. */
const COPIES = 40;

function examined(pieces: readonly LogPiece[]) {
  const examination = new Examination();
  const file = examination.file('log');
  for (const piece of pieces) file.push(piece);
  file.end();
  return examination.result();
}

/** Copies of a log, each with some other digits. */
function copiesOf(log: string, seeds: readonly number[]): string {
  let at = 0;
  const other = (digit: string): string => {
    const seed = seeds[at++ % seeds.length] ?? 0;
    return seed % 8 === 0 ? String(seed % 10) : digit;
  };
  return Array.from({ length: COPIES }, () => log.replaceAll(/\d/g, other)).join('\n');
}

/** The result when no line has a known shape. */
function readAlone(pieces: readonly LogPiece[]) {
  const find = jest.spyOn(LineShapes.prototype, 'find').mockReturnValue(undefined);
  try {
    return examined(pieces);
  } finally {
    find.mockRestore();
  }
}

/** As a file is read: the bytes of a piece in ASCII. */
const asBytes = (piece: string): LogPiece => (isAscii(Buffer.from(piece)) ? Buffer.from(piece) : piece);

const inPieces = (text: string, length: number): readonly string[] =>
  Array.from({ length: Math.ceil(text.length / length) }, (_, at) => text.slice(at * length, (at + 1) * length));

describe('a log whose lines come again and again', () => {
  test('has the result that it has when each line is read alone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LOGS),
        fc.constantFrom(...LOGS),
        fc.array(fc.nat(), { minLength: 1, maxLength: 30 }),
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 50, max: 5000 }),
        fc.constantFrom('', '\nPrüfung läuft\n'),
        (log, beside, seeds, ending, length, beyondAscii) => {
          const text = copiesOf(`${log}\n${beside}${beyondAscii}`, seeds).replaceAll('\n', ending);
          const alone = readAlone([text]);
          expect(examined([text])).toEqual(alone);
          const pieces = inPieces(text, length);
          expect(examined(pieces)).toEqual(alone);
          expect(examined(pieces.map(asBytes))).toEqual(alone);
        },
      ),
      { numRuns: 10 },
    );
  });

  test('has the same line numbers when a piece ends between a carriage return and its line feed', () => {
    const line = 'Nov 29 10:00:00 fw charon: 05[IKE] <net|1> sending DPD request\r\n';
    const last = 'Nov 29 10:00:01 fw charon: 05[IKE] <net|1> received AUTHENTICATION_FAILED notify error\r\n';
    const pieces = [line.repeat(COPIES), `${line}${line}`.slice(0, -1), `\n${line}${last}`];
    const { causes } = examined(pieces);
    expect(causes.flatMap(({ evidence }) => evidence.map((one) => one.line))).toEqual([COPIES + 4]);
    expect(examined(pieces.map((piece) => Buffer.from(piece))).causes).toEqual(causes);
  });

  test('is read where a line about other things differs from it only in a version', () => {
    const line = (version: number) =>
      `IKEv${version}-ERROR:(SESSION ID = 89,SA ID = 1):: Failed to find a matching policy\n`;
    expect(examined([line(7)])).toMatchObject({ understood: 0 });
    expect(examined([line(7), line(2)])).toMatchObject({ lines: 2, understood: 1 });
  });
});
