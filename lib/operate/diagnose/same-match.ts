/** A digit of a pattern's text, or a part in which a digit is no text: an escape, a class, a quantifier. */
const PART = /\\.|\[(?:\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}|\d/gs;
/** References to groups, and characters by their number. */
const REFERENCE = /\\[1-9xuk]/;
const MUST_NOT_MATCH = /\(\?<?!/;
/** A negative lookaround without a digit, and with one level of groups at most. */
const PLAIN_MUST_NOT_MATCH = /\(\?<?!(?:\\.|[^()\d\\]|\((?:\\.|[^()\d\\])*\))*\)/g;
/** A repeated group keeps only its last match. */
const REPEATED_GROUP = /\)[*+{]/;

/** A part of a pattern that matches some digits, for all digits; undefined if it matches no digit or all. */
function withAllDigits(part: string): string | undefined {
  if (part.length === 1) return '\\d';
  const isSome = part.startsWith('[') && /\d/.test(part.replaceAll(/0-9|\\./gs, ''));
  if (!isSome) return undefined;
  return part.startsWith('[^') ? '[^]' : part.replace(/\]$/, '\\d]');
}

interface Generalized {
  /** It matches all digits, with a named group for each digit that the pattern needs. Undefined: there is a reference, or a negative lookaround with digits. */
  readonly named: RegExp | undefined;
  readonly withPlaces: RegExp;
  /** The pattern has digits, and a repeated group that may hide whether it needed them. */
  readonly forgets: boolean;
}

function generalized({ source, flags }: RegExp): Generalized {
  const withPlaces = new RegExp(source, `${flags}d`);
  const isHidden = REFERENCE.test(source) || MUST_NOT_MATCH.test(source.replaceAll(PLAIN_MUST_NOT_MATCH, ''));
  if (isHidden) return { named: undefined, withPlaces, forgets: true };
  let names = 0;
  const named = source.replaceAll(PART, (part) => {
    const all = withAllDigits(part);
    return all === undefined ? part : `(?<digit${names++}>${all})`;
  });
  return { named: new RegExp(named, flags), withPlaces, forgets: names > 0 && REPEATED_GROUP.test(source) };
}

const KNOWN = new WeakMap<RegExp, Generalized>();

/** The match of a pattern if it is the same in all texts with other digits in the same places; null if it matches none of them. */
export function sameMatch(pattern: RegExp, text: string): RegExpExecArray | 'digits decide' | null {
  const known = KNOWN.get(pattern) ?? generalized(pattern);
  KNOWN.set(pattern, known);
  const { named, withPlaces, forgets } = known;
  if (named === undefined) return 'digits decide';
  const found = named.exec(text);
  if (found === null) return null;
  // The first match that needs no digit of the pattern is the first with all digits.
  const needsDigit = Object.values(found.groups ?? {}).some((one) => one !== undefined);
  return forgets || needsDigit ? 'digits decide' : withPlaces.exec(text);
}
