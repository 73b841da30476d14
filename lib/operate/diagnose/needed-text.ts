import { LONGEST_LINE } from './log-line';

/** Trigram characters in a row, as a number. */
type Trigram = number;
/** The trigrams that a text must have: all of those of one alternative. */
type Alternatives = readonly (readonly Trigram[])[];

/** Character codes, named references and flags of a group: a pattern that has one of them is always tried. */
const UNKNOWN = /\\(?:[0ckpux]|[1-9]\d)|\(\?(?![:=!<])/i;
/** Literal characters, an escape, a set, the beginning of a group, or any other character. */
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
/** So many are enough to recognize an alternative. */
const MOST_TRIGRAMS = 8;

const BITS = 15;
/** The trigram of the last two characters and the next one. Upper and lower case are the same. */
const withNext = (trigram: Trigram, code: number): Trigram => ((trigram << 5) | (code & 31)) & ((1 << BITS) - 1);

function trigramsOf(text: string): readonly Trigram[] {
  const all: Trigram[] = [];
  let trigram = 0;
  for (let at = 0; at < text.length; at++) {
    trigram = withNext(trigram, text.charCodeAt(at));
    if (at >= 2) all.push(trigram);
  }
  return all;
}

const isAnyText = (needed: Alternatives): boolean => needed.some((trigrams) => trigrams.length === 0);

/** Reads the source of a pattern. */
class PatternSource {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** What the pattern needs, or the rest of a group. */
  needed(): Alternatives {
    const all: (readonly Trigram[])[] = [];
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
        all = all.flatMap((before) => needed.map((trigrams) => [...before, ...trigrams]));
    };
    const endRun = (): void => {
      if (run.length >= 3) add([trigramsOf(run)]);
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
 * Knows which patterns can match a text or a part of it. Most patterns need certain words. A line has the words of few patterns,
 * and the others are not tried.
 */
export class TextContent {
  /** The number of the last text that has each trigram. */
  readonly #last = new Int32Array(1 << BITS);
  /** Lists of alternatives with the same first trigram. Each has the number of its patterns, its end in the list, and its other trigrams. */
  readonly #alternatives: number[][] = [[]];
  /** The list of each trigram. */
  readonly #listOf = new Uint16Array(1 << BITS);
  /** How many alternatives need a trigram. */
  readonly #uses = new Uint16Array(1 << BITS);
  /** The lists of the text that is taken. */
  readonly #found = new Uint16Array(1 << BITS);
  /** The number of the last text that the patterns of each number can match. */
  readonly #possible: number[] = [0];
  readonly #single = new Map<RegExp, PatternsNumber>();
  #text = '';
  #bytes = Buffer.alloc(LONGEST_LINE);
  #number = 0;
  #skipped: number;

  /** `skipped`: so many texts may match any pattern. For a short log, reading the patterns takes longer than trying them. */
  constructor(skipped = 0) {
    this.#skipped = skipped;
  }

  get isReady(): boolean {
    return this.#skipped === 0;
  }

  /** A number for patterns of which one must match. */
  numberOf(patterns: readonly RegExp[]): PatternsNumber {
    const needed = patterns.flatMap(neededBy);
    if (isAnyText(needed)) return ALWAYS;
    const number = this.#possible.length;
    const isPossible = needed.some((trigrams) => trigrams.every((trigram) => this.#last[trigram] === this.#number));
    this.#possible.push(isPossible ? this.#number : 0);
    for (const trigram of needed.flat()) this.#uses[trigram] = (this.#uses[trigram] ?? 0) + 1;
    const uses = (trigram: Trigram): number => this.#uses[trigram] ?? 0;
    for (const trigrams of needed) {
      // Words that many patterns need are in many lines.
      const rarest = trigrams.toSorted((a, b) => uses(a) - uses(b)).slice(0, MOST_TRIGRAMS);
      this.#add(rarest, number);
    }
    return number;
  }

  #add([first = 0, ...others]: readonly Trigram[], patterns: PatternsNumber): void {
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
    if (!this.isReady) this.#skipped--;
    if (!this.isReady) return;
    const number = ++this.#number;
    const last = this.#last;
    const listOf = this.#listOf;
    const found = this.#found;
    let size = 0;
    let trigram = 0;
    if (this.#bytes.length < text.length) this.#bytes = Buffer.alloc(text.length);
    const bytes = this.#bytes;
    const length = bytes.write(text, 'latin1');
    for (let at = 0; at < length; at++) {
      trigram = withNext(trigram, bytes[at] ?? 0);
      if (last[trigram] === number) continue;
      last[trigram] = number;
      const list = listOf[trigram] ?? 0;
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
