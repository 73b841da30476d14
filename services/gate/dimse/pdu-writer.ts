import { IMPLICIT_LITTLE_ENDIAN } from './acceptable';
import type { AssociateRequest } from './associate-request';
import {
  type AnsweredContext,
  APPLICATION_CONTEXT,
  ASSOCIATION_REJECTIONS,
  type AssociationRejection,
} from './negotiate';
import { GATE_IMPLEMENTATION } from './part10-header';
import { type AbortReason, LONGEST_DATA_PDU, PDU_TYPE } from './pdu-reader';

/** The bytes of the PDUs that the gate sends (PS3.8 section 9.3). */

function pdu(type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt8(type, 0);
  head.writeUInt32BE(body.length, 2);
  return Buffer.concat([head, body]);
}

function item(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt8(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value]);
}

const text = (type: number, value: string): Buffer => item(type, Buffer.from(value, 'latin1'));

function number(type: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return item(type, bytes);
}

/** The transfer syntax of a refused context is required, but is not read (PS3.8 table 9-18). */
const contextItem = ({ id, result, transferSyntax }: AnsweredContext): Buffer =>
  item(0x21, Buffer.concat([Buffer.from([id, 0, result, 0]), text(0x40, transferSyntax ?? IMPLICIT_LITTLE_ENDIAN)]));

/** Roles, asynchronous operations and user identity are not negotiated: the defaults apply (PS3.7 section D.3.3). */
const userInformation = item(
  0x50,
  Buffer.concat([
    number(0x51, LONGEST_DATA_PDU),
    text(0x52, GATE_IMPLEMENTATION.classUid),
    text(0x55, GATE_IMPLEMENTATION.versionName),
  ]),
);

export function associateAccept(request: AssociateRequest, contexts: readonly AnsweredContext[]): Buffer {
  const fixed = Buffer.alloc(68);
  fixed.writeUInt16BE(1, 0);
  request.calledField.copy(fixed, 4);
  request.callingField.copy(fixed, 20);
  const items = [text(0x10, APPLICATION_CONTEXT), ...contexts.map(contextItem), userInformation];
  return pdu(PDU_TYPE.associateAccept, Buffer.concat([fixed, ...items]));
}

export function associateReject(why: AssociationRejection): Buffer {
  const { result, source, reason } = ASSOCIATION_REJECTIONS[why];
  return pdu(PDU_TYPE.associateReject, Buffer.from([0, result, source, reason]));
}

export const releaseReply = (): Buffer => pdu(PDU_TYPE.releaseReply, Buffer.alloc(4));

/** `undefined`: from the service-user, which gives no reason (PS3.8 table 9-26). */
export const abortPdu = (reason: AbortReason | undefined): Buffer =>
  pdu(PDU_TYPE.abort, Buffer.from(reason === undefined ? [0, 0, 0, 0] : [0, 0, 2, reason]));

/** A command in as many P-DATA-TF PDUs as the receiver's limit requires. */
export function commandPdus(context: number, command: Buffer, longestData: number): Buffer {
  // Fragments have an even length. A limit below eight bytes would not allow even the smallest.
  const piece = longestData === 0 ? command.length : Math.max(2, Math.floor((longestData - 6) / 2) * 2);
  const pdus: Buffer[] = [];
  for (let at = 0; at < command.length; at += piece) {
    const bytes = command.subarray(at, at + piece);
    const head = Buffer.alloc(6);
    head.writeUInt32BE(bytes.length + 2, 0);
    head.writeUInt8(context, 4);
    head.writeUInt8(at + piece >= command.length ? 3 : 1, 5);
    pdus.push(pdu(PDU_TYPE.data, Buffer.concat([head, bytes])));
  }
  return Buffer.concat(pdus);
}
