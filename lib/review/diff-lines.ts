import { isSecretProperty, isSecretValue } from '../config/secrets';
import { validJson } from '../config/valid-json';
import { isJsonObject, sameJson } from '../template/json';
import type { PropertyChange, ResourceChange, TemplateChanges } from './template-diff';

/** The differences of a template, line by line as a diff. Possible secrets are not shown. */

const LONGEST_VALUE = 160;
const MOST_LEAVES = 24;
const HIDDEN = '(not shown)';

export function diffLines({ resources, parts }: TemplateChanges): readonly string[] {
  return [
    ...resources.flatMap(resourceLines),
    ...parts.flatMap(({ section, id, before, after }) => [
      `! ${section}${id === '' ? '' : ` ${id}`}`,
      ...leaves(before, after, id).map((line) => `    ${line}`),
    ]),
  ];
}

const MARKS = { added: '+', removed: '-', replaced: '!', 'may be replaced': '!', updated: '!' } as const;

function resourceLines({ id, type, kind, properties, attributes }: ResourceChange): readonly string[] {
  return [
    `${MARKS[kind]} ${type} ${id}${kind === 'updated' ? '' : ` (${kind})`}`,
    ...properties.flatMap(propertyLines),
    ...attributes.map((name) => `    ${name}: differs`),
  ];
}

function propertyLines({ name, before, after, replaces }: PropertyChange): readonly string[] {
  return leaves(before, after, name).map((line) => `    ${line}${replaces ? ' (replaces)' : ''}`);
}

/** The differences of two values, at any depth. */
function leaves(before: unknown, after: unknown, path: string): readonly string[] {
  const found = [...differing(readable(before), readable(after), path)];
  const all = found.length > 0 ? found : [`${path === '' ? '' : `${path}: `}differs`];
  return all.length <= MOST_LEAVES
    ? all
    : [...all.slice(0, MOST_LEAVES), `${path}: ${all.length - MOST_LEAVES} more differences`];
}

function* differing(before: unknown, after: unknown, path: string): Iterable<string> {
  if (sameJson(before, after)) return;
  if (isJsonObject(before) && isJsonObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      yield* differing(before[key], after[key], path === '' ? key : `${path}.${key}`);
  } else if (Array.isArray(before) && Array.isArray(after)) yield* listDifferences(before, after, path);
  else yield `${path === '' ? '' : `${path}: `}${shown(before, path)} → ${shown(after, path)}`;
}

/** References and joined texts as one text, such as `${Alb.Arn}`, and JSON in a text, such as a dashboard, as its value. */
function readable(value: unknown): unknown {
  const text = joined(value);
  if (text !== undefined) return /^[[{]/.test(text) ? (validJson(text) ?? text) : text;
  if (Array.isArray(value)) return value.map(readable);
  return isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readable(inner)]))
    : value;
}

function joined(value: unknown): string | undefined {
  if (typeof value === 'string') return isSecretValue(value) ? HIDDEN : value;
  if (!isJsonObject(value) || Object.keys(value).length !== 1) return undefined;
  const { Ref: id, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value;
  if (typeof id === 'string') return `\${${id}}`;
  if (Array.isArray(attribute)) return `\${${attribute.join('.')}}`;
  const [separator, parts]: readonly unknown[] = Array.isArray(join) ? join : [];
  if (typeof separator !== 'string' || !Array.isArray(parts)) return undefined;
  const texts = parts.map(joined);
  return texts.every((text) => text !== undefined) ? texts.join(separator) : undefined;
}

/** Lists are compared as sets: one item that is added at the beginning must not look like a change of every item. */
function* listDifferences(before: readonly unknown[], after: readonly unknown[], path: string): Iterable<string> {
  const removed = without(before, after);
  const added = without(after, before);
  if (removed.length + added.length === 0) yield `${path}: the same items in another order`;
  else if ([...removed, ...added].every(isValue)) {
    if (removed.length > 0) yield `${path}: removed ${removed.map((item) => shown(itemValue(item), path)).join(', ')}`;
    if (added.length > 0) yield `${path}: added ${added.map((item) => shown(itemValue(item), path)).join(', ')}`;
  } else {
    for (let index = 0; index < Math.max(before.length, after.length); index++) {
      const [was, is] = [before[index], after[index]];
      const [gone, come] = [removed.includes(was), added.includes(is)];
      // Two items in the same place are one item that changed.
      if (gone && come) yield* differing(was, is, `${path}[${index}]`);
      else if (gone) yield `${path}: removed ${shown(was, path)}`;
      else if (come) yield `${path}: added ${shown(is, path)}`;
    }
  }
}

/** The items of a list that another list doesn't have. An item that occurs twice needs two others. */
function without(list: readonly unknown[], others: readonly unknown[]): readonly unknown[] {
  const left = [...others];
  return list.filter((item) => {
    const place = left.findIndex((other) => sameJson(item, other));
    if (place === -1) return true;
    left.splice(place, 1);
    return false;
  });
}

/** A plain value, also in the form of the tunnel options: `{ Value: 14 }`. */
const itemValue = (item: unknown): unknown =>
  isJsonObject(item) && Object.keys(item).join() === 'Value' ? item.Value : item;
const isValue = (item: unknown): boolean => {
  const value = itemValue(item);
  return !isJsonObject(value) && !Array.isArray(value);
};

/** A key or password in plain text violates HeartLab-VPN6. If a template contains one, the review doesn't show it. */
function shown(value: unknown, path: string): string {
  if (value === undefined) return 'absent';
  const text = JSON.stringify(value, (name, inner: unknown) =>
    typeof inner === 'string' && (isSecretProperty(`${path}.${name}`) || isSecretValue(inner)) ? HIDDEN : inner,
  );
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}… (${text.length} characters)` : text;
}
