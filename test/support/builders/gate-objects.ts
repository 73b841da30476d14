import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  dicomElement,
  EXPLICIT_LITTLE_ENDIAN,
  fileHead,
  greyImage,
  SECONDARY_CAPTURE,
} from '../../../lib/dicom/dicom-element';
import { newUid } from '../../../lib/dicom/dicom-object';
import type { ObjectSpool, SpooledObject } from '../../../services/gate/store/store';

/** Objects for tests that name each part. */
interface ObjectParts {
  readonly study?: string;
  readonly series?: string;
  readonly sopInstance?: string;
  readonly patientId?: string;
  /** Square images in 256 greys. */
  readonly side?: number;
  readonly preamble?: Buffer;
  readonly transferSyntax?: string;
  /** Replaces the data set. */
  readonly data?: Buffer;
}

export interface TestObject {
  readonly uids: {
    readonly sopClass: string;
    readonly sopInstance: string;
    readonly study: string;
    readonly series: string;
  };
  readonly bytes: Buffer;
  /** Without preamble and group 2. */
  readonly data: Buffer;
}

export function testObject(parts: ObjectParts = {}): TestObject {
  const { sopInstance = newUid(), study = newUid(), series = newUid(), side = 16 } = parts;
  const meta = [
    dicomElement(2, 1, 'OB', Buffer.from([0, 1])),
    dicomElement(2, 2, 'UI', SECONDARY_CAPTURE),
    dicomElement(2, 3, 'UI', sopInstance),
    dicomElement(2, 0x10, 'UI', parts.transferSyntax ?? EXPLICIT_LITTLE_ENDIAN),
    dicomElement(2, 0x12, 'UI', '2.25.1'),
  ];
  const data =
    parts.data ??
    Buffer.concat([
      dicomElement(8, 0x16, 'UI', SECONDARY_CAPTURE),
      dicomElement(8, 0x18, 'UI', sopInstance),
      dicomElement(8, 0x60, 'CS', 'OT'),
      dicomElement(8, 0x64, 'CS', 'WSD'),
      dicomElement(0x10, 0x10, 'PN', 'TEST^INVENTED'),
      dicomElement(0x10, 0x20, 'LO', parts.patientId ?? 'ID-1'),
      dicomElement(0x20, 0x0d, 'UI', study),
      dicomElement(0x20, 0x0e, 'UI', series),
      ...greyImage(side, randomBytes(side * side)),
    ]);
  const bytes = Buffer.concat([fileHead(meta), ...meta, data]);
  parts.preamble?.copy(bytes);
  return { uids: { sopClass: SECONDARY_CAPTURE, sopInstance, study, series }, bytes, data };
}

/** The bytes as a spool returns them. */
export async function spooled(spool: ObjectSpool, bytes: Buffer): Promise<SpooledObject> {
  const writer = spool.open();
  await writer.write(bytes);
  return writer.finish();
}

/** Spooled bytes that record whether they were freed. */
export function inMemory(bytes: Buffer): SpooledObject & { readonly freed: () => boolean } {
  let freed = false;
  return {
    bytes: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
    stream: () => Readable.from([bytes], { objectMode: false }),
    discard: async () => {
      freed = true;
    },
    freed: () => freed,
  };
}
