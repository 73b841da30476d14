import { isMapping } from '../config/mapping';

/**
 * Reads CloudFormation's JSON. Any part of it may be an intrinsic function. Nothing here throws. For a value that can't be
 * determined, the intrinsic itself is returned, so that each rule decides how to treat it.
 */

export type TemplateValue = string | number | boolean | null | undefined | readonly TemplateValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: TemplateValue;
}

export const isJsonObject = (value: unknown): value is JsonObject => isMapping(value);

/** `{ Ref: … }`, `{ 'Fn::…': … }`: CloudFormation replaces it at the deploy. */
export function isIntrinsic(value: TemplateValue): value is JsonObject {
  if (!isJsonObject(value)) return false;
  const [key, ...others] = Object.keys(value);
  return key !== undefined && others.length === 0 && (key === 'Ref' || key.startsWith('Fn::'));
}

/** The value, or undefined where CloudFormation treats it as absent. */
function presentValue(value: TemplateValue): TemplateValue {
  return value === null || (isJsonObject(value) && value.Ref === 'AWS::NoValue') ? undefined : value;
}

/** The value under the keys; undefined if there is none, or the intrinsic on the path to it. */
export function valueAt(value: TemplateValue, ...keys: readonly string[]): TemplateValue {
  let found = presentValue(value);
  for (const key of keys) {
    if (isIntrinsic(found)) return found;
    found = isJsonObject(found) && Object.hasOwn(found, key) ? presentValue(found[key]) : undefined;
  }
  return found;
}

/** The mapping, if it can be read. */
export function mappingOf(value: TemplateValue): JsonObject {
  return isJsonObject(value) && !isIntrinsic(value) ? value : {};
}

/** The items of a list, if it can be read. */
export function listOf(value: TemplateValue): readonly TemplateValue[] | undefined {
  return Array.isArray(value)
    ? value.filter((item) => item !== null && !(isJsonObject(item) && item.Ref === 'AWS::NoValue'))
    : undefined;
}

/** The items of a list. A value that can't be read is the only item; a missing value has none. */
export function itemsOf(value: TemplateValue): readonly TemplateValue[] {
  return listOf(value) ?? (value === undefined ? [] : [value]);
}

export function textOf(value: TemplateValue): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : undefined;
}

/** CloudFormation accepts "30" for 30. */
export function numberOf(value: TemplateValue): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined;
}

/** CloudFormation accepts "true" for true. */
export function flagOf(value: TemplateValue): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

/** Equality of JSON values. The order of keys does not matter. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  return (
    Object.keys(a).every((key) => sameJson(a[key], b[key])) &&
    Object.keys(b).every((key) => Object.hasOwn(a, key) || b[key] === undefined)
  );
}

/** A value in the text of a finding. Never use it for a value that may be secret. */
export function shownText(value: TemplateValue): string {
  if (value === undefined || value === null) return 'nothing';
  const json = typeof value === 'string' ? value : JSON.stringify(value);
  return json.length > 120 ? `${json.slice(0, 117)}...` : json;
}
