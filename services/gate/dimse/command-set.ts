import { uidIn } from '../store/uid';

/**
 * Command sets (PS3.7 sections 6.3 and 9.3): elements of group 0000 in Implicit VR Little Endian, without sequences. dicom-parser
 * would parse nested sequences, which a malicious sender can send here.
 */

/** Command Field (PS3.7 table E.1-1). A response has the number of its request and this bit. */
export const COMMAND_FIELDS = { store: 0x0001, echo: 0x0030, cancel: 0x0fff, response: 0x8000 } as const;

/** Status (PS3.7 annex C). */
export const DIMSE_STATUS = { success: 0x0000, unrecognizedOperation: 0x0211 } as const;

const ELEMENT = {
  groupLength: 0x0000,
  sopClass: 0x0002,
  command: 0x0100,
  messageId: 0x0110,
  respondedTo: 0x0120,
  dataSetType: 0x0800,
  status: 0x0900,
  errorComment: 0x0902,
  sopInstance: 0x1000,
} as const;

/** Command Data Set Type of a message without a data set. */
const NO_DATA_SET = 0x0101;

export interface DimseCommand {
  readonly field: number;
  readonly messageId: number;
  readonly hasDataSet: boolean;
  /** Empty where the command has none. */
  readonly sopClass: string;
  readonly sopInstance: string;
}

/** Reads a whole command set. `undefined`: it is malformed, or a required element is missing. */
export function readCommand(bytes: Buffer): DimseCommand | undefined {
  const values = new Map<number, Buffer>();
  for (let at = 0; at < bytes.length; ) {
    if (bytes.length - at < 8 || bytes.readUInt16LE(at) !== 0) return undefined;
    const end = at + 8 + bytes.readUInt32LE(at + 4);
    if (end > bytes.length) return undefined;
    values.set(bytes.readUInt16LE(at + 2), bytes.subarray(at + 8, end));
    at = end;
  }
  const short = (element: number): number | undefined => {
    const value = values.get(element);
    return value?.length === 2 ? value.readUInt16LE(0) : undefined;
  };
  const field = short(ELEMENT.command);
  const dataSetType = short(ELEMENT.dataSetType);
  if (field === undefined || dataSetType === undefined) return undefined;
  const messageId = short(ELEMENT.messageId);
  // Only requests have a message id; C-CANCEL names the one that it cancels.
  if (messageId === undefined && field !== COMMAND_FIELDS.cancel && field < COMMAND_FIELDS.response) return undefined;
  const uid = (element: number): string => uidIn(values.get(element) ?? Buffer.alloc(0));
  return {
    field,
    messageId: messageId ?? 0,
    hasDataSet: dataSetType !== NO_DATA_SET,
    sopClass: uid(ELEMENT.sopClass),
    sopInstance: uid(ELEMENT.sopInstance),
  };
}

/** The response to a command. `comment` has at most 64 characters (VR LO). */
export function writeResponse(command: DimseCommand, status: number, comment?: string): Buffer {
  const elements = Buffer.concat([
    ...(command.sopClass === '' ? [] : [element(ELEMENT.sopClass, padded(command.sopClass, '\0'))]),
    element(ELEMENT.command, short(command.field | COMMAND_FIELDS.response)),
    element(ELEMENT.respondedTo, short(command.messageId)),
    element(ELEMENT.dataSetType, short(NO_DATA_SET)),
    element(ELEMENT.status, short(status)),
    ...(comment === undefined ? [] : [element(ELEMENT.errorComment, padded(comment, ' '))]),
    ...(command.sopInstance === '' ? [] : [element(ELEMENT.sopInstance, padded(command.sopInstance, '\0'))]),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(elements.length);
  return Buffer.concat([element(ELEMENT.groupLength, length), elements]);
}

function short(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

const padded = (value: string, pad: string): Buffer =>
  Buffer.from(value.length % 2 === 0 ? value : value + pad, 'latin1');

function element(number: number, value: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16LE(number, 2);
  head.writeUInt32LE(value.length, 4);
  return Buffer.concat([head, value]);
}
