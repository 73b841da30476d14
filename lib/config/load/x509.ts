import {
  algorithmOf,
  type DerItem,
  dayOf,
  derItems,
  derSequence,
  isSequence,
  isTime,
  type NameAttribute,
  nameOf,
} from './der';

/** RFC 5280, 4.1: the fields that node's X509Certificate does not return, or returns only as text to be parsed. */
export function certificateParts(der: Uint8Array) {
  const [body, algorithm] = derSequence(der) ?? [];
  const all = isSequence(body) ? (derItems(body.content) ?? []) : [];
  // The version is present unless it is 1.
  const [, , , validity, name] = all[0]?.tag === 0xa0 ? all.slice(1) : all;
  const [from, to] = isSequence(validity) ? (derItems(validity.content) ?? []).map(dayOf) : [];
  const subject = nameOf(name);
  const signature = algorithmOf(algorithm);
  return subject === undefined || signature === undefined || from === undefined || to === undefined
    ? undefined
    : { subject, signature, from, to };
}

/** RFC 5280, 5.1. */
export function listParts(der: Uint8Array) {
  const [body] = derSequence(der) ?? [];
  const all: readonly DerItem[] = isSequence(body) ? (derItems(body.content, 5) ?? []) : [];
  const [, name, first, next] = all[0]?.tag === 0x02 ? all.slice(1) : all;
  const issuer = nameOf(name);
  const from = dayOf(first);
  const to = isTime(next) ? dayOf(next) : undefined;
  return issuer === undefined || from === undefined || (isTime(next) && to === undefined)
    ? undefined
    : { issuer, from, to };
}

const COMMON_NAME = '550403';

export function commonName(name: readonly NameAttribute[]): string {
  return (name.findLast(({ id }) => id === COMMON_NAME) ?? name.at(-1))?.text ?? '';
}

/** RFC 5280, 7.1: a comparison ignores case, repeated spaces and the string type. */
export function comparableName(name: readonly NameAttribute[]): string {
  return JSON.stringify(name.map(({ id, text }) => [id, text.trim().replace(/\s+/g, ' ').toLowerCase()]));
}
