import * as z from 'zod';
import { isMapping } from '../mapping';
import type { DataPath } from '../problem';
import { unwrapAll } from '../schema/field';

/** Queries on a schema that zod's issues don't answer: the setting at a path, and the defaults for missing values. */

function child(schema: z.core.$ZodType, part: string | number, value: unknown): z.core.$ZodType | undefined {
  const inner = unionBranch(unwrapAll(schema), value);
  if (inner instanceof z.ZodObject) {
    const shape: Readonly<Record<string, z.core.$ZodType>> = inner.shape;
    return typeof part === 'string' && Object.hasOwn(shape, part) ? shape[part] : undefined;
  }
  if (inner instanceof z.ZodArray) return inner.element;
  if (inner instanceof z.ZodTuple && typeof part === 'number') return inner.def.items[part];
  return undefined;
}

/** The member of a union that fits the kind of value: the mapping for a mapping, the other one for any other value. */
function unionBranch(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  if (!(schema instanceof z.ZodUnion)) return schema;
  return schema.options.find((option) => unwrapAll(option) instanceof z.ZodObject === isMapping(value)) ?? schema;
}

/** The value at a path of plain data. */
export function inputValueAt(data: unknown, path: DataPath): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? (value as Record<string | number, unknown>)[part]
        : undefined,
    data,
  );
}

/** The schema of the setting at a path; undefined where the path leaves the schema. */
export function schemaAt(schema: z.core.$ZodType, path: DataPath, data: unknown): z.core.$ZodType | undefined {
  return path.reduce<z.core.$ZodType | undefined>(
    (current, part, index) =>
      current === undefined ? undefined : child(current, part, inputValueAt(data, path.slice(0, index))),
    schema,
  );
}

/** The settings that a mapping may have; empty for anything else. */
export function keysAt(schema: z.core.$ZodType, path: DataPath, data: unknown): readonly string[] {
  const found = schemaAt(schema, path, data);
  const inner = found === undefined ? undefined : unionBranch(unwrapAll(found), inputValueAt(data, path));
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function defaultOf(schema: z.core.$ZodType): unknown {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return structuredClone(schema.def.defaultValue);
  if (schema instanceof z.ZodReadonly) return defaultOf(schema.unwrap());
  return undefined;
}

/** More than twice the length of any list in a site file; later items are ignored. */
const LONGEST_LIST = 500;

/**
 * The valid part of the data, value by value, with the defaults. A list keeps its indices and a mapping its keys, with undefined
 * in place of a wrong value. It is used for files with errors, so that no error hides a rule's complaint.
 */
export function keepValid(schema: z.core.$ZodType, data: unknown): unknown {
  const value = data === undefined ? defaultOf(schema) : data;
  if (value === undefined) return undefined;
  const inner = unionBranch(unwrapAll(schema), value);
  if (inner instanceof z.ZodObject) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const shape: Readonly<Record<string, z.core.$ZodType>> = inner.shape;
    const entries = Object.entries(shape).flatMap(([key, member]): [string, unknown][] => {
      const there = Object.hasOwn(value, key);
      const right = keepValid(member, there ? (value as Record<string, unknown>)[key] : undefined);
      return there || right !== undefined ? [[key, right]] : [];
    });
    return Object.fromEntries(entries);
  }
  if (inner instanceof z.ZodArray) {
    return Array.isArray(value)
      ? value.slice(0, LONGEST_LIST).map((item) => keepValid(inner.element, item))
      : undefined;
  }
  if (inner instanceof z.ZodTuple) {
    const members = inner.def.items;
    return Array.isArray(value)
      ? value.map((item, index) => (members[index] === undefined ? undefined : keepValid(members[index], item)))
      : undefined;
  }
  const result = z.safeParse(inner, value);
  return result.success ? result.data : undefined;
}
