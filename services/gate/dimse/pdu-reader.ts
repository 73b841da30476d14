/**
 * Reads the protocol data units (PDUs) of the DICOM upper layer (PS3.8 section 9.3) from bytes that arrive in any pieces. It
 * buffers at most one unfinished PDU, and no PDU is longer than the limits below.
 */

/** PDU types (PS3.8 section 9.3.1). */
export const PDU_TYPE = {
  associateRequest: 0x01,
  associateAccept: 0x02,
  associateReject: 0x03,
  data: 0x04,
  releaseRequest: 0x05,
  releaseReply: 0x06,
  abort: 0x07,
} as const;

/** Reason of an A-ABORT from the service-provider (PS3.8 table 9-26). */
export const ABORT_REASON = {
  notSpecified: 0,
  unrecognizedPdu: 1,
  unexpectedPdu: 2,
  unexpectedParameter: 5,
  invalidParameter: 6,
} as const;
export type AbortReason = (typeof ABORT_REASON)[keyof typeof ABORT_REASON];

/** A piece of a message (PS3.8 section 9.3.5.1 and annex E). */
export interface PdvFragment {
  readonly context: number;
  readonly isCommand: boolean;
  readonly isLast: boolean;
  readonly bytes: Buffer;
}

export type ReadPdu =
  /** `body` is what follows the length. */
  | { readonly kind: 'associate-request'; readonly body: Buffer }
  | { readonly kind: 'data'; readonly fragments: readonly PdvFragment[] }
  | { readonly kind: 'release-request' }
  | { readonly kind: 'abort' }
  /** Only a requestor of associations receives these. */
  | { readonly kind: 'misplaced' }
  /** The bytes are not a valid PDU. No PDU follows. */
  | { readonly kind: 'broken'; readonly reason: AbortReason };

/** The length of a P-DATA-TF PDU that the acceptor announces. */
export const LONGEST_DATA_PDU = 131_072;
/** 128 presentation contexts with 20 transfer syntaxes each have 190 kB. */
export const LONGEST_ASSOCIATE_REQUEST = 262_144;

/** Maximum number of buffers for one unfinished PDU. */
const MOST_PIECES = 1024;

const HEAD = 6;
const SHORT_BODY = 4;

/** The shortest and the longest body by PDU type. */
const BODY_LENGTHS: ReadonlyMap<number, readonly [number, number]> = new Map([
  [PDU_TYPE.associateRequest, [68, LONGEST_ASSOCIATE_REQUEST]],
  [PDU_TYPE.associateAccept, [68, LONGEST_ASSOCIATE_REQUEST]],
  [PDU_TYPE.associateReject, [SHORT_BODY, SHORT_BODY]],
  [PDU_TYPE.data, [6, LONGEST_DATA_PDU]],
  [PDU_TYPE.releaseRequest, [SHORT_BODY, SHORT_BODY]],
  [PDU_TYPE.releaseReply, [SHORT_BODY, SHORT_BODY]],
  [PDU_TYPE.abort, [SHORT_BODY, SHORT_BODY]],
]);

export class PduReader {
  private readonly buffers: Buffer[] = [];
  private bufferedBytes = 0;
  /** Bytes needed to complete the PDU header or, once it is known, the PDU. */
  private neededBytes = HEAD;
  private isBroken = false;

  /** The PDUs that the next bytes complete. */
  push(chunk: Buffer): readonly ReadPdu[] {
    if (this.isBroken) return [];
    this.buffers.push(chunk);
    // Each buffer has an overhead of some hundred bytes.
    if (this.buffers.length >= MOST_PIECES) this.joined();
    this.bufferedBytes += chunk.length;
    const pdus: ReadPdu[] = [];
    while (this.bufferedBytes >= this.neededBytes && !this.isBroken) {
      const bytes = this.joined();
      const length = HEAD + bytes.readUInt32BE(2);
      const refusal = refusalOf(bytes.readUInt8(0), length - HEAD);
      if (refusal === undefined && bytes.length < length) {
        this.neededBytes = length;
        continue;
      }
      const pdu = refusal ?? pduOf(bytes.readUInt8(0), bytes.subarray(HEAD, length));
      pdus.push(pdu);
      if (pdu.kind === 'broken') this.break();
      else this.keep(bytes.subarray(length));
    }
    return pdus;
  }

  private joined(): Buffer {
    const [first] = this.buffers;
    if (this.buffers.length === 1 && first !== undefined) return first;
    const all = Buffer.concat(this.buffers);
    this.buffers.splice(0, this.buffers.length, all);
    return all;
  }

  private keep(rest: Buffer): void {
    this.buffers.splice(0, this.buffers.length, ...(rest.length > 0 ? [rest] : []));
    this.bufferedBytes = rest.length;
    this.neededBytes = HEAD;
  }

  private break(): void {
    this.keep(Buffer.alloc(0));
    this.isBroken = true;
  }
}

/** Why a PDU of that type and length is rejected. */
function refusalOf(type: number, length: number): ReadPdu | undefined {
  const lengths = BODY_LENGTHS.get(type);
  if (lengths === undefined) return { kind: 'broken', reason: ABORT_REASON.unrecognizedPdu };
  const [shortest, longest] = lengths;
  return length < shortest || length > longest ? { kind: 'broken', reason: ABORT_REASON.invalidParameter } : undefined;
}

function pduOf(type: number, body: Buffer): ReadPdu {
  if (type === PDU_TYPE.associateRequest) return { kind: 'associate-request', body };
  if (type === PDU_TYPE.releaseRequest) return { kind: 'release-request' };
  if (type === PDU_TYPE.abort) return { kind: 'abort' };
  if (type !== PDU_TYPE.data) return { kind: 'misplaced' };
  const fragments = fragmentsIn(body);
  return fragments === undefined
    ? { kind: 'broken', reason: ABORT_REASON.invalidParameter }
    : { kind: 'data', fragments };
}

/** The presentation data values of a P-DATA-TF, or `undefined` if a length doesn't match. */
function fragmentsIn(body: Buffer): readonly PdvFragment[] | undefined {
  const fragments: PdvFragment[] = [];
  for (let at = 0; at < body.length; ) {
    if (body.length - at < 6) return undefined;
    const end = at + 4 + body.readUInt32BE(at);
    if (end < at + 6 || end > body.length) return undefined;
    const control = body.readUInt8(at + 5);
    fragments.push({
      context: body.readUInt8(at + 4),
      isCommand: (control & 1) === 1,
      isLast: (control & 2) === 2,
      bytes: body.subarray(at + 6, end),
    });
    at = end;
  }
  return fragments;
}
