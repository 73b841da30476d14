import fc from 'fast-check';
import { isLong } from '../../../services/gate/store/walk';

/** Data sets of any shape in the three encodings, to be read by the gate and by others. */

export interface Syntax {
  readonly uid: string;
  readonly explicit: boolean;
  readonly bigEndian: boolean;
}
export const SYNTAXES: readonly Syntax[] = [
  { uid: '1.2.840.10008.1.2.1', explicit: true, bigEndian: false },
  { uid: '1.2.840.10008.1.2', explicit: false, bigEndian: false },
  { uid: '1.2.840.10008.1.2.2', explicit: true, bigEndian: true },
  // JPEG 2000: encapsulated pixel data.
  { uid: '1.2.840.10008.1.2.4.90', explicit: true, bigEndian: false },
];

export interface Element {
  readonly tag: number;
  readonly vr: string;
  /** A value, the items of a sequence, or fragments of pixel data. */
  readonly value: Buffer | readonly (readonly Element[])[];
  /** Sequences and items end at a delimiter. */
  readonly undefinedLength?: boolean;
}

const UNDEFINED = 0xffffffff;

export function write(elements: readonly Element[], syntax: Syntax): Buffer {
  return Buffer.concat(elements.map((element) => writeElement(element, syntax)));
}

function head(tag: number, vr: string | undefined, length: number, { explicit, bigEndian }: Syntax): Buffer {
  const bytes = Buffer.alloc(explicit && vr !== undefined && isLong(vr) ? 12 : 8);
  const short = (value: number, at: number) =>
    bigEndian ? bytes.writeUInt16BE(value, at) : bytes.writeUInt16LE(value, at);
  const long = (value: number, at: number) =>
    bigEndian ? bytes.writeUInt32BE(value, at) : bytes.writeUInt32LE(value, at);
  short(Math.floor(tag / 0x10000), 0);
  short(tag % 0x10000, 2);
  if (!explicit || vr === undefined) long(length, 4);
  else {
    bytes.write(vr, 4, 'latin1');
    if (isLong(vr)) long(length, 8);
    else short(length, 6);
  }
  return bytes;
}

function writeElement({ tag, vr, value, undefinedLength = false }: Element, syntax: Syntax): Buffer {
  if (Buffer.isBuffer(value)) {
    if (!undefinedLength) return Buffer.concat([head(tag, vr, value.length, syntax), value]);
    // Encapsulated pixel data: an empty offset table and one fragment.
    return Buffer.concat([
      head(tag, vr, UNDEFINED, syntax),
      head(0xfffee000, undefined, 0, syntax),
      head(0xfffee000, undefined, value.length, syntax),
      value,
      head(0xfffee0dd, undefined, 0, syntax),
    ]);
  }
  const items = (value as readonly (readonly Element[])[]).map((item) => {
    const inside = write(item, syntax);
    return undefinedLength
      ? [head(0xfffee000, undefined, UNDEFINED, syntax), inside, head(0xfffee00d, undefined, 0, syntax)]
      : [head(0xfffee000, undefined, inside.length, syntax), inside];
  });
  const inside = Buffer.concat(items.flat());
  return undefinedLength
    ? Buffer.concat([head(tag, vr, UNDEFINED, syntax), inside, head(0xfffee0dd, undefined, 0, syntax)])
    : Buffer.concat([head(tag, vr, inside.length, syntax), inside]);
}

const text = (value: string, pad = ' '): Buffer => Buffer.from(value.length % 2 === 0 ? value : `${value}${pad}`);
export const uidElement = (tag: number, uid: string, pad = '\0'): Element => ({ tag, vr: 'UI', value: text(uid, pad) });

export const uids = fc
  .array(fc.nat(99999), { minLength: 2, maxLength: 8 })
  .map((numbers) => `1.2.${numbers.join('.')}`);

/** Elements with tags between two others, in order. */
const between = (from: number, to: number, depth: number): fc.Arbitrary<readonly Element[]> =>
  fc
    .uniqueArray(
      fc.record({
        tag: fc.integer({ min: from, max: to }),
        vr: fc.constantFrom('LO', 'SH', 'OB', 'UT', 'UN'),
        value: fc
          .uint8Array({ maxLength: 40 })
          .map((bytes) => Buffer.from(bytes.length % 2 === 0 ? bytes : [...bytes, 0])),
        items:
          depth === 0 ? fc.constant(undefined) : fc.option(fc.array(between(from, to, depth - 1), { maxLength: 3 })),
        undefinedLength: fc.boolean(),
      }),
      { maxLength: 4, selector: ({ tag }) => tag },
    )
    .map((elements) =>
      elements
        .toSorted((a, b) => a.tag - b.tag)
        .map(({ tag, vr, value, items, undefinedLength }) =>
          items ? { tag, vr: 'SQ', value: items, undefinedLength } : { tag, vr, value },
        ),
    );

/** The elements of an object at its top level, with sequences at any depth and with pixel data. */
export const dataSets = fc
  .record({
    syntax: fc.constantFrom(...SYNTAXES),
    sopClass: uids,
    sopInstance: uids,
    study: uids,
    series: uids,
    // In sequences the same tags may refer to other objects.
    before: between(0x00080050, 0x0008fff0, 2),
    middle: between(0x00090010, 0x0009fff0, 2),
    after: between(0x00210010, 0x0028fff0, 2),
    pixels: fc.uint8Array({ minLength: 2, maxLength: 200 }),
    pad: fc.constantFrom('\0', ' '),
  })
  .map((parts) => {
    const { syntax, sopClass, sopInstance, study, series, pad } = parts;
    const pixels = Buffer.from(parts.pixels.subarray(0, parts.pixels.length & ~1));
    const elements: readonly Element[] = [
      uidElement(0x00080016, sopClass, pad),
      uidElement(0x00080018, sopInstance, pad),
      ...parts.before,
      {
        tag: 0x00081140,
        vr: 'SQ',
        value: [[uidElement(0x00080018, '9.9.9'), uidElement(0x0020000d, '9.9.8')]],
        undefinedLength: true,
      },
      ...parts.middle,
      uidElement(0x0020000d, study, pad),
      uidElement(0x0020000e, series, pad),
      ...parts.after,
      { tag: 0x7fe00010, vr: 'OB', value: pixels, undefinedLength: syntax.uid.endsWith('4.90') },
    ];
    return { syntax, uids: { sopClass, sopInstance, study, series }, elements };
  });
