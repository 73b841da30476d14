import { LONGEST_LINE } from './log-line';

/** Three characters, as a number. */
type Three = number;
/** The threes that a text must have; of several alternatives, those of one. */
type Alternatives = readonly (readonly Three[])[];

/** A pattern with characters by their number, names of references or flags of a group is always tried. */
const UNKNOWN = /\\(?:[0ckpux]|[1-9]\d)|\(\?(?![:=!<])/i;
/** Some characters as they are, an escape, a set, the beginning of a group, or any other character. */
const PART = /[\w !"#%&',/:;<=>@_~-]+(?![*+?{])|\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:<[A-Za-z]\w*>|<?[=!]|:))?|./sy;
const QUANTIFIER = /(?:[*+?]|\{\d+(?:,\d*)?\})\??/y;
const MAY_BE_ABSENT = /^(?:[*?]|\{0)/;
/** What matches no character. */
const PLACE = /^(?:[$^]|\\b)$/i;
/** A set of characters, or a reference. */
const SET = /^(?:\.|\[.+|\\[a-z1-9])$/is;
/** What matches its own characters, in both cases or in one. */
const CHARACTERS = /^\\?([ -~]+)$/;
const MOST_ALTERNATIVES = 64;
/** So many identify an alternative. */
const MOST_THREES = 8;

const BITS = 15;
/** Adds a character to the last two. The cases of a letter make no difference. */
const withNext = (three: Three, code: number): Three => ((three << 5) | (code & 31)) & ((1 << BITS) - 1);

function threesOf(text: string): readonly Three[] {
  const all: Three[] = [];
  let three = 0;
  for (let at = 0; at < text.length; at++) {
    three = withNext(three, text.charCodeAt(at));
    if (at >= 2) all.push(three);
  }
  return all;
}

const isAnyText = (needed: Alternatives): boolean => needed.some((threes) => threes.length === 0);

/** Reads the source of a pattern. */
class PatternSource {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** What the pattern needs, or a group until its end. */
  needed(): Alternatives {
    const all: (readonly Three[])[] = [];
    do all.push(...this.#sequence());
    while (this.#next(/\|/y) !== '');
    this.#next(/\)/y);
    return isAnyText(all) ? [[]] : all;
  }

  #next(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ''] = pattern.exec(this.#source) ?? [];
    this.#at += found.length;
    return found;
  }

  #sequence(): Alternatives {
    let all: Alternatives = [[]];
    let run = '';
    const add = (needed: Alternatives): void => {
      if (!isAnyText(needed) && all.length * needed.length <= MOST_ALTERNATIVES)
        all = all.flatMap((before) => needed.map((threes) => [...before, ...threes]));
    };
    const endRun = (): void => {
      if (run.length >= 3) add([threesOf(run)]);
      run = '';
    };
    while (!['|', ')', undefined].includes(this.#source[this.#at])) {
      const part = this.#next(PART);
      const inside = part.startsWith('(') ? this.needed() : undefined;
      const quantifier = this.#next(QUANTIFIER);
      if (PLACE.test(part)) continue;
      const isNeeded = !MAY_BE_ABSENT.test(quantifier) && !/^\(.*!$/.test(part);
      const [, characters = ''] = inside !== undefined || SET.test(part) ? [] : (CHARACTERS.exec(part) ?? []);
      if (isNeeded) run += characters;
      if (characters !== '' && quantifier === '') continue;
      endRun();
      if (inside !== undefined && isNeeded) add(inside);
    }
    endRun();
    return all;
  }
}

const neededBy = ({ source, flags }: RegExp): Alternatives =>
  UNKNOWN.test(source) || /[uvy]/.test(flags) ? [[]] : new PatternSource(source).needed();

/** The number of a group of patterns. */
export type PatternsNumber = number;
/** Patterns that any text can match. */
const ALWAYS: PatternsNumber = 0;

/**
 * Knows which patterns a text or a part of it can match. Most patterns need a word, and a line has the words of few patterns:
 * the others are not tried.
 */
export class TextContent {
  /** For each three, the number of the last text that has it. */
  readonly #last = new Int32Array(1 << BITS);
  /** The alternatives by their first three: of each the number of its patterns, where it ends, and its other threes. */
  readonly #alternatives: number[][] = [[]];
  readonly #listOf = new Uint16Array(1 << BITS);
  /** How many alternatives need a three. */
  readonly #uses = new Uint16Array(1 << BITS);
  /** The lists of a text. */
  readonly #found = new Uint16Array(1 << BITS);
  /** For the patterns of each number, the number of the last text that can match them. */
  readonly #possible: number[] = [0];
  readonly #single = new Map<RegExp, PatternsNumber>();
  #text = '';
  #bytes = Buffer.alloc(LONGEST_LINE);
  #number = 0;
  #left: number;

  /** `left`: so many texts are not taken apart, and may match any pattern: for a few lines that costs more than it spares. */
  constructor(left = 0) {
    this.#left = left;
  }

  get isReady(): boolean {
    return this.#left === 0;
  }

  /** A number for patterns of which one must match. */
  numberOf(patterns: readonly RegExp[]): PatternsNumber {
    const needed = patterns.flatMap(neededBy);
    if (isAnyText(needed)) return ALWAYS;
    const number = this.#possible.length;
    const isPossible = needed.some((threes) => threes.every((three) => this.#last[three] === this.#number));
    this.#possible.push(isPossible ? this.#number : 0);
    for (const three of needed.flat()) this.#uses[three] = (this.#uses[three] ?? 0) + 1;
    const uses = (three: Three): number => this.#uses[three] ?? 0;
    for (const threes of needed) {
      // The words of many patterns are those of many lines.
      const rarest = threes.toSorted((a, b) => uses(a) - uses(b)).slice(0, MOST_THREES);
      this.#add(rarest, number);
    }
    return number;
  }

  #add([first = 0, ...others]: readonly Three[], patterns: PatternsNumber): void {
    let list = this.#listOf[first] ?? 0;
    if (list === 0) {
      list = this.#alternatives.length;
      this.#alternatives.push([]);
      this.#listOf[first] = list;
    }
    const all = this.#alternatives[list] ?? [];
    all.push(patterns, all.length + 2 + others.length, ...others);
  }

  /** The text that the next questions are about. */
  take(text: string): void {
    if (text === this.#text || this.#text.endsWith(text)) return;
    this.#text = text;
    if (!this.isReady) this.#left--;
    if (!this.isReady) return;
    const number = ++this.#number;
    const last = this.#last;
    const listOf = this.#listOf;
    const found = this.#found;
    let size = 0;
    let three = 0;
    if (this.#bytes.length < text.length) this.#bytes = Buffer.alloc(text.length);
    const bytes = this.#bytes;
    const length = bytes.write(text, 'latin1');
    for (let at = 0; at < length; at++) {
      three = withNext(three, bytes[at] ?? 0);
      if (last[three] === number) continue;
      last[three] = number;
      const list = listOf[three] ?? 0;
      if (list > 0) found[size++] = list;
    }
    for (let at = 0; at < size; at++) this.#check(this.#alternatives[found[at] ?? 0] ?? []);
  }

  #check(alternatives: readonly number[]): void {
    const number = this.#number;
    const last = this.#last;
    for (let at = 0; at < alternatives.length; ) {
      const patterns = alternatives[at] ?? 0;
      const end = alternatives[at + 1] ?? 0;
      at += 2;
      while (at < end && last[alternatives[at] ?? 0] === number) at++;
      if (at === end) this.#possible[patterns] = number;
      at = end;
    }
  }

  /** False only if none of them matches the text or a part of it. */
  mayMatch = (patterns: PatternsNumber): boolean => patterns === ALWAYS || this.#possible[patterns] === this.#number;

  mayMatchOne(pattern: RegExp): boolean {
    if (!this.isReady) return true;
    let patterns = this.#single.get(pattern);
    if (patterns === undefined) {
      patterns = this.numberOf([pattern]);
      this.#single.set(pattern, patterns);
    }
    return this.mayMatch(patterns);
  }

  /** Whether a pattern matches a text, which is then the text of the next questions. */
  test(pattern: RegExp, text: string): boolean {
    this.take(text);
    return this.mayMatchOne(pattern) && pattern.test(text);
  }
}

/** The content of the line that is read. */
export const lineContent = new TextContent(500);
