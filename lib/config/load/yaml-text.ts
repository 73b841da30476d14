import { isUtf8 } from 'node:buffer';
import type { FilePosition } from '../problem';
import { readCarefully, unreadableYaml, type YamlText } from './careful-yaml';
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
  if (text.includes('\0')) return unreadableYaml('the file holds NUL characters', 'save it as plain UTF-8 text');
  const quick = readQuickly(text);
  return quick === undefined ? readCarefully(text) : quick;
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
