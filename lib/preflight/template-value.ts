/** What a template's value has under a key, at any depth; undefined where it is of another shape. */
export function valueUnder(value: unknown, ...path: readonly (string | number)[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const found: unknown = Object.entries(value).find(([name]) => name === String(key))?.[1];
  return valueUnder(found, ...rest);
}
