import { CORE_SCHEMA, load } from 'js-yaml';
import { DEEPEST_NESTING, readCarefully, type YamlText } from './careful-yaml';

/**
 * Where the two readers could differ, or where a key could hide: escapes, tabs, odd line ends and marks, anchors, tags,
 * block scalars, huge exponents, empty and explicit keys, document markers, prototype keys. No site file needs any of them.
 */
const NEEDS_CARE =
  /[\\\t\u0085\u2028\u2029\ufeff]|\r(?!\n)|__proto__|(?:^|[\s[{,:])(?:[&*!]|[|>?:](?!\S))|[|>][-+0-9]+\s|^\s*(?:---|\.\.\.|%)|\d[eE][-+]?\d\d/m;

/** The data of a text that is plainly right; undefined for one that needs the careful reader, which positions always do. */
export function readQuickly(text: string): YamlText | undefined {
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
