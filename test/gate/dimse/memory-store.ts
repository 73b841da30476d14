import type { FailureReason, StoreOutcome } from '../../../services/gate/store/outcome';
import type {
  ExpectedIdentity,
  ObjectSpool,
  ObjectStore,
  SpooledObject,
  SpoolWriter,
} from '../../../services/gate/store/store';

/** A spool in memory that records which objects were not freed. */
export class MemorySpool implements ObjectSpool {
  /** Objects that are neither finished nor discarded, and finished ones that are not discarded. */
  unfreed = 0;
  mostBytes = Number.POSITIVE_INFINITY;
  answer: 'no-space' | 'throws' | undefined;
  bytesWritten = 0;
  /** The most memory that one chunk keeps in use. */
  mostHeld = 0;

  open(): SpoolWriter {
    this.unfreed += 1;
    let isFreed = false;
    const pieces: Buffer[] = [];
    let bytes = 0;
    const discard = async (): Promise<void> => {
      if (!isFreed) this.unfreed -= 1;
      isFreed = true;
    };
    return {
      write: async (chunk) => {
        if (isFreed) throw new Error('written after it was discarded');
        if (this.answer === 'throws') throw new Error('the disk is broken');
        if (this.answer !== undefined) return this.answer;
        bytes += chunk.length;
        this.mostHeld = Math.max(this.mostHeld, chunk.buffer.byteLength);
        this.bytesWritten += chunk.length;
        if (bytes > this.mostBytes) return 'too-large';
        pieces.push(Buffer.from(chunk));
        return 'ok';
      },
      finish: async () => spooled(Buffer.concat(pieces), discard),
      discard,
    };
  }
}

const spooled = (all: Buffer, discard: () => Promise<void>): SpooledObject => ({
  bytes: all.length,
  read: async (offset, length) => all.subarray(offset, offset + length),
  stream: () => {
    throw new Error('not used here');
  },
  discard,
});

export interface Kept {
  readonly bytes: Buffer;
  readonly expected: ExpectedIdentity | undefined;
}

/** A store in memory that fails on request. */
export class MemoryStore implements ObjectStore {
  readonly kept: Kept[] = [];
  failure: FailureReason | undefined;
  /** Awaited before an object is stored. */
  gate: () => Promise<void> = async () => {};
  /** The study of the next object. */
  study = '2.25.1';

  async store(object: SpooledObject, expected?: ExpectedIdentity): Promise<StoreOutcome> {
    await this.gate();
    const bytes = await object.read(0, object.bytes);
    await object.discard();
    if (this.failure !== undefined) return { kind: 'failed', reason: this.failure, uids: {} };
    this.kept.push({ bytes, expected });
    const { sopClass = '', sopInstance = '' } = expected ?? {};
    const uids = { sopClass, sopInstance, study: this.study, series: '2.25.2' };
    return { kind: 'stored', uids, bytes: bytes.length, isNew: true };
  }
}

/** The data set of a DICOM file: everything after the file meta information (PS3.10 section 7.1). */
export function dataSetOf(file: Buffer): Buffer {
  expect(file.toString('latin1', 128, 132)).toBe('DICM');
  // (0002,0000) UL, length 4: the bytes of the group after it.
  return file.subarray(144 + file.readUInt32LE(140));
}
