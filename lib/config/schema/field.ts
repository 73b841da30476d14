import * as z from 'zod';

/** The possible effects on a live site's hospital when a setting changes. The table of docs/settings.md is made from these. */
export const CHANGE_EFFECTS = {
  nothing: 'nothing',
  cloud: 'cloud side only',
  oneTunnel: 'one tunnel at a time, hospital stays connected',
  hospital: 'hospital must act',
  fixed: 'fixed for life',
} as const;

export type ChangeClass = (typeof CHANGE_EFFECTS)[keyof typeof CHANGE_EFFECTS];

/** The documentation of a setting, beyond its type. Errors, editor hints and the table of docs/settings.md are made from it. */
export interface FieldDoc {
  /** The meaning, with unit, allowed values and source. */
  readonly description: string;
  /** A noun phrase for a valid value, to follow "is not": `an IPv4 CIDR block`. */
  readonly expected: string;
  /** A valid value in YAML. */
  readonly example: string;
  /** A regular expression for editors, if only code checks the text. */
  readonly pattern?: string;
  /** The allowed value that a text means, if no allowed value resembles it. */
  readonly meant?: (text: string) => string;
  /** When an optional setting is required, as Markdown to follow "required with". A rule checks it. */
  readonly requiredWith?: string;
  /** The effect of a change on the hospital. Absent for a group of settings. */
  readonly change?: ChangeClass;
  /** More about the change, if one phrase is not enough. */
  readonly changeNote?: string;
  /** True if a wrong value might be a password or a key: errors then show it only if it can be neither. */
  readonly secret?: boolean;
}

const docs = new WeakMap<z.core.$ZodType, FieldDoc>();

/** Attaches the documentation of a setting to its schema, for our errors and for the JSON Schema. */
export function documentedField<T extends z.ZodType>(schema: T, doc: FieldDoc): T {
  const change =
    doc.change === undefined
      ? ''
      : `\n\nEffect of a change: ${[doc.change, doc.changeNote].filter(Boolean).join('. ')}.`;
  const described = schema.meta({
    description: `${doc.description}${change}`,
    ...(doc.pattern === undefined ? {} : { pattern: doc.pattern }),
    errorMessage: `not ${doc.expected}; write it like ${doc.example}`,
  });
  docs.set(described, doc);
  return described;
}

/** The documentation of a setting; looks through optional, default and readonly wrappers. */
export function docOf(schema: z.core.$ZodType): FieldDoc | undefined {
  for (let current: z.core.$ZodType | undefined = schema; current !== undefined; current = unwrapOnce(current)) {
    const doc = docs.get(current);
    if (doc !== undefined) return doc;
  }
  return undefined;
}

/** Removes one layer of optional, default, prefault or readonly; undefined if there is none. */
export function unwrapOnce(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  return schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly
    ? schema.unwrap()
    : undefined;
}

/** The schema without its wrappers. */
export function unwrapAll(schema: z.core.$ZodType): z.core.$ZodType {
  const inner = unwrapOnce(schema);
  return inner === undefined ? schema : unwrapAll(inner);
}

/** Adds a check of the meaning to a string schema. `write` is the correct value, if it can be computed. */
export function withMeaning(
  schema: z.ZodString,
  check: (text: string) => { readonly wrong: string; readonly write?: string } | undefined,
): z.ZodString {
  return schema.check((context) => {
    const found = check(context.value);
    if (found === undefined) return;
    context.issues.push({
      code: 'custom',
      input: context.value,
      message: found.wrong,
      params: found.write === undefined ? {} : { write: found.write },
    });
  });
}
