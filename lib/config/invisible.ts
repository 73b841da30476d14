/**
 * The classes of characters that are invisible or change the display of others: control characters, formatting (including
 * bidirectional), halves of surrogate pairs, line and paragraph separators. For a bracket expression with the flag `u`.
 */
export const INVISIBLE_CHARACTERS = '\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}';

const INVISIBLES = new RegExp(`[${INVISIBLE_CHARACTERS}]`, 'gu');

/** The text with each invisible character as its escape: `\u202e`. */
export const escapeInvisible = (text: string): string =>
  text.replace(INVISIBLES, (char) => {
    const code = (char.codePointAt(0) ?? 0).toString(16).padStart(4, '0');
    return code.length > 4 ? `\\u{${code}}` : `\\u${code}`;
  });

/** The names (Unicode) of the invisible characters that copied texts have most often. */
const CHARACTER_NAMES: Readonly<Record<string, string>> = {
  '\t': 'TAB',
  '\n': 'LINE FEED',
  '\r': 'CARRIAGE RETURN',
  '\u00a0': 'NO-BREAK SPACE',
  '\u00ad': 'SOFT HYPHEN',
  '\u200b': 'ZERO WIDTH SPACE',
  '\u200c': 'ZERO WIDTH NON-JOINER',
  '\u200d': 'ZERO WIDTH JOINER',
  '\u200e': 'LEFT-TO-RIGHT MARK',
  '\u200f': 'RIGHT-TO-LEFT MARK',
  '\u2007': 'FIGURE SPACE',
  '\u2028': 'LINE SEPARATOR',
  '\u2029': 'PARAGRAPH SEPARATOR',
  '\u202a': 'LEFT-TO-RIGHT EMBEDDING',
  '\u202b': 'RIGHT-TO-LEFT EMBEDDING',
  '\u202c': 'POP DIRECTIONAL FORMATTING',
  '\u202d': 'LEFT-TO-RIGHT OVERRIDE',
  '\u202e': 'RIGHT-TO-LEFT OVERRIDE',
  '\u202f': 'NARROW NO-BREAK SPACE',
  '\u2060': 'WORD JOINER',
  '\u2066': 'LEFT-TO-RIGHT ISOLATE',
  '\u2067': 'RIGHT-TO-LEFT ISOLATE',
  '\u2069': 'POP DIRECTIONAL ISOLATE',
  '\u3000': 'IDEOGRAPHIC SPACE',
  '\ufeff': 'ZERO WIDTH NO-BREAK SPACE',
};

/** `U+00A0 NO-BREAK SPACE`, for a person who can't see it. */
export function characterName(char: string): string {
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const name = CHARACTER_NAMES[char];
  return name === undefined ? `U+${code}` : `U+${code} ${name}`;
}

const UNSEEN = new RegExp(`[${INVISIBLE_CHARACTERS}]|(?! )\\p{Zs}`, 'u');
const UNSEEN_ALL = new RegExp(UNSEEN, 'gu');

/** `U+00A0 NO-BREAK SPACE` for the first character that looks like nothing or like the usual space; undefined if there is none. */
export function unseenCharacter(text: string): string | undefined {
  const [found] = UNSEEN.exec(text) ?? [];
  return found === undefined ? undefined : characterName(found);
}

/** The beginning of an error that names this character, because the text looks right; empty if there is none. */
export function hasUnseen(text: string): string {
  const found = unseenCharacter(text);
  return found === undefined ? '' : `has ${found}, and `;
}

/** The text as it looks: without such characters, and without other spaces at its ends. */
export const visibleText = (text: string): string => text.replaceAll(UNSEEN_ALL, '').trim();
