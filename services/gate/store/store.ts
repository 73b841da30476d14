import type { StoreOutcome } from './outcome';

/** An object that has arrived completely: the bytes of a DICOM Part 10 file, in memory or on the task's disk. */
export interface SpooledObject {
  readonly bytes: number;
  /** Reads `length` bytes, or fewer at the end. */
  read(offset: number, length: number): Promise<Buffer>;
  /** All of it, from the beginning. */
  stream(): NodeJS.ReadableStream;
  /** Frees memory or disk. Safe to repeat. */
  discard(): Promise<void>;
}

/** Buffers an object while it arrives. Its memory does not grow with the object. */
export interface SpoolWriter {
  /** Resolves when more may be written. `too-large`: the object exceeds the limit, and the rest of it is discarded. */
  write(chunk: Buffer): Promise<'ok' | 'too-large' | 'no-space'>;
  finish(): Promise<SpooledObject>;
  /** Frees memory and disk of an object that won't be finished. Safe to repeat. */
  discard(): Promise<void>;
}

export interface ObjectSpool {
  open(): SpoolWriter;
}

/** The message's own statements about its object. A difference to the object is a failure. */
export interface ExpectedIdentity {
  /** The study UID of `POST /studies/<uid>`. */
  readonly study?: string;
  /** The UIDs of a C-STORE command. */
  readonly sopClass?: string;
  readonly sopInstance?: string;
}

/** The store that STOW-RS and C-STORE share. */
export interface ObjectStore {
  /**
   * Stores an object, and frees it. The outcome is `stored` only if the object can be read back.
   * Never rejects.
   */
  store(object: SpooledObject, expected?: ExpectedIdentity): Promise<StoreOutcome>;
}
