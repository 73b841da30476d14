/** A pattern that returns its named groups. Compiled without their names, it makes no object of groups for each match. */
export interface FactPattern {
  readonly plain: RegExp;
  /** The name of each group, undefined for one without a name. */
  readonly names: readonly (string | undefined)[];
}

/** An opening of a capturing group, after a backslash or a class that is none. */
const GROUP = /\\.|\[(?:\\.|[^\]])*\]|\((?:\?<(?<name>[A-Za-z]\w*)>|(?!\?))/g;

export function factPattern(pattern: RegExp): FactPattern {
  const groups = [...pattern.source.matchAll(GROUP)].filter(([text]) => text.startsWith('('));
  const source = pattern.source.replace(GROUP, (text, name?: string) => (name === undefined ? text : '('));
  return { plain: new RegExp(source, pattern.flags), names: groups.map(({ groups: found }) => found?.name) };
}
