import { randomBytes } from 'node:crypto';
import { newUid } from '../../../lib/dicom/dicom-object';
import type { BodyPlan, PartPlan, Piece } from './arbitraries';
import { type ProofObject, proofObject } from './objects';

/** The bytes of a plan, and the outcome of each part by DICOM PS3.18 and docs/stow.md. */

export interface BuiltPart {
  /** `key`: stored, or 0111 if another part or object was first. Otherwise its failure reason. */
  readonly fate: 'key' | number;
  /** Absent if the SOP Instance UID can't be read. */
  readonly sopInstance: string | undefined;
  /** Without preamble and group 2. */
  readonly data: Buffer;
  /** Index in the body after its headers, and after the delimiter that ends it: with so many bytes it has begun, or is whole. */
  readonly begunAt: number;
  readonly wholeAt: number;
}

export interface BuiltBody {
  readonly contentType: string;
  readonly bytes: Buffer;
  readonly parts: readonly BuiltPart[];
  /** Index after the closing delimiter. */
  readonly closedAt: number;
}

/** DICOM PS3.18 annex I.2 and docs/stow.md, section 5. */
export const REASON = { notDicom: 0xc000, noUids: 0xc001, cutShort: 0xc002, deflated: 0xc122, otherContent: 0x0111 };

function insideOf(pieces: readonly Piece[], boundary: string): Buffer {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const parts = pieces.map((piece) => {
    if (piece.kind === 'bytes') return Buffer.from(piece.bytes);
    if (piece.kind === 'beginning') return delimiter.subarray(0, Math.ceil(piece.share * delimiter.length));
    if (piece.kind === 'longer') return Buffer.concat([delimiter, Buffer.from(piece.text)]);
    return Buffer.from(`${piece.hyphens}${boundary}`);
  });
  return Buffer.concat(parts);
}

/** Whether the content of a part contains its boundary as a line (RFC 2046), which a sender must avoid. */
function holdsDelimiter(content: Buffer, boundary: string): boolean {
  const escaped = boundary.replace(/[^0-9A-Za-z]/g, '\\$&');
  const line = new RegExp(`\\r\\n--${escaped}(?:[ \\t]*\\r\\n|--[ \\t]*(?:\\r?\\n|\\r?$))`);
  return line.test(`\r\n${content.toString('latin1')}\r\n--${boundary}`);
}

function preambleOf({ preamble: { kind, bytes } }: PartPlan, boundary: string): Buffer {
  const preamble = Buffer.alloc(128);
  if (kind === 'zip') preamble.write('PK\x03\x04', 'latin1');
  if (kind === 'random') preamble.set(bytes);
  if (kind === 'delimiter') preamble.write(`--${boundary}x\r\n--${boundary}-`, 'latin1');
  return preamble;
}

interface Made {
  readonly fate: 'key' | number;
  readonly sopInstance: string | undefined;
  readonly file: Buffer;
  readonly data: Buffer;
}

function make(plan: PartPlan, boundary: string, before: ProofObject | undefined): [Made, ProofObject | undefined] {
  const { kind, syntax, padding } = plan;
  const inside = insideOf(plan.inside, boundary);
  const common = {
    syntax,
    inside,
    preamble: preambleOf(plan, boundary),
    study: newUid(),
    ...(plan.privateMeta === undefined ? {} : { privateMeta: Buffer.from(plan.privateMeta) }),
    ...(padding === undefined ? {} : { padding }),
  };
  if (kind === 'no-dicom')
    return [{ fate: REASON.notDicom, sopInstance: undefined, file: inside, data: inside }, before];
  if (kind === 'again' && before !== undefined) {
    const other = proofObject({ ...common, transferSyntax: before.transferSyntax, sopInstance: before.sopInstance });
    const file = Buffer.concat([other.file.subarray(0, other.file.length - other.data.length), before.data]);
    return [{ fate: 'key', sopInstance: before.sopInstance, file, data: before.data }, before];
  }
  const sopInstance = kind === 'changed' && before !== undefined ? before.sopInstance : newUid();
  const object = proofObject({
    ...common,
    sopInstance,
    ...(kind === 'no-study' ? { without: 'study' as const } : {}),
    ...(kind === 'deflated' ? { transferSyntax: '1.2.840.10008.1.2.1.99' } : {}),
    ...(kind === 'ends-early' ? { inside: Buffer.concat([inside, randomBytes(64)]) } : {}),
  });
  const { file, data } = object;
  if (kind === 'no-study') return [{ fate: REASON.noUids, sopInstance, file, data }, before];
  if (kind === 'deflated') return [{ fate: REASON.deflated, sopInstance, file, data }, before];
  if (kind === 'ends-early') {
    // In the last value: pixel data of at least 64 bytes, or their delimiter.
    const short = file.subarray(0, file.length - 1 - Math.floor(plan.share * 7));
    return [{ fate: REASON.cutShort, sopInstance, file: short, data }, before];
  }
  return [{ fate: 'key', sopInstance, file, data }, object];
}

/** Undefined if an object contains the boundary as a line: a sender must choose another boundary. */
export function build(plan: BodyPlan): BuiltBody | undefined {
  const { boundary } = plan;
  const bytes: Buffer[] = [];
  let length = 0;
  const add = (more: Buffer | string): number => {
    const buffer = typeof more === 'string' ? Buffer.from(more, 'latin1') : more;
    bytes.push(buffer);
    length += buffer.length;
    return length;
  };
  const open: Omit<BuiltPart, 'wholeAt'>[] = [];
  const wholeAt: number[] = [];
  let before: ProofObject | undefined;
  add(plan.preamble);
  for (const [index, part] of plan.parts.entries()) {
    const [made, object] = make(part, boundary, before);
    before = object;
    if (holdsDelimiter(made.file, boundary)) return undefined;
    const whole = add(`${index === 0 ? '' : '\r\n'}--${boundary}${part.blanks}\r\n`);
    if (index > 0) wholeAt.push(whole);
    const begunAt = add(`${part.headers.map((line) => `${line}\r\n`).join('')}\r\n`);
    add(made.file);
    open.push({ fate: made.fate, sopInstance: made.sopInstance, data: made.data, begunAt });
  }
  const closedAt = add(`${plan.parts.length === 0 ? '' : '\r\n'}--${boundary}--`);
  if (plan.parts.length > 0) wholeAt.push(closedAt);
  add(
    `${plan.lastBlanks}${plan.epilogue === '' || /^\r?\n/.test(plan.epilogue) ? plan.epilogue : `\r\n${plan.epilogue}`}`,
  );
  const parts = open.map((part, index) => ({ ...part, wholeAt: wholeAt[index] ?? Number.POSITIVE_INFINITY }));
  return {
    contentType: `multipart/related; type="application/dicom"; boundary="${boundary}"`,
    bytes: Buffer.concat(bytes),
    parts,
    closedAt,
  };
}

/** The number of bytes to send. */
export function sentBytes({ cut }: BodyPlan, { bytes, parts }: BuiltBody): number {
  if (cut === undefined) return bytes.length;
  if ('share' in cut.at) return Math.floor(cut.at.share * bytes.length);
  const { wholeAt } = parts[cut.at.part % Math.max(1, parts.length)] ?? { wholeAt: bytes.length };
  return Math.min(bytes.length, Math.max(0, wholeAt + cut.at.offset));
}
