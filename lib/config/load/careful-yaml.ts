import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit as visitNodes,
} from 'yaml';
import type { DataPath, FilePosition } from '../problem';

/** The reader that finds every error and every position. */

export const DEEPEST_NESTING = 100;
/** The most values that aliases may expand to; a site file with every setting has about 500 values. */
const MOST_VALUES = 20_000;
const MOST_PROBLEMS = 100;

export interface SyntaxProblem extends FilePosition {
  readonly path: DataPath;
  readonly wrong: string;
  readonly write: string;
}

export interface YamlText {
  /** Absent if the text could not be parsed at all. */
  readonly data?: unknown;
  readonly problems: readonly SyntaxProblem[];
  /** The position of a key or a value, or of the nearest enclosing one if the path does not exist. */
  locate(path: DataPath, at: 'key' | 'value'): FilePosition;
}

const START: FilePosition = { line: 1, column: 1 };

/** The result for a text that can't be read. */
export function unreadableYaml(wrong: string, write: string, position: FilePosition = START): YamlText {
  return { problems: [{ ...position, path: [], wrong, write }], locate: () => START };
}

/** True if the nesting of the text is too deep for a reader. Brackets in quotes count too, which is the safe direction. */
function tooDeep(text: string): boolean {
  const bare = text.replace(/(?:^|(?<=\s))#.*$/gm, '');
  let depth = 0;
  for (const char of bare) {
    if (char === '[' || char === '{') depth += 1;
    else if ((char === ']' || char === '}') && depth > 0) depth -= 1;
    if (depth > DEEPEST_NESTING) return true;
  }
  const indents = new Set(bare.split('\n').map((line) => /^[ -]*/.exec(line)?.[0].length ?? 0));
  return indents.size > DEEPEST_NESTING || /(?:[-?:] +){50}/.test(bare);
}

const WORDS: Readonly<Record<string, readonly [wrong: string, write: string]>> = {
  TAB_AS_INDENT: ['a tab is used as indentation', 'indent with spaces'],
  BAD_INDENT: [
    'the indentation is wrong, or a bracket above is not closed',
    'align it with the lines of the same mapping or list',
  ],
  MISSING_CHAR: [
    'a character is missing (a colon, quote, comma or bracket)',
    'close every open quote and bracket, and put a space after each colon',
  ],
  MULTIPLE_DOCS: [
    'the file contains more than one YAML document',
    'remove the `---` and everything after it: one file describes one hospital',
  ],
  BLOCK_AS_IMPLICIT_KEY: ['a mapping begins in the middle of a line', 'put it on a line of its own, indented'],
  MULTILINE_IMPLICIT_KEY: ['a key spans more than one line, or its colon is missing', 'write `key: value` on one line'],
  BAD_ALIAS: ['an alias is invalid', 'write the value itself'],
  BAD_SCALAR_START: ['a value begins with a character that YAML reserves', 'put the value in quotes'],
  UNEXPECTED_TOKEN: [
    'there is an unexpected character or value here',
    'check the quotes, brackets and indentation of this line and the line before',
  ],
  TAG_RESOLVE_FAILED: ['a YAML tag (!…) is not supported here', 'remove the tag'],
};

export function readCarefully(text: string): YamlText {
  if (tooDeep(text))
    return unreadableYaml(
      `the file is nested more than ${DEEPEST_NESTING} levels deep`,
      'write the settings as documented',
    );
  try {
    return parse(text);
  } catch {
    // The YAML library signals only by this error that it gave up; its message could quote the file.
    return unreadableYaml('the file can’t be parsed as YAML', 'write it as documented, beginning with `site:`');
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
    logLevel: 'error',
    // Duplicates are found below: the library compares every key with every other, which is very slow for a file of many keys.
    uniqueKeys: false,
  });
  const position = (offset: number): FilePosition => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const syntax = [...document.errors, ...document.warnings]
    .slice(0, MOST_PROBLEMS)
    .map(({ code, pos }): SyntaxProblem => {
      const [wrong, write] = WORDS[code] ?? [
        'this is not valid YAML',
        'check the quotes, brackets and indentation of this line and the line before',
      ];
      const offset = code === 'MISSING_CHAR' ? openedAt(document, pos[0]) : pos[0];
      return { ...position(offset), path: [], wrong, write };
    });
  const locate = (path: DataPath, at: 'key' | 'value'): FilePosition =>
    position(offsetOf(document.contents, path, at, document));
  if (syntax.length > 0) return { problems: distinct(syntax), locate };
  const { data, problems } = toData(document.contents, position);
  return data === undefined ? { problems, locate } : { data, problems, locate };
}

type Document = ReturnType<typeof parseDocument>;

/** The opening position of the quote or bracket that is unclosed at an offset: more useful than the end of the file. */
function openedAt(document: Document, offset: number): number {
  let opened = offset;
  visitNodes(document, {
    Node: (_, node) => {
      const [start, end] = node.range ?? [];
      const quoted = isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE');
      const bracket = (isMap(node) || isSeq(node)) && node.flow === true;
      if (start !== undefined && end !== undefined && (quoted || bracket) && start < offset && end >= offset)
        opened = start;
    },
  });
  return opened;
}

function distinct(problems: readonly SyntaxProblem[]): readonly SyntaxProblem[] {
  const seen = new Map(problems.map((problem) => [`${problem.line}:${problem.column} ${problem.wrong}`, problem]));
  return [...seen.values()];
}

function keyText(pair: Pair<unknown, unknown>): string | undefined {
  return isScalar(pair.key) && (typeof pair.key.value !== 'object' || pair.key.value === null)
    ? String(pair.key.value)
    : undefined;
}

/** The plain data of a node. Every key becomes an own property; aliases may expand, up to a limit. */
function toData(
  root: unknown,
  position: (offset: number) => FilePosition,
): { readonly data?: unknown; readonly problems: readonly SyntaxProblem[] } {
  const problems: SyntaxProblem[] = [];
  const complain = (offset: number, path: DataPath, wrong: string, write: string): void => {
    if (problems.length < MOST_PROBLEMS) problems.push({ ...position(offset), path, wrong, write });
  };
  const open = new Set<unknown>();
  // The library searches the whole document for each alias.
  const anchors = new Map<string, unknown>();
  let count = 0;
  const visit = (node: unknown, path: DataPath): unknown => {
    count += 1;
    if (count > MOST_VALUES || path.length > DEEPEST_NESTING) throw new RangeError('too much');
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (open.has(target)) throw new RangeError('an alias to itself');
      if (target === undefined)
        complain(node.range?.[0] ?? 0, path, 'is an alias without an anchor', 'write the value itself');
      return target === undefined ? null : visit(target, path);
    }
    if ((isScalar(node) || isSeq(node) || isMap(node)) && node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isScalar(node)) return typeof node.value === 'bigint' ? Number(node.value) : node.value;
    open.add(node);
    let result: unknown = null;
    if (isSeq(node)) {
      result = node.items.map((item, index) => visit(item, [...path, index]));
    } else if (isMap(node)) {
      const data: Record<string, unknown> = {};
      for (const pair of node.items) {
        const key = keyText(pair);
        const offset = (pair.key as Node | null)?.range?.[0] ?? 0;
        if (key === undefined) complain(offset, path, 'a key is a list or a mapping', 'write a name as the key');
        else if (Object.hasOwn(data, key))
          complain(offset, [...path, key], 'is repeated in the same mapping', 'remove one of the two');
        else {
          const value = visit(pair.value, [...path, key]);
          Object.defineProperty(data, key, { value, enumerable: true, configurable: true, writable: true });
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
          wrong: `the file has more than ${MOST_VALUES} values after its aliases are expanded, or an alias that refers to itself`,
          write: 'write the values instead of aliases',
        },
      ],
    };
  }
}

/** The offset of the key or value at a path, or of the nearest enclosing one. */
function offsetOf(root: unknown, path: DataPath, at: 'key' | 'value', document: Document): number {
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
