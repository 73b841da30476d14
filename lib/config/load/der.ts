/**
 * A reader for the DER (X.690) in names and dates of certificates and revocation lists. Invalid DER gives undefined, not an
 * error.
 */

export interface DerItem {
  readonly tag: number;
  readonly content: Uint8Array;
  /** The offset of the next element. */
  readonly end: number;
}

const SEQUENCE = 0x30;
const SET = 0x31;
const OBJECT_ID = 0x06;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const BMP_STRING = 0x1e;

/** The element that begins at an offset. */
export function derAt(bytes: Uint8Array, start = 0): DerItem | undefined {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined) return undefined;
  const more = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || more > 4) return undefined;
  let length = more === 0 ? first : 0;
  for (let index = 0; index < more; index++) {
    const byte = bytes[start + 2 + index];
    if (byte === undefined) return undefined;
    length = length * 256 + byte;
  }
  const from = start + 2 + more;
  const end = from + length;
  return end > bytes.length ? undefined : { tag, content: bytes.subarray(from, end), end };
}

/** The first elements of the content, at most `most`: a revocation list may contain a million. */
export function derItems(content: Uint8Array, most = 16): readonly DerItem[] | undefined {
  const items: DerItem[] = [];
  for (let start = 0; start < content.length && items.length < most; ) {
    const item = derAt(content, start);
    if (item === undefined) return undefined;
    items.push(item);
    start = item.end;
  }
  return items;
}

/** The elements of the sequence that fills all of the bytes. */
export function derSequence(bytes: Uint8Array): readonly DerItem[] | undefined {
  const whole = derAt(bytes);
  return whole?.tag === SEQUENCE && whole.end === bytes.length ? derItems(whole.content) : undefined;
}

export const isSequence = (item: DerItem | undefined): item is DerItem => item?.tag === SEQUENCE;

/** An AlgorithmIdentifier's object id, as hex digits. */
export function algorithmOf(item: DerItem | undefined): string | undefined {
  const id = isSequence(item) ? derAt(item.content) : undefined;
  return id?.tag === OBJECT_ID ? hex(id.content) : undefined;
}

/** One attribute of a name: its object id as hex digits, and its text. */
export interface NameAttribute {
  readonly id: string;
  readonly text: string;
}

/** The attributes of a distinguished name, in order. */
export function nameOf(item: DerItem | undefined): readonly NameAttribute[] | undefined {
  const relative = isSequence(item) ? derItems(item.content, 64) : undefined;
  return relative?.flatMap((set) =>
    (set.tag === SET ? (derItems(set.content) ?? []) : []).flatMap((pair) => {
      const [id, value] = isSequence(pair) ? (derItems(pair.content) ?? []) : [];
      return id === undefined || value === undefined ? [] : [{ id: hex(id.content), text: textOf(value) }];
    }),
  );
}

/** The day of a Time, in UTC: `2056-01-01`. */
export function dayOf(item: DerItem | undefined): string | undefined {
  const text = item === undefined ? '' : Buffer.from(item.content).toString('latin1');
  const [, short = '', month, day] = /^(\d{2}|\d{4})(\d{2})(\d{2})\d{6}Z$/.exec(text) ?? [];
  // RFC 5280, 4.1.2.5.1: two digits below 50 are a year of this century.
  const year = short.length === 2 ? `${short < '50' ? '20' : '19'}${short}` : short;
  const tag = short.length === 2 ? UTC_TIME : GENERALIZED_TIME;
  if (item?.tag !== tag) return undefined;
  const date = `${year}-${month}-${day}`;
  return Number.isNaN(Date.parse(date)) ? undefined : date;
}

export const isTime = (item: DerItem | undefined): item is DerItem =>
  item?.tag === UTC_TIME || item?.tag === GENERALIZED_TIME;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function textOf({ tag, content }: DerItem): string {
  if (tag !== BMP_STRING) return Buffer.from(content).toString('utf8');
  return Buffer.from(content.subarray(0, content.length & ~1))
    .swap16()
    .toString('utf16le');
}
