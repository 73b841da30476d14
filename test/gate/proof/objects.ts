import { SECONDARY_CAPTURE } from '../../../lib/dicom/dicom-element';
import { newUid } from '../../../lib/dicom/dicom-object';
import { type Element, SYNTAXES, type Syntax, uidElement, write } from '../../support/builders/dicom-data-sets';

/** Valid Part 10 objects with new UIDs, in each encoding, with the content that a test specifies. */

export interface Content {
  readonly syntax?: Syntax;
  /** 128 bytes. */
  readonly preamble?: Buffer;
  /** Content of a private element and of the pixel data, at any offset. */
  readonly inside?: Buffer;
  /** Bytes of a private element of group 2. */
  readonly privateMeta?: Buffer;
  /** Data Set Trailing Padding (FFFC,FFFC). */
  readonly padding?: number;
  readonly sopInstance?: string;
  readonly study?: string;
  readonly series?: string;
  readonly without?: 'study';
  readonly transferSyntax?: string;
}

export interface ProofObject {
  readonly sopClass: string;
  readonly sopInstance: string;
  readonly study: string;
  readonly transferSyntax: string;
  readonly file: Buffer;
  /** `file` without preamble and group 2. */
  readonly data: Buffer;
}

const [EXPLICIT = { uid: '1.2.840.10008.1.2.1', explicit: true, bigEndian: false }] = SYNTAXES;
const even = (bytes: Buffer): Buffer => (bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]));
const text = (tag: number, vr: string, value: string): Element => ({ tag, vr, value: even(Buffer.from(value)) });

export function proofObject(content: Content = {}): ProofObject {
  const { syntax = EXPLICIT, sopInstance = newUid(), study = newUid(), inside = Buffer.from('pixels') } = content;
  const transferSyntax = content.transferSyntax ?? syntax.uid;
  const short = (tag: number, value: number): Element => {
    const bytes = Buffer.alloc(2);
    if (syntax.bigEndian) bytes.writeUInt16BE(value);
    else bytes.writeUInt16LE(value);
    return { tag, vr: 'US', value: bytes };
  };
  const meta = write(
    [
      { tag: 0x00020001, vr: 'OB', value: Buffer.from([0, 1]) },
      uidElement(0x00020002, SECONDARY_CAPTURE),
      uidElement(0x00020003, sopInstance),
      uidElement(0x00020010, transferSyntax),
      uidElement(0x00020012, '2.25.1'),
      ...(content.privateMeta === undefined
        ? []
        : [uidElement(0x00020100, '2.25.2'), { tag: 0x00020102, vr: 'OB', value: even(content.privateMeta) }]),
    ],
    EXPLICIT,
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(meta.length);
  const pixels = even(inside);
  const data = write(
    [
      uidElement(0x00080016, SECONDARY_CAPTURE),
      uidElement(0x00080018, sopInstance),
      text(0x00080060, 'CS', 'OT'),
      text(0x00090010, 'LO', 'PROOF'),
      { tag: 0x00091001, vr: 'OB', value: pixels },
      text(0x00100010, 'PN', 'PROOF^INVENTED'),
      text(0x00100020, 'LO', 'ID-1'),
      ...(content.without === 'study' ? [] : [uidElement(0x0020000d, study)]),
      uidElement(0x0020000e, content.series ?? newUid()),
      short(0x00280002, 1),
      text(0x00280004, 'CS', 'MONOCHROME2'),
      short(0x00280010, 1),
      short(0x00280011, Math.min(pixels.length, 65_534)),
      short(0x00280100, 8),
      short(0x00280101, 8),
      short(0x00280102, 7),
      short(0x00280103, 0),
      { tag: 0x7fe00010, vr: 'OB', value: pixels, undefinedLength: syntax.uid.endsWith('4.90') },
      ...(content.padding === undefined
        ? []
        : [{ tag: 0xfffcfffc, vr: 'OB', value: Buffer.alloc(content.padding * 2) }]),
    ],
    syntax,
  );
  const head = write([{ tag: 0x00020000, vr: 'UL', value: length }], EXPLICIT);
  const file = Buffer.concat([content.preamble ?? Buffer.alloc(128), Buffer.from('DICM'), head, meta, data]);
  return { sopClass: SECONDARY_CAPTURE, sopInstance, study, transferSyntax, file, data };
}
