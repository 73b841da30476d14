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

/** A pattern that matches wherever another one could match if the digits of the text were other digits. */
export interface AnyDigits {
  /** It returns the places of its groups. */
  readonly pattern: RegExp;
  /** The other pattern treats all digits alike: it matches the same texts, in the same places. */
  readonly isSame: boolean;
}

/** A digit of a pattern's text, or a part in which a digit is no text: an escape, a class, a quantifier. */
const PART = /\\.|\[(?:\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}|\d/gs;
/** References to groups, and characters by their number. */
const REFERENCE = /\\[1-9xuk]/;
const MUST_NOT_MATCH = /\(\?<?!/;

function anyDigit(part: string): string {
  if (part.length === 1) return '\\d';
  const isSome = part.startsWith('[') && /\d/.test(part.replaceAll(/0-9|\\./gs, ''));
  if (!isSome) return part;
  return part.startsWith('[^') ? '[^]' : part.replace(/\]$/, '\\d]');
}

function generalized({ source, flags }: RegExp): AnyDigits {
  const general = source.replaceAll(PART, anyDigit);
  const isSame = general === source && !REFERENCE.test(source);
  const isClear = isSame || !(REFERENCE.test(source) || MUST_NOT_MATCH.test(source));
  return { pattern: isClear ? new RegExp(general, `${flags}d`) : /(?:)/d, isSame };
}

const KNOWN = new WeakMap<RegExp, AnyDigits>();

export function anyDigits(pattern: RegExp): AnyDigits {
  const known = KNOWN.get(pattern) ?? generalized(pattern);
  KNOWN.set(pattern, known);
  return known;
}
