import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ObjectSpool, SpooledObject, SpoolWriter } from './store';

export interface SpoolOptions {
  /** A writable folder on the task's encrypted disk. */
  readonly folder: string;
  /** Bytes. A larger object is `too-large`. */
  readonly largestObjectBytes: number;
  /** Total bytes of all objects that may be in memory. The rest is written to disk. */
  readonly memoryBytes: number;
  /** Bytes of one object that may be in memory. @default 1 MiB */
  readonly smallObjectBytes?: number;
}

/** Buffers objects between their arrival and the server: small ones in memory, others on disk. */
export function createSpool(options: SpoolOptions): ObjectSpool {
  const memory = new MemoryBudget(options.memoryBytes);
  return { open: () => new Writer(options, memory) };
}

/** Maximum number of buffers for one object in memory. */
const MOST_PIECES = 1024;

/** The memory that all objects of a spool share. */
class MemoryBudget {
  private used = 0;
  constructor(private readonly most: number) {}

  take(bytes: number): boolean {
    if (this.used + bytes > this.most) return false;
    this.used += bytes;
    return true;
  }

  free(bytes: number): void {
    this.used -= bytes;
  }
}

class Writer implements SpoolWriter {
  private state: 'open' | 'too-large' | 'no-space' | 'closed' = 'open';
  private bytes = 0;
  private chunks: Buffer[] = [];
  /** Bytes in `chunks`. */
  private bytesInMemory = 0;
  private file: FileHandle | undefined;

  constructor(
    private readonly options: SpoolOptions,
    private readonly memory: MemoryBudget,
  ) {}

  async write(chunk: Buffer): Promise<'ok' | 'too-large' | 'no-space'> {
    if (this.state === 'too-large' || this.state === 'no-space') return this.state;
    if (this.state === 'closed') throw new Error('the object is finished or discarded');
    if (this.bytes + chunk.length > this.options.largestObjectBytes) return this.fail('too-large');
    this.bytes += chunk.length;
    if (this.file === undefined && this.keepInMemory(chunk)) return 'ok';
    try {
      await this.writeToFile(chunk);
      return 'ok';
    } catch (error) {
      if (!isFull(error)) throw error;
      return this.fail('no-space');
    }
  }

  async finish(): Promise<SpooledObject> {
    if (this.state !== 'open') throw new Error(`an object that is ${this.state} can't be finished`);
    this.state = 'closed';
    const { bytes, file, memory } = this;
    if (file !== undefined) return new ObjectOnDisk(bytes, file);
    const whole = Buffer.concat(this.chunks);
    this.chunks = [];
    return new ObjectInMemory(whole, () => memory.free(bytes));
  }

  async discard(): Promise<void> {
    if (this.state === 'closed') return;
    this.state = 'closed';
    await this.clear();
  }

  private keepInMemory(chunk: Buffer): boolean {
    const most = this.options.smallObjectBytes ?? 1_048_576;
    if (this.bytes > most || !this.memory.take(chunk.length)) return false;
    this.chunks.push(chunk);
    // Each buffer has an overhead of some hundred bytes.
    if (this.chunks.length >= MOST_PIECES) this.chunks = [Buffer.concat(this.chunks)];
    this.bytesInMemory += chunk.length;
    return true;
  }

  private async writeToFile(chunk: Buffer): Promise<void> {
    if (this.file === undefined) {
      const path = join(this.options.folder, randomUUID());
      this.file = await open(path, 'wx+', 0o600);
      // An unlinked file is freed when it is closed, even if the program is killed.
      await unlink(path);
      const buffered = this.chunks;
      this.chunks = [];
      for (const one of buffered) await writeAll(this.file, one);
      this.memory.free(this.bytesInMemory);
      this.bytesInMemory = 0;
    }
    await writeAll(this.file, chunk);
  }

  private async fail<T extends 'too-large' | 'no-space'>(state: T): Promise<T> {
    this.state = state;
    await this.clear();
    return state;
  }

  private async clear(): Promise<void> {
    this.chunks = [];
    this.memory.free(this.bytesInMemory);
    this.bytesInMemory = 0;
    const { file } = this;
    this.file = undefined;
    await file?.close();
  }
}

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done)).bytesWritten;
}

/** The disk or the user's quota is full. */
const isFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT'].includes(Object(error).code);

class ObjectInMemory implements SpooledObject {
  readonly bytes: number;

  constructor(
    private whole: Buffer | undefined,
    private readonly free: () => void,
  ) {
    this.bytes = whole?.length ?? 0;
  }

  private get content(): Buffer {
    if (this.whole === undefined) throw new Error('the object is discarded');
    return this.whole;
  }

  async read(offset: number, length: number): Promise<Buffer> {
    return this.content.subarray(offset, offset + length);
  }

  stream(): Readable {
    return Readable.from([this.content], { objectMode: false });
  }

  async discard(): Promise<void> {
    if (this.whole === undefined) return;
    this.whole = undefined;
    this.free();
  }
}

class ObjectOnDisk implements SpooledObject {
  private closed: Promise<void> | undefined;

  constructor(
    readonly bytes: number,
    private readonly file: FileHandle,
  ) {}

  async read(offset: number, length: number): Promise<Buffer> {
    const target = Buffer.alloc(Math.max(0, Math.min(length, this.bytes - offset)));
    let done = 0;
    while (done < target.length) {
      const { bytesRead } = await this.file.read(target, done, target.length - done, offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return target.subarray(0, done);
  }

  stream(): Readable {
    return this.file.createReadStream({ start: 0, autoClose: false, highWaterMark: 262_144 });
  }

  discard(): Promise<void> {
    this.closed ??= this.file.close();
    return this.closed;
  }
}
