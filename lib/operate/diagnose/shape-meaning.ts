import { type FoundMeaning, withAnyDigits } from './device-reader';
import { timePlace } from './entry-order';
import { anyDigits, type FactPattern } from './fact-pattern';
import { firstWithoutPrefix } from './line-prefix';
import type { FieldPlace, ShapeMeaning } from './line-shape';
import { ALB_AND_NLB } from './log-formats/alb';
import { HAS_STATES, jsonOf } from './log-formats/json';
import { plainLine } from './log-formats/plain-text';
import { MEANING_FINDERS } from './readers';

/** The patterns of the readers that are not of devices. */
const OTHERS: readonly RegExp[] = [...ALB_AND_NLB, HAS_STATES];

interface FoundAt {
  /** What was read, without the prefixes of the line. */
  readonly rest: string;
  /** Undefined: the digits may decide. */
  readonly meaning: FoundMeaning | undefined;
}

function find(rest: string): FoundAt | undefined {
  if (OTHERS.some((pattern) => anyDigits(pattern).pattern.test(rest))) return { rest, meaning: undefined };
  for (const finder of MEANING_FINDERS) {
    const meaning = finder(rest, withAnyDigits);
    if (meaning !== undefined) return { rest, meaning: isClear(meaning) ? meaning : undefined };
  }
  return undefined;
}

/** The digits don't decide. A sender's line may be of another server. */
const isClear = ({ format, head, pattern }: FoundMeaning): boolean =>
  format !== 'client' && anyDigits(head.plain).isSame && (pattern === undefined || anyDigits(pattern.plain).isSame);

function placesOf({ names }: FactPattern, { indices }: RegExpExecArray, offset: number): readonly FieldPlace[] {
  return names.flatMap((name, at) => {
    const [start, end] = indices?.[at + 1] ?? [];
    return name === undefined || start === undefined || end === undefined
      ? []
      : [{ name, start: offset + start, end: offset + end }];
  });
}

/** The meaning of all lines that differ from this one only in digits; undefined if it may depend on the digits. */
export function shapeMeaning(text: string): ShapeMeaning | undefined {
  if (text.includes('&') || text.includes('RegisteredUsers') || plainLine(text) !== text || jsonOf(text) !== undefined)
    return undefined;
  const trimmed = text.trimEnd();
  const { rest, meaning } = firstWithoutPrefix(trimmed, find) ?? {};
  if (rest === undefined || meaning === undefined) return undefined;
  const ofHead = placesOf(meaning.head, meaning.found, trimmed.length - rest.length);
  const message = ofHead.find(({ name }) => name === 'message');
  if (message === undefined) return undefined;
  const { format, saying, pattern, said } = meaning;
  const ofSaying = pattern === undefined || said === undefined ? [] : placesOf(pattern, said, message.start);
  const fields = [...ofHead.filter((one) => one !== message), ...ofSaying.filter(({ name }) => name !== 'message')];
  return { format, saying, message, fields, time: timePlace(text) };
}
