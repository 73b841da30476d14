import type { Outcome } from './outcome';

/** An object that has arrived whole: the bytes of a DICOM Part 10 file, in memory or on the task's disk. */
export interface Spooled {
  readonly bytes: number;
  /** Reads `length` bytes, or fewer at the end. */
  read(offset: number, length: number): Promise<Buffer>;
  /** All of it, from the beginning. */
  stream(): NodeJS.ReadableStream;
  /** Frees memory or disk. Safe to repeat. */
  discard(): Promise<void>;
}

/** Takes an object in while it arrives; what it holds in memory does not grow with the object. */
export interface SpoolWriter {
  /** Resolves when more may be written. `too-large`: the object is over the limit, and the rest of it is thrown away. */
  write(chunk: Buffer): Promise<'ok' | 'too-large' | 'no-space'>;
  finish(): Promise<Spooled>;
  /** Frees memory and disk of an object that won't be finished. Safe to repeat. */
  discard(): Promise<void>;
}

export interface Spool {
  open(): SpoolWriter;
}

/** What the message around the object says of it. A difference is a failure. */
export interface Expected {
  /** Of `POST /studies/<uid>`. */
  readonly study?: string;
  /** Of a C-STORE command. */
  readonly sopClass?: string;
  readonly sopInstance?: string;
}

/** Where both doors, STOW-RS and DIMSE, store. */
export interface ObjectStore {
  /**
   * Stores an object, and frees it. An outcome of `stored` is only given when the object can be read back.
   * Never rejects.
   */
  store(object: Spooled, expected?: Expected): Promise<Outcome>;
}
