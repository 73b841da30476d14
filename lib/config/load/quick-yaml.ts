import { CORE_SCHEMA, load } from 'js-yaml';
import { DEEPEST_NESTING, readCarefully, type YamlText } from './careful-yaml';

/**
 * Syntax on which the two readers could differ, or which could hide a key: escapes, tabs, odd line ends and marks, prototype
 * keys. Outside comments also anchors, tags, block scalars, huge exponents, empty and explicit keys, and document markers. No
 * site file needs any of them.
 */
const ODD = /[\\\t\u0085\u2028\u2029\ufeff]|\r(?!\n)|__proto__/;
const NEEDS_CARE = /(?:^|[\s[{,:])(?:[&*!]|[|>?:](?!\S))|[|>][-+0-9]+\s|^ *(?:---|\.\.\.|%)|\d[eE][-+]?\d\d/m;

/**
 * A value on its own line below its key: after a comment at the margin, `yaml` reads it as a key on two lines. It does not match
 * a list item, or a line within a list or mapping in brackets.
 */
const LONE_VALUE = /^ *(?! )(?!-(?:\s|$))(?!.*:(?:\s|$)).*[^\s,[\]{}] *\r?$/m;

/** A comment on a line without a quote before it: after a quote, a `#` could be part of a value. */
const COMMENT = /^([^"'#\r\n]*?)(?:^|[ ])#.*$/gm;

/** The data of a clearly valid text; undefined if it needs the careful reader, which also finds all positions. */
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
