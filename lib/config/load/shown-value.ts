import * as z from 'zod';
import { visibleText } from '../invisible';
import { showValue } from '../problem';
import { docOf, unwrapAll } from '../schema/field';
import { nearestName } from './nearest';
import type { SchemaIssue } from './schema-issues';

/** A wrong value in the form in which an error may show it. A key or a password in the wrong place is not shown. */
export function shownValue(issue: SchemaIssue, value: unknown, schema: z.core.$ZodType | undefined): string {
  // For a list, the schema of its items decides.
  const field = schema === undefined ? undefined : (itemSchema(schema) ?? schema);
  const expected = field === undefined ? undefined : unwrapAll(field);
  const isSecret = field !== undefined && docOf(field)?.secret === true;
  if (isSecret && !isHarmless(value, expected))
    return typeof value === 'string' && expected instanceof z.ZodNumber ? 'a text' : 'the value';
  // A text where a group of settings belongs may be a password. Only a short word of letters is shown.
  const isGroup = expected instanceof z.ZodObject || expected instanceof z.ZodTuple || expected instanceof z.ZodUnion;
  if (!isGroup || typeof value !== 'string') return showValue(value);
  return issue.code === 'invalid_union' && /^[A-Za-z]{1,10}$/.test(value) ? showValue(value) : 'a text';
}

/** The schema of a list's items; undefined for anything but a list. */
function itemSchema(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const inner = unwrapAll(schema);
  return inner instanceof z.ZodArray ? inner.element : undefined;
}

/** Ways to authenticate that a user may write in place of an allowed one. No other word is shown: it may be a password. */
const AUTHENTICATIONS: ReadonlySet<string> = new Set(
  'apikey bearer certificate cert digest hmac jwt kerberos ldap none ntlm oauth oauth2 oidc password psk saml sigv4 ssl tls token'.split(
    ' ',
  ),
);

/** Too short for a key or a password. */
const FEW_DIGITS = /^-?\d{1,3}(\.\d{1,3})?$/;

/**
 * Whether an error may show a value of a secret setting: a number of few digits, a known authentication, or a short word near an
 * allowed one. A name or a path is not shown, because a short key can look like one.
 */
function isHarmless(value: unknown, expected: z.core.$ZodType | undefined): boolean {
  if (expected instanceof z.ZodNumber)
    return (typeof value === 'number' || typeof value === 'string') && FEW_DIGITS.test(`${value}`);
  if (!(expected instanceof z.ZodEnum)) return false;
  if (typeof value === 'number') return FEW_DIGITS.test(`${value}`);
  if (typeof value !== 'string') return false;
  const word = visibleText(value).toLowerCase();
  const allowed = expected.options.map(String);
  if (word === '' || AUTHENTICATIONS.has(word) || allowed.includes(word)) return true;
  return /^[a-z]{1,10}$/.test(value) && nearestName(value, allowed) !== undefined;
}
