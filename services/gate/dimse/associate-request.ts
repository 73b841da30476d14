import { isUid, uidIn } from '../store/uid';

/** The contents of an A-ASSOCIATE-RQ (PS3.8 section 9.3.2). Items that the acceptor does not answer are not read. */
export interface AssociateRequest {
  readonly protocolVersion: number;
  /** As written, 16 bytes each. The answer repeats them. */
  readonly calledField: Buffer;
  readonly callingField: Buffer;
  readonly calledAeTitle: string;
  readonly callingAeTitle: string;
  readonly applicationContext: string;
  readonly contexts: readonly ProposedContext[];
  /** The longest P-DATA-TF body that the requestor accepts. 0: any length. */
  readonly longestData: number;
}

export interface ProposedContext {
  readonly id: number;
  readonly abstractSyntax: string;
  readonly transferSyntaxes: readonly string[];
}

const ITEM = {
  applicationContext: 0x10,
  proposedContext: 0x20,
  abstractSyntax: 0x30,
  transferSyntax: 0x40,
  userInformation: 0x50,
  longestData: 0x51,
} as const;

interface Item {
  readonly type: number;
  readonly value: Buffer;
}

/** Spaces at either end of an AE title are not significant (PS3.5 section 6.2). Some senders pad the field with NULs. */
const aeTitleIn = (field: Buffer): string => field.toString('latin1').replace(/^ +|[\0 ]+$/g, '');

/** Reads the body of an A-ASSOCIATE-RQ PDU. `undefined`: it is malformed. */
export function readAssociateRequest(body: Buffer): AssociateRequest | undefined {
  if (body.length < 68) return undefined;
  const items = itemsIn(body.subarray(68));
  const contexts = items?.filter(({ type }) => type === ITEM.proposedContext).map(({ value }) => contextIn(value));
  const user = itemsIn(items?.find(({ type }) => type === ITEM.userInformation)?.value ?? Buffer.alloc(0));
  const longest = user?.find(({ type }) => type === ITEM.longestData)?.value;
  if (items === undefined || user === undefined || (longest !== undefined && longest.length !== 4)) return undefined;
  const read = contexts?.flatMap((context) => (context === undefined ? [] : [context])) ?? [];
  if (read.length === 0 || read.length !== contexts?.length) return undefined;
  if (new Set(read.map(({ id }) => id)).size !== read.length) return undefined;
  const calledField = body.subarray(4, 20);
  const callingField = body.subarray(20, 36);
  return {
    protocolVersion: body.readUInt16BE(0),
    calledField,
    callingField,
    calledAeTitle: aeTitleIn(calledField),
    callingAeTitle: aeTitleIn(callingField),
    applicationContext: uidIn(items.find(({ type }) => type === ITEM.applicationContext)?.value ?? Buffer.alloc(0)),
    contexts: read,
    longestData: longest?.readUInt32BE(0) ?? 0,
  };
}

function itemsIn(bytes: Buffer): readonly Item[] | undefined {
  const items: Item[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (bytes.length - at < 4) return undefined;
    const end = at + 4 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) return undefined;
    items.push({ type: bytes.readUInt8(at), value: bytes.subarray(at + 4, end) });
    at = end;
  }
  return items;
}

/** Context ids are odd numbers (PS3.8 section 7.1.1.13). */
function contextIn(value: Buffer): ProposedContext | undefined {
  const items = itemsIn(value.subarray(4));
  if (value.length < 4 || items === undefined) return undefined;
  const id = value.readUInt8(0);
  const [abstractSyntax, ...more] = items.filter(({ type }) => type === ITEM.abstractSyntax);
  const transferSyntaxes = items.filter(({ type }) => type === ITEM.transferSyntax).map((item) => uidIn(item.value));
  if (id % 2 === 0 || abstractSyntax === undefined || more.length > 0 || transferSyntaxes.length === 0)
    return undefined;
  return { id, abstractSyntax: uidIn(abstractSyntax.value), transferSyntaxes: transferSyntaxes.filter(isUid) };
}
