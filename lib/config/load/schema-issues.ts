import type * as z from 'zod';
import type { DataPath } from '../problem';
import { inputValueAt } from './schema-walk';

export type SchemaIssue = z.core.$ZodIssue;

export interface CheckedData {
  readonly schema: z.core.$ZodType;
  readonly data: unknown;
  /** A noun for the whole data: `a site file`. */
  readonly what: string;
}

/** Zod's issues, one for each mistake: unions are resolved, and issues that follow from other issues are removed. */
export function schemaIssues(error: z.ZodError | undefined, data: unknown): readonly SchemaIssue[] {
  const issues = (error?.issues ?? []).flatMap((issue) => resolveUnion(issue, data));
  const wrongTypes = new Set(issues.filter(({ code }) => code === 'invalid_type').map(placeOf));
  // A text has a length, like a list: where a list is expected, zod reports both the type and the length of a text.
  return issues.filter((issue) => !/^too_(small|big)$/.test(issue.code) || !wrongTypes.has(placeOf(issue)));
}

export const issuePath = ({ path }: SchemaIssue): DataPath =>
  path.map((part) => (typeof part === 'number' ? part : String(part)));

const placeOf = (issue: SchemaIssue): string => JSON.stringify(issuePath(issue));

/** For a mapping, zod reports the issues of every member of a union. Only those of the member that expects a mapping are kept. */
function resolveUnion(issue: SchemaIssue, data: unknown): readonly SchemaIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const value = inputValueAt(data, issuePath(issue));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [issue];
  const member = issue.errors.find(
    (issues) => !issues.some((inner) => inner.path.length === 0 && inner.code !== 'unrecognized_keys'),
  );
  return (member ?? []).flatMap((inner) => resolveUnion({ ...inner, path: [...issue.path, ...inner.path] }, data));
}
