export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A value that Orthanc reads from its environment when it starts (Orthanc book, "Configuration", environment variables). */
export class FromEnvironment {
  constructor(readonly variable: string) {
    if (!/^[A-Z][A-Z0-9_]*$/.test(variable))
      throw new Error(`${JSON.stringify(variable)} is not an environment variable`);
  }
}

export type JsonConfiguration =
  | JsonValue
  | FromEnvironment
  | readonly JsonConfiguration[]
  | { readonly [key: string]: JsonConfiguration };

/**
 * JSON for Orthanc, which replaces `${NAME}` anywhere in the text before it parses it. So every `$` of a value is escaped: an AE
 * title may be `${HOME}`. Orthanc inserts variables without escaping, so a secret must not contain `"` or `\`.
 */
export function orthancJson(value: JsonConfiguration): string {
  return `${text(value, '')}\n`;
}

function text(value: JsonConfiguration, indent: string): string {
  if (value instanceof FromEnvironment) return `"\${${value.variable}}"`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value).replaceAll('$', '\\u0024');
  const inner = `${indent}  `;
  const block = (lines: readonly string[]) =>
    lines.length === 0 ? '' : `\n${inner}${lines.join(`,\n${inner}`)}\n${indent}`;
  if (Array.isArray(value)) return `[${block(value.map((item) => text(item, inner)))}]`;
  return `{${block(Object.entries(value).map(([key, item]) => `${text(key, inner)}: ${text(item, inner)}`))}}`;
}
