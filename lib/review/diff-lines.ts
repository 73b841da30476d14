import { isSecretProperty, isSecretValue } from '../config/secrets';
import { isJsonObject, sameJson } from '../template/json';
import type { PropertyChange, ResourceChange, TemplateChanges } from './template-diff';

/** The differences of a template, line by line as a diff. Possible secrets are not shown. */

const LONGEST_VALUE = 160;
const MOST_LEAVES = 24;

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
  const all = [...differing(before, after, path)];
  return all.length <= MOST_LEAVES
    ? all
    : [...all.slice(0, MOST_LEAVES), `${path}: ${all.length - MOST_LEAVES} more differences`];
}

function* differing(before: unknown, after: unknown, path: string): Iterable<string> {
  if (sameJson(before, after)) return;
  if (isJsonObject(before) && isJsonObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      yield* differing(before[key], after[key], path === '' ? key : `${path}.${key}`);
  } else if (Array.isArray(before) && Array.isArray(after)) {
    for (let index = 0; index < Math.max(before.length, after.length); index++)
      yield* differing(before[index], after[index], `${path}[${index}]`);
  } else {
    yield `${path === '' ? '' : `${path}: `}${shown(before, path)} → ${shown(after, path)}`;
  }
}

/** A key or password in plain text violates HeartLab-VPN6. If a template contains one, the review doesn't show it. */
function shown(value: unknown, path: string): string {
  if (value === undefined) return 'absent';
  const text = JSON.stringify(value, (name, inner: unknown) =>
    typeof inner === 'string' && (isSecretProperty(`${path}.${name}`) || isSecretValue(inner)) ? '(not shown)' : inner,
  );
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}… (${text.length} characters)` : text;
}
