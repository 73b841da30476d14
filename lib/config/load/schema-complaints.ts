import { z } from 'zod';
import { type DataPath, showValue } from '../problem';
import { docOf, unwrapAll } from '../schema/field';
import { isSecretSetting } from '../secrets';
import type { FileComplaint } from './complaint';
import { nearestName } from './nearest';
import { inputValueAt, keepValid, keysAt, schemaAt } from './schema-walk';

type Issue = z.core.$ZodIssue;

export interface ParseResult<T> {
  /** The typed value; absent if anything is wrong. */
  readonly value?: T;
  /** What is right of it, with the defaults: for the rules. */
  readonly partial: unknown;
  readonly complaints: readonly FileComplaint[];
}

/** A file with more errors than this is something else than what it should be; the rest shows when these are mended. */
const MOST_COMPLAINTS = 200;

const left = (more: number): FileComplaint => ({
  path: [],
  wrong: `${more} more errors are not shown`,
  write: 'mend the others first',
});

/** Holds data against a schema: the typed value, or all that is wrong and what is right nevertheless. */
export function parseWith<T>(schema: z.ZodType<T>, data: unknown, what: string): ParseResult<T> {
  const result = schema.safeParse(data, { reportInput: false });
  if (result.success) return { value: result.data, partial: result.data, complaints: [] };
  const issues = withoutEchoes(result.error.issues.flatMap((issue) => flatten(issue, data)));
  const all = issues.flatMap((issue) => complaintsOf(issue, schema, data, what));
  const complaints = all.slice(0, MOST_COMPLAINTS);
  const more = all.length - complaints.length;
  return {
    partial: keepValid(schema, data),
    complaints: more > 0 ? [...complaints, left(more)] : complaints,
  };
}

/** Without what zod says of the length of a value that is of another kind altogether: a text has a length, as a list has. */
function withoutEchoes(issues: readonly Issue[]): readonly Issue[] {
  const place = ({ path }: Issue): string => JSON.stringify(cleanPath(path));
  const otherKind = new Set(issues.filter(({ code }) => code === 'invalid_type').map(place));
  return issues.filter((issue) => !/^too_(small|big)$/.test(issue.code) || !otherKind.has(place(issue)));
}

function cleanPath(path: readonly PropertyKey[]): DataPath {
  return path.map((part) => (typeof part === 'number' ? part : String(part)));
}

/** Of a union's issues only those of the member that was meant: the mapping's for a mapping. */
function flatten(issue: Issue, data: unknown): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const value = inputValueAt(data, cleanPath(issue.path));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [issue];
  const member = issue.errors.find(
    (issues) => !issues.some((inner) => inner.path.length === 0 && inner.code !== 'unrecognized_keys'),
  );
  return (member ?? []).flatMap((inner) => flatten({ ...inner, path: [...issue.path, ...inner.path] }, data));
}

function complaintsOf(issue: Issue, schema: z.core.$ZodType, data: unknown, what: string): readonly FileComplaint[] {
  const path = cleanPath(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      unknownKey(
        [...path, key],
        key,
        keysAt(schema, path, data),
        path.length === 0 ? what : undefined,
        inputValueAt(data, [...path, key]) === null,
      ),
    );
  }
  return [wrongValue(issue, path, schema, data, what)];
}

function unknownKey(
  path: DataPath,
  key: string,
  known: readonly string[],
  what: string | undefined,
  alone: boolean,
): FileComplaint {
  const guess = nearestName(key, known);
  const place = what === undefined ? ' here' : ` of ${what}`;
  // A word without a value may be the password itself, put where a setting belongs.
  if (alone && guess === undefined) {
    return {
      path: path.slice(0, -1),
      at: 'key',
      wrong: 'holds a word without a value that is not a setting',
      write: listOf(known),
    };
  }
  const secret = isSecretSetting(key) && (guess === undefined || !isSecretSetting(guess));
  const remove = 'remove it: keys and passwords never stand in a file, AWS makes and keeps them';
  return {
    path,
    at: 'key',
    wrong: `is not a setting${place}`,
    write: secret ? remove : guess === undefined ? listOf(known) : `did you mean ${guess}?`,
  };
}

const listOf = (known: readonly string[]): string =>
  known.length > 0 ? `the settings here are ${known.join(', ')}` : 'remove it';

/** The schema of a list's items. */
function itemOf(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  const inner = schema === undefined ? undefined : unwrapAll(schema);
  return inner instanceof z.ZodArray ? inner.element : undefined;
}

/** No key and no password is that short. */
const FEW_DIGITS = /^-?\d{1,3}(\.\d{1,3})?$/;

/**
 * Whether a wrong value may be shown although a key or a password could stand in its place: a number of few digits, or a short word that
 * is nearly an allowed one. Never where a name or a path is meant: a short key could be any of these.
 */
function harmless(value: unknown, meant: z.core.$ZodType | undefined): boolean {
  if (meant instanceof z.ZodNumber) return /number|string/.test(typeof value) && FEW_DIGITS.test(`${value}`);
  if (!(meant instanceof z.ZodEnum)) return false;
  if (typeof value === 'number') return FEW_DIGITS.test(`${value}`);
  const word = typeof value === 'string' && /^[a-z]{1,10}$/.test(value);
  return word && nearestName(value, meant.options.map(String)) !== undefined;
}

/** The value as the error may show it. Text in the place of a group of settings may be anything, a password too. */
function shownValue(issue: Issue, value: unknown, found: z.core.$ZodType | undefined): string {
  const item = itemOf(found);
  const meant = item ?? found;
  const doc = meant === undefined ? undefined : docOf(meant);
  const inner = meant === undefined ? undefined : unwrapAll(meant);
  if (doc?.secret === true && !harmless(value, inner))
    return typeof value === 'string' && inner instanceof z.ZodNumber ? 'a text' : 'the value';
  const group = inner instanceof z.ZodObject || inner instanceof z.ZodTuple || inner instanceof z.ZodUnion;
  const word = issue.code === 'invalid_union' && typeof value === 'string' && /^[A-Za-z]{1,10}$/.test(value);
  return group && typeof value === 'string' && !word ? 'a text' : showValue(value);
}

function wrongValue(issue: Issue, path: DataPath, schema: z.core.$ZodType, data: unknown, what: string): FileComplaint {
  const value = inputValueAt(data, path);
  const found = schemaAt(schema, path, data);
  const doc = found === undefined ? undefined : docOf(found);
  const expected = doc?.expected ?? 'a right value';
  const like = doc === undefined ? 'write it as documented' : `write it like ${doc.example}`;
  const shown = shownValue(issue, value, found);
  if (path.length === 0) {
    const nothing = value === null || value === undefined;
    return {
      path,
      found: nothing ? 'nothing' : shown,
      wrong: `is not ${what}`,
      write: 'write `key: value` lines, as documented',
    };
  }
  if (value === undefined || value === null) {
    const last = path.at(-1);
    const line = typeof last === 'number' ? `- ${doc?.example ?? '…'}` : `${last}: ${doc?.example ?? '…'}`;
    return {
      path,
      at: 'key',
      wrong: value === null ? 'is empty' : 'is missing',
      write: `write ${expected}, like ${line}`,
    };
  }
  if (issue.code === 'custom') {
    const params: unknown = issue.params?.write;
    return {
      path,
      found: shown,
      wrong: issue.message,
      write: typeof params === 'string' && doc?.secret !== true ? params : like,
    };
  }
  if (issue.code === 'invalid_type' && issue.expected === 'array' && typeof value !== 'object')
    return {
      path,
      found: shown,
      ...alone(found, shown === showValue(value) ? `${value}` : undefined, expected, doc?.example),
    };
  const wrong =
    issue.code === 'invalid_format' && issue.message.startsWith('has ') ? issue.message : `is not ${expected}`;
  const hidden = doc?.secret === true && shown !== showValue(value);
  return { path, found: shown, wrong, write: (hidden ? undefined : remedy(issue, value)) ?? like };
}

/** Longer ones are not written out again; others would need quotes. */
const WRITTEN_AGAIN = /^[\w@./, -]{1,60}$/;

/** Of a value that stands alone where a list belongs: how it is written as one, and whatever else is wrong with it. Not of a hidden one. */
function alone(
  list: z.core.$ZodType | undefined,
  text: string | undefined,
  expected: string,
  example = '…',
): Pick<FileComplaint, 'wrong' | 'write'> {
  const inBrackets = { wrong: `is not ${expected}`, write: `write it in brackets, as a list, like ${example}` };
  const schema = list === undefined ? undefined : unwrapAll(list);
  if (text === undefined || !(schema instanceof z.ZodArray)) return inBrackets;
  const parts = text.split(',').map((part) => part.trim());
  const items = parts.map((part) => (/^\d{1,12}$/.test(part) ? Number(part) : part));
  const [first] = parseWith(schema, items, expected).complaints.filter(({ path }) => path.length > 0);
  if (first === undefined)
    return WRITTEN_AGAIN.test(text) ? { ...inBrackets, write: `write [${items.join(', ')}]` } : inBrackets;
  return items.length === 1 ? { ...inBrackets, wrong: `${inBrackets.wrong}, and ${first.wrong}` } : inBrackets;
}

/** What to write where the value itself tells what was meant. */
function remedy(issue: Issue, value: unknown): string | undefined {
  if (
    issue.code === 'invalid_type' &&
    issue.expected === 'string' &&
    (typeof value === 'number' || typeof value === 'boolean')
  ) {
    // Not shown as it would be then: a number has lost its leading zeros by now.
    return 'put it in quotes, digit for digit';
  }
  if (typeof value === 'string' && /^\d{1,12}$/.test(value) && takesNumber(issue, Number(value)))
    return `write ${value} without quotes`;
  const options =
    issue.code === 'invalid_value' ? issue.values : issue.code === 'invalid_union' ? unionValues(issue) : [];
  const guess = typeof value === 'string' ? nearestName(value, options.map(String)) : undefined;
  return guess === undefined ? undefined : `did you mean ${guess}?`;
}

/** Whether the number would have been right, or at least a number. */
function takesNumber(issue: Issue, value: number): boolean {
  if (issue.code === 'invalid_value') return issue.values.includes(value);
  return issue.code === 'invalid_type' && issue.expected === 'number';
}

function unionValues(issue: z.core.$ZodIssueInvalidUnion): readonly unknown[] {
  return issue.errors.flat().flatMap((inner) => (inner.code === 'invalid_value' ? inner.values : []));
}
