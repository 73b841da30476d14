import type { ExecutePattern, FoundMeaning } from './device-reader';
import { timePlace } from './entry-order';
import type { FactPattern } from './fact-pattern';
import { firstWithoutPrefix } from './line-prefix';
import { ALB_AND_NLB } from './log-formats/alb';
import { HAS_STATES, jsonOf } from './log-formats/json';
import { plainLine } from './log-formats/plain-text';
import type { LineReading } from './log-line';
import { readLine } from './read-line';
import { MEANING_FINDERS } from './readers';
import { sameMatch } from './same-match';
import {
  type FieldPlace,
  IRRELEVANT_LINE,
  type ReadersOf,
  type ShapeMeaning,
  ShapeReading,
  type TextPlace,
} from './shape-reading';
import { OTHER_SERVER, OTHER_VPN, SUBSYSTEM_WORDS } from './unread';

/** The patterns that are tried before those of devices. */
const BEFORE: readonly RegExp[] = [...ALB_AND_NLB, HAS_STATES];

interface FoundAt {
  readonly meaning: FoundMeaning;
  /** Where it begins in the line, behind a prefix. */
  readonly start: number;
}

/** The meaning that all lines have that differ from one only in digits: the same, in the same places. */
function sameMeaning(trimmed: string): FoundAt | 'none' | 'digits decide' {
  let decides = false;
  const same = (pattern: RegExp, text: string): RegExpExecArray | null => {
    const match = decides ? null : sameMatch(pattern, text);
    if (match === 'digits decide') decides = true;
    return match === 'digits decide' ? null : match;
  };
  const execute: ExecutePattern = ({ plain }, text) => same(plain, text);
  const found = firstWithoutPrefix(trimmed, (rest): FoundAt | undefined => {
    if (BEFORE.some((pattern) => same(pattern, rest) !== null)) decides = true;
    for (const find of MEANING_FINDERS) {
      const meaning = find(rest, execute);
      if (meaning !== undefined) return { meaning, start: trimmed.length - rest.length };
    }
    return undefined;
  });
  if (found?.meaning.format === 'client')
    for (const pattern of [OTHER_VPN, OTHER_SERVER]) if (same(pattern, trimmed) !== null) decides = true;
  return decides ? 'digits decide' : (found ?? 'none');
}

function placesOf({ names }: FactPattern, { indices }: RegExpExecArray, offset: number): readonly FieldPlace[] {
  return names.flatMap((name, at) => {
    const [start, end] = indices?.[at + 1] ?? [];
    return name === undefined || start === undefined || end === undefined
      ? []
      : [{ name, start: offset + start, end: offset + end }];
  });
}

/** The places of the message and the fields are the same in each line. */
function ofPlaces(
  text: string,
  { meaning: { format, head, found, saying, pattern, said }, start }: FoundAt,
  time: TextPlace | undefined,
  readersOf: ReadersOf,
): ShapeMeaning | undefined {
  const ofHead = placesOf(head, found, start);
  const message = ofHead.find(({ name }) => name === 'message');
  if (message === undefined) return undefined;
  const ofSaying = pattern === undefined || said === undefined ? [] : placesOf(pattern, said, message.start);
  const fields = [...ofHead.filter((one) => one !== message), ...ofSaying.filter(({ name }) => name !== 'message')];
  const cut = (all: string, at: number): LineReading => {
    const values: Record<string, string> = {};
    for (const { name, start: from, end } of fields) values[name] = all.slice(at + from, at + end);
    return { format, message: all.slice(at + message.start, at + message.end), fields: values, saying };
  };
  const readers = readersOf(cut(text, 0));
  return {
    parts: readers.length === 0 ? [] : [message, ...fields],
    read: (all, at) => new ShapeReading(cut(all, at), time, readers),
  };
}

const IS_ASCII = /^[\t -~]*$/;

/** The meaning of all lines that differ from this one only in digits; undefined for lines that are read one by one. */
export function shapeMeaning(text: string, readersOf: ReadersOf): ShapeMeaning | undefined {
  if (!IS_ASCII.test(text) || /&|RegisteredUsers/.test(text) || plainLine(text) !== text) return undefined;
  // A blank line is no entry, and a brace alone begins one.
  if (text.trimEnd().length < 2) return undefined;
  const same = jsonOf(text) === undefined ? sameMeaning(text.trimEnd()) : 'digits decide';
  if (same === 'none' && sameMatch(SUBSYSTEM_WORDS, text) === null) return { parts: [], read: () => IRRELEVANT_LINE };
  const time = timePlace(text);
  if (typeof same === 'object') return ofPlaces(text, same, time, readersOf);
  return {
    parts: [{ start: 0, end: text.length }],
    read: (all, start, end) => {
      const reading = readLine(all.slice(start, end), 0, '');
      return new ShapeReading(reading, time, reading.format === 'unknown' ? [] : readersOf(reading));
    },
  };
}
