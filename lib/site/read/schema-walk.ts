import { z } from 'zod';
import type { Path } from '../problem';
import { bare } from '../schema/field';

/** Questions to a schema that zod's issues don't answer: which setting a path names, and what is filled in where a file is silent. */

function child(schema: z.core.$ZodType, part: string | number, value: unknown): z.core.$ZodType | undefined {
  const inner = unionBranch(bare(schema), value);
  if (inner instanceof z.ZodObject) {
    const shape: Readonly<Record<string, z.core.$ZodType>> = inner.shape;
    return typeof part === 'string' && Object.hasOwn(shape, part) ? shape[part] : undefined;
  }
  if (inner instanceof z.ZodArray) return inner.element;
  if (inner instanceof z.ZodTuple && typeof part === 'number') return inner.def.items[part];
  return undefined;
}

/** Of a union, the member that fits the kind of value: the mapping for a mapping, the other for all else. */
function unionBranch(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  if (!(schema instanceof z.ZodUnion)) return schema;
  const mapping = typeof value === 'object' && value !== null && !Array.isArray(value);
  return schema.options.find((option) => bare(option) instanceof z.ZodObject === mapping) ?? schema;
}

/** The value at a path of plain data. */
export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? (value as Record<string | number, unknown>)[part]
        : undefined,
    data,
  );
}

/** The schema of the setting at a path; undefined where the path leaves the schema. */
export function schemaAt(schema: z.core.$ZodType, path: Path, data: unknown): z.core.$ZodType | undefined {
  return path.reduce<z.core.$ZodType | undefined>(
    (current, part, index) =>
      current === undefined ? undefined : child(current, part, valueAt(data, path.slice(0, index))),
    schema,
  );
}

/** The settings that a mapping may have; empty for anything else. */
export function keysAt(schema: z.core.$ZodType, path: Path, data: unknown): readonly string[] {
  const found = schemaAt(schema, path, data);
  const inner = found === undefined ? undefined : unionBranch(bare(found), valueAt(data, path));
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function defaultOf(schema: z.core.$ZodType): unknown {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return structuredClone(schema.def.defaultValue);
  if (schema instanceof z.ZodReadonly) return defaultOf(schema.unwrap());
  return undefined;
}

/** A copy of the data with every default filled in, also where other settings are wrong. */
export function withDefaults(schema: z.core.$ZodType, data: unknown): unknown {
  const value = data === undefined ? defaultOf(schema) : data;
  const inner = unionBranch(bare(schema), value);
  if (inner instanceof z.ZodObject && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const shape: Readonly<Record<string, z.core.$ZodType>> = inner.shape;
    const filled: Record<string, unknown> = {};
    for (const [key, member] of Object.entries(shape)) {
      const result = withDefaults(
        member,
        Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined,
      );
      if (result !== undefined) filled[key] = result;
    }
    return filled;
  }
  if (Array.isArray(value)) {
    if (inner instanceof z.ZodArray) return value.map((item) => withDefaults(inner.element, item));
    if (inner instanceof z.ZodTuple) {
      return value.map((item, index) => {
        const member = inner.def.items[index];
        return member === undefined ? item : withDefaults(member, item);
      });
    }
  }
  return value;
}

/** A copy without the values at the given paths: undefined stands where they were, so that indices stay. */
export function without(data: unknown, paths: readonly Path[]): unknown {
  const visit = (value: unknown, remaining: readonly Path[]): unknown => {
    if (remaining.some((path) => path.length === 0)) return undefined;
    if (remaining.length === 0 || typeof value !== 'object' || value === null) return value;
    const inside = (key: string | number): readonly Path[] =>
      remaining.filter(([first]) => first === key).map(([, ...rest]) => rest);
    return Array.isArray(value)
      ? value.map((item, index) => visit(item, inside(index)))
      : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item, inside(key))]));
  };
  return visit(data, paths);
}
