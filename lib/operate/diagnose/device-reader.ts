import { type FactPattern, factPattern } from './fact-pattern';
import type { LineReader } from './log-line';
import type { LoggedProposal } from './proposal-text';
import type { KnownMessage } from './saying';

export interface LineHead {
  /** Recognizes a line; the group `message` is its rest. Other named groups are facts. */
  readonly line: RegExp;
  /** The head is common to many programs: the line counts only if a saying matches. */
  readonly onlyIfSaid?: true;
}

/** One vendor or program. */
export interface DeviceReader {
  /** The format of its lines, and its row in docs/diagnosing.md. */
  readonly name: string;
  readonly heads: readonly LineHead[];
  /** The first that matches is the meaning of the line. */
  readonly sayings: readonly KnownMessage[];
  /** The texts of the events `*-proposals` and `proposal-part`. @default - charon's notation */
  readonly proposals?: (text: string) => readonly LoggedProposal[];
}

type Facts = Record<string, string>;

/** Groups that did not take part in a match are undefined. */
function addFacts(facts: Facts, { names }: FactPattern, found: RegExpExecArray): Facts {
  for (let at = 0; at < names.length; at++) {
    const [name, value] = [names[at], found[at + 1]];
    if (name !== undefined && value !== undefined && name !== 'message') facts[name] = value;
  }
  return facts;
}

/** In a line of any program such a message means nothing. */
const isVague = ({ is, couldBe }: KnownMessage): boolean =>
  couldBe === undefined && (is === 'trouble' || is === 'harmless' || is === 'restarts');

/** A saying, ready to match. */
interface Meaning {
  readonly saying: KnownMessage;
  readonly pattern: FactPattern;
}

/** `^a…`, or `^(?:a…|b…)`. */
const LETTERS = /^\^(?:([A-Za-z])(?![?*{])|\(\?:((?:[A-Za-z][^()|?*{[\]\\]+\|)+[A-Za-z][^()|?*{[\]\\]+)\)(?![?*{]))/;
/** What hides a bar of an alternation: an escape, a class, or a group without another inside it. */
const INSIDE = /\\.|\[(?:\\.|[^\]])*\]|\([^()]*\)/g;

/** The letters with which a match can begin; undefined if the pattern is not known to begin with a letter. */
function firstLetters({ source, flags }: RegExp): string | undefined {
  let outside = source;
  for (let before = ''; before !== outside; ) [before, outside] = [outside, outside.replace(INSIDE, '')];
  const [, one, several] = LETTERS.exec(source) ?? [];
  if (outside.includes('|') || flags.includes('i')) return undefined;
  return (
    one ??
    several
      ?.split('|')
      .map((text) => text[0])
      .join('')
  );
}

/** The meanings that a message can have, in their order, by its first letter. */
function byFirstLetter(meanings: readonly Meaning[]): (message: string) => readonly Meaning[] {
  const letters = new Map(meanings.map((one) => [one, firstLetters(one.saying.says)]));
  const known = new Map<string, readonly Meaning[]>();
  return (message) => {
    const first = message[0] ?? '';
    const found = known.get(first) ?? meanings.filter((one) => letters.get(one)?.includes(first) ?? true);
    if (known.size < 256) known.set(first, found);
    return found;
  };
}

/** The head and the meaning that a line has, and the matches of their patterns. */
export interface FoundMeaning {
  readonly format: string;
  readonly head: FactPattern;
  readonly found: RegExpExecArray;
  readonly message: string;
  readonly saying?: KnownMessage;
  readonly pattern?: FactPattern;
  readonly said?: RegExpExecArray;
}

export type ExecutePattern = (pattern: FactPattern, text: string) => RegExpExecArray | null;
export type FindMeaning = (text: string, execute: ExecutePattern) => FoundMeaning | undefined;

const asWritten: ExecutePattern = ({ plain }, text) => plain.exec(text);

/** Finds the meaning of a device's lines; with `loose`, of the heads that count only if a saying matches. */
export const meaningFinder = ({ name, heads, sayings }: DeviceReader, loose: boolean): FindMeaning => {
  const read = heads
    .filter(({ onlyIfSaid }) => (onlyIfSaid === true) === loose)
    .map(({ line }) => factPattern(line))
    .map((head) => ({ head, group: head.names.indexOf('message') + 1 }));
  const compiled = () =>
    byFirstLetter(
      sayings
        .filter((saying) => !(loose && isVague(saying)))
        .map((saying) => ({ saying, pattern: factPattern(saying.says) })),
    );
  // A log needs the sayings of few devices.
  let meanings: ReturnType<typeof compiled> | undefined;
  return (text, execute) => {
    for (const { head, group } of read) {
      const found = execute(head, text);
      if (found === null) continue;
      const message = found[group] ?? '';
      meanings ??= compiled();
      for (const { saying, pattern } of meanings(message)) {
        const said = execute(pattern, message);
        if (said !== null) return { format: name, head, found, message, saying, pattern, said };
      }
      if (!loose) return { format: name, head, found, message };
    }
    return undefined;
  };
};

export const lineReader =
  (find: FindMeaning, execute = asWritten): LineReader =>
  (text) => {
    const meaning = find(text, execute);
    if (meaning === undefined) return undefined;
    const { format, head, found, message, saying, pattern, said } = meaning;
    const fields = addFacts({}, head, found);
    if (saying === undefined || pattern === undefined || said === undefined) return { format, message, fields };
    return { format, message, fields: addFacts(fields, pattern, said), saying };
  };
