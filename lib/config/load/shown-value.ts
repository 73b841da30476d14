import { z } from 'zod';
import { showValue } from '../problem';
import { docOf, unwrapAll } from '../schema/field';
import { nearestName } from './nearest';
import type { SchemaIssue } from './schema-issues';

/** A wrong value as an error may show it: a key or a password that stands in the wrong place is not shown. */
export function shownValue(issue: SchemaIssue, value: unknown, schema: z.core.$ZodType | undefined): string {
  // For a list, the items decide.
  const field = schema === undefined ? undefined : (itemSchema(schema) ?? schema);
  const expected = field === undefined ? undefined : unwrapAll(field);
  const isSecret = field !== undefined && docOf(field)?.secret === true;
  if (isSecret && !isHarmless(value, expected))
    return typeof value === 'string' && expected instanceof z.ZodNumber ? 'a text' : 'the value';
  // A text in the place of a group of settings may be anything, a password too; except for a short word of letters.
  const isGroup = expected instanceof z.ZodObject || expected instanceof z.ZodTuple || expected instanceof z.ZodUnion;
  if (!isGroup || typeof value !== 'string') return showValue(value);
  return issue.code === 'invalid_union' && /^[A-Za-z]{1,10}$/.test(value) ? showValue(value) : 'a text';
}

/** The schema of a list's items; undefined for anything but a list. */
function itemSchema(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const inner = unwrapAll(schema);
  return inner instanceof z.ZodArray ? inner.element : undefined;
}

/** Too short for a key or a password. */
const FEW_DIGITS = /^-?\d{1,3}(\.\d{1,3})?$/;

/**
 * Whether a value in the place of a secret setting may be shown: a number of few digits, or a short word that is nearly an allowed one.
 * A name or a path may not: a short key looks like these.
 */
function isHarmless(value: unknown, expected: z.core.$ZodType | undefined): boolean {
  if (expected instanceof z.ZodNumber)
    return (typeof value === 'number' || typeof value === 'string') && FEW_DIGITS.test(`${value}`);
  if (!(expected instanceof z.ZodEnum)) return false;
  if (typeof value === 'number') return FEW_DIGITS.test(`${value}`);
  const isWord = typeof value === 'string' && /^[a-z]{1,10}$/.test(value);
  return isWord && nearestName(value, expected.options.map(String)) !== undefined;
}
