import { isUtf8 } from 'node:buffer';
import type { Position } from '../problem';
import { broken, readCarefully, type YamlText } from './careful-yaml';
import { readQuickly } from './quick-yaml';

/**
 * Bytes to data, with positions. Any bytes give data or a list of problems, never an exception, never a hang.
 *
 * Two readers, because checking a thousand files must take under half a second: js-yaml, four times faster, says whether
 * a file is plainly right and what it holds; whatever it doesn't accept, and every position, comes from `yaml`, which
 * finds all errors and knows where they stand. A property test holds the two against each other.
 */

/** Larger than any hospital needs, and small enough that no content can make the reader slow. */
export const LARGEST_FILE_BYTES = 256 * 1024;

/** What is said of a file that is too large to be a site file. */
export function tooLarge(bytes: number): YamlText {
  return broken(
    `the file is ${(bytes / 1024 / 1024).toFixed(1)} MiB`,
    `write at most ${LARGEST_FILE_BYTES / 1024} KiB: this can't be a site file`,
  );
}

export function readYaml(bytes: Uint8Array): YamlText {
  if (bytes.length > LARGEST_FILE_BYTES) return tooLarge(bytes.length);
  if (!isUtf8(bytes)) {
    return broken('the file is not UTF-8', 'save it as UTF-8', badByte(bytes));
  }
  const text = new TextDecoder('utf-8').decode(bytes);
  if (text.includes('\0')) return broken('the file holds NUL characters', 'save it as plain UTF-8 text');
  const quick = readQuickly(text);
  return quick === undefined ? readCarefully(text) : quick;
}

/** The position of the first byte that is not UTF-8. */
function badByte(bytes: Uint8Array): Position {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    // A cut in the middle of a character is not an error of the file: up to three bytes may be missing.
    if ([0, 1, 2, 3].some((less) => isUtf8(bytes.subarray(0, Math.max(0, middle - less))))) good = middle;
    else bad = middle;
  }
  const before = new TextDecoder('utf-8').decode(bytes.subarray(0, good));
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}
