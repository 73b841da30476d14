import * as z from 'zod';
import { hasUnseen } from '../invisible';
import type { FileComplaint } from '../problem';
import { type DataPath, showValue } from '../problem';
import { docOf, unwrapAll } from '../schema/field';
import { nearestName } from './nearest';
import { type CheckedData, issuePath, type SchemaIssue, schemaIssues } from './schema-issues';
import { inputValueAt, schemaAt } from './schema-walk';
import { shownValue } from './shown-value';

/** A value that the schema refuses, and the documentation of its setting. */
interface RefusedValue {
  readonly path: DataPath;
  readonly value: unknown;
  /** The value in the form in which an error may show it. */
  readonly shown: string;
  /** True if `shown` is not the value itself. */
  readonly isHidden: boolean;
  readonly schema: z.core.$ZodType | undefined;
  readonly isSecret: boolean;
  /** The expected value: `an IPv4 CIDR block`. */
  readonly expected: string;
  readonly example: string | undefined;
}

/** The complaint about one value: why it is wrong, and what to write instead. */
export function wrongValue(issue: SchemaIssue, checked: CheckedData): FileComplaint {
  const refused = refusedValue(issue, checked);
  const { path, value } = refused;
  if (path.length === 0) return wrongWhole(refused, checked.what);
  if (value === undefined || value === null) return missingValue(refused);
  if (issue.code === 'custom') return brokenRule(issue, refused);
  if (issue.code === 'invalid_type' && issue.expected === 'array' && typeof value !== 'object')
    return notAList(refused);
  return wrongTypeOrForm(issue, refused);
}

function refusedValue(issue: SchemaIssue, { schema: root, data }: CheckedData): RefusedValue {
  const path = issuePath(issue);
  const value = inputValueAt(data, path);
  const schema = schemaAt(root, path, data);
  const doc = schema === undefined ? undefined : docOf(schema);
  const shown = shownValue(issue, value, schema);
  return {
    path,
    value,
    shown,
    isHidden: shown !== showValue(value),
    schema,
    isSecret: doc?.secret === true,
    expected: doc?.expected ?? 'a valid value',
    example: doc?.example,
  };
}

const writeLike = ({ example }: RefusedValue): string =>
  example === undefined ? 'write it as documented' : `write it like ${example}`;

/** The file is not a mapping. */
function wrongWhole({ path, value, shown }: RefusedValue, what: string): FileComplaint {
  const found = value === null || value === undefined ? 'nothing' : shown;
  return { path, found, wrong: `is not ${what}`, write: 'write `key: value` lines, as documented' };
}

function missingValue({ path, value, expected, example = '…' }: RefusedValue): FileComplaint {
  const last = path.at(-1);
  const line = typeof last === 'number' ? `- ${example}` : `${last}: ${example}`;
  return {
    path,
    at: 'key',
    wrong: value === null ? 'is empty' : 'is missing',
    write: `write ${expected}, like ${line}`,
  };
}

/** A custom check, which has its own message. */
function brokenRule(issue: Extract<SchemaIssue, { readonly code: 'custom' }>, refused: RefusedValue): FileComplaint {
  const write: unknown = issue.params?.write;
  return {
    path: refused.path,
    found: refused.shown,
    wrong: issue.message.startsWith('has ') ? issue.message : `${unseenText(refused)}${issue.message}`,
    write: typeof write === 'string' && !refused.isSecret ? write : writeLike(refused),
  };
}

/** Only a short text of these characters is repeated as a list; others would need quotes. */
const REPEATED_AS_LIST = /^[\w@./, -]{1,60}$/;

/** One value, or several separated by commas, instead of a list. */
function notAList({ path, value, shown, isHidden, schema, expected, example = '…' }: RefusedValue): FileComplaint {
  const wrong = `is not ${expected}`;
  const complaint = { path, found: shown, wrong, write: `write it in brackets, as a list, like ${example}` };
  const list = schema === undefined ? undefined : unwrapAll(schema);
  if (isHidden || !(list instanceof z.ZodArray)) return complaint;
  const text = `${value}`;
  const items = text
    .split(',')
    .map((part) => part.trim())
    .map((part) => (/^\d{1,12}$/.test(part) ? Number(part) : part));
  const wrongItem = schemaIssues(list.safeParse(items).error, items).find((issue) => issue.path.length > 0);
  if (wrongItem === undefined)
    return REPEATED_AS_LIST.test(text) ? { ...complaint, write: `write [${items.join(', ')}]` } : complaint;
  if (items.length > 1) return complaint;
  const item = wrongValue(wrongItem, { schema: list, data: items, what: expected });
  return { ...complaint, wrong: `${wrong}, and ${item.wrong}` };
}

function wrongTypeOrForm(issue: SchemaIssue, refused: RefusedValue): FileComplaint {
  const { path, value, shown, isSecret, isHidden, expected } = refused;
  const hasOwnMessage = issue.code === 'invalid_format' && issue.message.startsWith('has ');
  const better = isSecret && isHidden ? undefined : (correction(issue, value) ?? meantValue(refused));
  return {
    path,
    found: shown,
    wrong: hasOwnMessage ? issue.message : `${unseenText(refused)}is not ${expected}`,
    write: better ?? writeLike(refused),
  };
}

const unseenText = ({ value, shown }: RefusedValue): string =>
  typeof value === 'string' && shown.startsWith('"') ? hasUnseen(value) : '';

const meantValue = ({ value, schema }: RefusedValue): string | undefined => {
  const meant = schema === undefined ? undefined : docOf(schema)?.meant;
  return typeof value === 'string' && meant !== undefined ? `write ${meant(value)}` : undefined;
};

/** The correction to write, if the value shows the intention. */
function correction(issue: SchemaIssue, value: unknown): string | undefined {
  const isScalar = typeof value === 'number' || typeof value === 'boolean';
  // The value itself is not repeated, because YAML has already dropped the leading zeros of a number.
  if (issue.code === 'invalid_type' && issue.expected === 'string' && isScalar)
    return 'put it in quotes, digit for digit';
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,12}$/.test(value) && takesNumber(issue, Number(value))) return `write ${value} without quotes`;
  const guess = nearestName(value, allowedValues(issue).map(String));
  return guess === undefined ? undefined : `did you mean ${guess}?`;
}

/** Whether the schema accepts this number, or any number. */
function takesNumber(issue: SchemaIssue, value: number): boolean {
  if (issue.code === 'invalid_value') return issue.values.includes(value);
  return issue.code === 'invalid_type' && issue.expected === 'number';
}

function allowedValues(issue: SchemaIssue): readonly unknown[] {
  if (issue.code === 'invalid_value') return issue.values;
  if (issue.code !== 'invalid_union') return [];
  return issue.errors.flat().flatMap((inner) => (inner.code === 'invalid_value' ? inner.values : []));
}
