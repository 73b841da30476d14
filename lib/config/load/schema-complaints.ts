import type * as z from 'zod';
import type { FileComplaint } from '../problem';
import { type CheckedData, schemaIssues } from './schema-issues';
import { keepValid } from './schema-walk';
import { unknownKeys } from './unknown-key';
import { wrongValue } from './wrong-value';

export interface ParseResult<T> {
  /** The typed value; absent if anything is wrong. */
  readonly value?: T;
  /** The valid part of the value, with the defaults: for the rules. */
  readonly partial: unknown;
  readonly complaints: readonly FileComplaint[];
}

/** A file with more errors is probably of another kind; the remaining errors are reported when these are corrected. */
const MOST_COMPLAINTS = 200;

export function parseWith<T>(schema: z.ZodType<T>, data: unknown, what: string): ParseResult<T> {
  const result = schema.safeParse(data, { reportInput: false });
  if (result.success) return { value: result.data, partial: result.data, complaints: [] };
  const checked: CheckedData = { schema, data, what };
  const all = schemaIssues(result.error, data).flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? unknownKeys(issue, checked) : [wrongValue(issue, checked)],
  );
  const complaints = all.slice(0, MOST_COMPLAINTS);
  if (all.length > complaints.length)
    complaints.push({
      path: [],
      wrong: `${all.length - complaints.length} more errors are not shown`,
      write: 'fix the errors that are shown first',
    });
  return { partial: keepValid(schema, data), complaints };
}
