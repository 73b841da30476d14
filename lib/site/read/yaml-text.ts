import { isUtf8 } from 'node:buffer';
import { CORE_SCHEMA, load } from 'js-yaml';
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import type { Path, Position } from '../problem';

/**
 * Bytes to data, with positions. Any bytes give data or a list of problems, never an exception, never a hang.
 *
 * Two readers, because checking a thousand files must take under half a second: js-yaml, four times faster, says whether
 * a file is plainly right and what it holds; whatever it doesn't accept, and every position, comes from `yaml`, which
 * finds all errors and knows where they stand. A property test holds the two against each other.
 */

/** Larger than any hospital needs, and small enough that no content can make the reader slow. */
export const LARGEST_FILE_BYTES = 256 * 1024;
const DEEPEST_NESTING = 100;
/** What aliases may unfold to; a site file with everything in it has about 500 values. */
const MOST_VALUES = 20_000;

export interface SyntaxProblem extends Position {
  readonly path: Path;
  readonly wrong: string;
  readonly write: string;
}

export interface YamlText {
  /** Absent where the text could not be understood at all. */
  readonly data?: unknown;
  readonly problems: readonly SyntaxProblem[];
  /** Where a key or a value stands; the nearest enclosing one if the path isn't there. */
  locate(path: Path, at: 'key' | 'value'): Position;
}

const START: Position = { line: 1, column: 1 };

function broken(wrong: string, write: string, position: Position = START): YamlText {
  return { problems: [{ ...position, path: [], wrong, write }], locate: () => START };
}

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

/** Where the two readers could differ, or where a key could hide: escapes, tabs, odd line ends, anchors and tags, prototype keys. */
const NEEDS_CARE = /[\\\t\u0085\u2028\u2029\ufeff]|\r(?!\n)|__proto__|(?:^|[\s[{,:])[&*!]/m;

function readQuickly(text: string): YamlText | undefined {
  if (NEEDS_CARE.test(text)) return undefined;
  let data: unknown;
  try {
    data = load(text, { schema: CORE_SCHEMA, maxDepth: DEEPEST_NESTING, maxAliases: 0 });
  } catch {
    return undefined;
  }
  let careful: YamlText | undefined;
  return {
    data,
    problems: [],
    locate: (path, at) => {
      careful ??= readCarefully(text);
      return careful.locate(path, at);
    },
  };
}

/** True if brackets nest deeper than any reader should follow; counts those in strings and comments too, which is on the safe side. */
function tooDeep(text: string): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === '[' || char === '{') depth += 1;
    else if ((char === ']' || char === '}') && depth > 0) depth -= 1;
    if (depth > DEEPEST_NESTING) return true;
  }
  const indents = new Set(text.split('\n').map((line) => /^[ -]*/.exec(line)?.[0].length ?? 0));
  return indents.size > DEEPEST_NESTING || /(?:[-?:] +){50}/.test(text);
}

const WORDS: Readonly<Record<string, readonly [wrong: string, write: string]>> = {
  DUPLICATE_KEY: ['stands twice in the same mapping', 'remove one of the two'],
  TAB_AS_INDENT: ['a tab is used as indentation', 'indent with spaces'],
  BAD_INDENT: ['the indentation does not fit', 'align it with the lines of the same mapping or list'],
  MISSING_CHAR: [
    'a character is missing (a colon, quote, comma or bracket)',
    'close what is open, and put a space after each colon',
  ],
  MULTIPLE_DOCS: [
    'the file holds more than one YAML document',
    'remove the `---` and what follows: one file is one hospital',
  ],
  BLOCK_AS_IMPLICIT_KEY: ['a mapping begins in the middle of a line', 'put it on a line of its own, indented'],
  MULTILINE_IMPLICIT_KEY: ['a key runs over more than one line, or lacks its colon', 'write `key: value` on one line'],
  BAD_ALIAS: ['an alias is written wrongly', 'write the value itself'],
  BAD_SCALAR_START: ['a value begins with a character that YAML keeps for itself', 'put the value in quotes'],
  UNEXPECTED_TOKEN: [
    'something stands here that does not belong',
    'check the quotes, brackets and indentation of this and the line before',
  ],
  TAG_RESOLVE_FAILED: ['a YAML tag (!…) is not understood here', 'remove the tag'],
};

function readCarefully(text: string): YamlText {
  if (tooDeep(text))
    return broken(`the file nests deeper than ${DEEPEST_NESTING} levels`, 'write the settings as documented');
  try {
    return parse(text);
  } catch {
    // The YAML library has no other way to say that it gave up; its message could quote the file.
    return broken('the file can’t be understood as YAML', 'write it as documented, beginning with `site:`');
  }
}

function parse(text: string): YamlText {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    strict: true,
    version: '1.2',
    schema: 'core',
    logLevel: 'silent',
  });
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const syntax = [...document.errors, ...document.warnings].map(({ code, pos }): SyntaxProblem => {
    const [wrong, write] = WORDS[code] ?? [
      'this is not valid YAML',
      'check the quotes, brackets and indentation of this and the line before',
    ];
    return { ...position(pos[0]), path: [], wrong, write };
  });
  const locate = (path: Path, at: 'key' | 'value'): Position =>
    position(offsetOf(document.contents, path, at, document));
  const fatal = document.errors.some(({ code }) => code !== 'DUPLICATE_KEY') || document.warnings.length > 0;
  if (fatal) return { problems: syntax, locate };
  const { data, problems } = toData(document.contents, document, position);
  return problems.length > 0 && data === undefined
    ? { problems: [...syntax, ...problems], locate }
    : { data, problems: [...syntax, ...problems], locate };
}

type Document = ReturnType<typeof parseDocument>;

function keyText(pair: Pair<unknown, unknown>): string | undefined {
  return isScalar(pair.key) && (typeof pair.key.value !== 'object' || pair.key.value === null)
    ? String(pair.key.value)
    : undefined;
}

/** Plain data of a node. Keys become own properties whatever they are called; aliases may unfold, but not without end. */
function toData(
  root: unknown,
  document: Document,
  position: (offset: number) => Position,
): { readonly data?: unknown; readonly problems: readonly SyntaxProblem[] } {
  const problems: SyntaxProblem[] = [];
  const open = new Set<unknown>();
  let count = 0;
  const visit = (node: unknown, path: Path): unknown => {
    count += 1;
    if (count > MOST_VALUES || path.length > DEEPEST_NESTING) throw new RangeError('too much');
    if (isAlias(node)) {
      const target = node.resolve(document);
      if (target === undefined || open.has(target)) throw new RangeError('an alias to itself');
      return visit(target, path);
    }
    if (isScalar(node)) return typeof node.value === 'bigint' ? Number(node.value) : node.value;
    open.add(node);
    let result: unknown = null;
    if (isSeq(node)) {
      result = node.items.map((item, index) => visit(item, [...path, index]));
    } else if (isMap(node)) {
      const data: Record<string, unknown> = {};
      for (const pair of node.items) {
        const key = keyText(pair);
        if (key === undefined) {
          const offset = (pair.key as Node | null)?.range?.[0] ?? 0;
          problems.push({
            ...position(offset),
            path,
            wrong: 'a key is a list or a mapping',
            write: 'write a name as the key',
          });
        } else if (!Object.hasOwn(data, key)) {
          Object.defineProperty(data, key, {
            value: visit(pair.value, [...path, key]),
            enumerable: true,
            configurable: true,
            writable: true,
          });
        }
      }
      result = data;
    }
    open.delete(node);
    return result;
  };
  try {
    return { data: visit(root, []), problems };
  } catch {
    return {
      problems: [
        {
          ...START,
          path: [],
          wrong: `the file's aliases unfold to more than ${MOST_VALUES} values, or into themselves`,
          write: 'write the values themselves',
        },
      ],
    };
  }
}

/** The offset of the key or value at a path, or of the nearest enclosing one. */
function offsetOf(root: unknown, path: Path, at: 'key' | 'value', document: Document): number {
  let node: unknown = root;
  let offset = 0;
  for (const [depth, part] of path.entries()) {
    const target = isAlias(node) ? node.resolve(document) : node;
    if (isMap(target)) {
      const pair = target.items.find((item) => keyText(item) === String(part));
      if (pair === undefined) return offset;
      const key = (pair.key as Node | null)?.range?.[0];
      const value = (pair.value as Node | null)?.range?.[0];
      const last = depth === path.length - 1;
      offset = (last && at === 'value' ? value : key) ?? key ?? offset;
      node = pair.value;
    } else if (isSeq(target) && typeof part === 'number') {
      const item = target.items[part] as Node | null | undefined;
      if (item === undefined) return offset;
      offset = item?.range?.[0] ?? offset;
      node = item;
    } else {
      return offset;
    }
  }
  return offset;
}
