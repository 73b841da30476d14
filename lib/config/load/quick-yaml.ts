import { CORE_SCHEMA, load } from 'js-yaml';
import { DEEPEST_NESTING, readCarefully, type YamlText } from './careful-yaml';

/**
 * Where the two readers could differ, or where a key could hide: escapes, tabs, odd line ends and marks, prototype keys;
 * and outside comments anchors, tags, block scalars, huge exponents, empty and explicit keys, document markers.
 * No site file needs any of them.
 */
const ODD = /[\\\t\u0085\u2028\u2029\ufeff]|\r(?!\n)|__proto__/;
const NEEDS_CARE = /(?:^|[\s[{,:])(?:[&*!]|[|>?:](?!\S))|[|>][-+0-9]+\s|^ *(?:---|\.\.\.|%)|\d[eE][-+]?\d\d/m;

/**
 * A value on a line of its own, below its key: after a comment at the margin `yaml` takes it for a key that runs over two lines. Not an
 * item of a list, nor a line of a list or mapping in brackets that goes on.
 */
const LONE_VALUE = /^ *(?! )(?!-(?:\s|$))(?!.*:(?:\s|$)).*[^\s,[\]{}] *\r?$/m;

/** A comment, on a line without a quote before it: there a `#` could be part of a value. */
const COMMENT = /^([^"'#\r\n]*?)(?:^|[ ])#.*$/gm;

/** The data of a text that is plainly right; undefined for one that needs the careful reader, which positions always do. */
export function readQuickly(text: string): YamlText | undefined {
  const bare = text.replace(COMMENT, '$1');
  if (ODD.test(text) || NEEDS_CARE.test(bare) || LONE_VALUE.test(bare)) return undefined;
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
