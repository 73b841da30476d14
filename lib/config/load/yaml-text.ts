import { isUtf8 } from 'node:buffer';
import { unseenCharacter } from '../invisible';
import type { FilePosition } from '../problem';
import { readCarefully, type SyntaxProblem, unreadableYaml, type YamlText } from './careful-yaml';
import { readQuickly } from './quick-yaml';

/**
 * Parses bytes to data, with positions. It returns data or a list of problems for any bytes. It never throws and never hangs.
 *
 * There are two readers, because checking a thousand files must take under half a second. js-yaml is four times faster and
 * accepts only clearly valid files. Every other file, and every position, is read by `yaml`, which finds all errors and their
 * positions. A property test compares the two.
 */

/** Larger than any hospital needs, and small enough that no content can make the reader slow. */
export const LARGEST_FILE_BYTES = 256 * 1024;

/** The result for a file that is too large to be a site file. */
export function tooLarge(bytes: number): YamlText {
  return unreadableYaml(
    `the file is ${(bytes / 1024 / 1024).toFixed(1)} MiB`,
    `write at most ${LARGEST_FILE_BYTES / 1024} KiB: this can't be a site file`,
  );
}

export function readYaml(bytes: Uint8Array): YamlText {
  if (bytes.length > LARGEST_FILE_BYTES) return tooLarge(bytes.length);
  if (!isUtf8(bytes)) {
    return unreadableYaml('the file is not UTF-8', 'save it as UTF-8', badByte(bytes));
  }
  const text = new TextDecoder('utf-8').decode(bytes);
  if (text.includes('\0')) return unreadableYaml('the file contains NUL characters', 'save it as plain UTF-8 text');
  const quick = readQuickly(text);
  if (quick !== undefined) return quick;
  const read = readCarefully(text);
  const lines = text.split(/\r?\n/);
  return 'data' in read
    ? read
    : { ...read, problems: read.problems.map((problem) => withUnseen(problem, lines[problem.line - 1] ?? '')) };
}

/** Names a character that makes the line of a syntax error look right. */
function withUnseen(problem: SyntaxProblem, line: string): SyntaxProblem {
  const found = unseenCharacter(line.replaceAll('\t', ' '));
  if (found === undefined) return problem;
  return {
    ...problem,
    wrong: `${problem.wrong}, and the line has ${found}`,
    write: `write a usual space there, or nothing; ${problem.write}`,
  };
}

/** The position of the first byte that is not UTF-8: where decoding and encoding again first differs. */
function badByte(bytes: Uint8Array): FilePosition {
  const decode = (part: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(part);
  const again = Buffer.from(decode(bytes));
  const bad = bytes.findIndex((byte, index) => byte !== again[index]);
  const before = decode(bytes.subarray(0, bad))
    .replace(/[\ufffd\ufeff]/g, '')
    .split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
