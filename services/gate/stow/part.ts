import { identifyObject } from '../store/identify';
import type { FailureReason, StoreOutcome } from '../store/outcome';
import type { ObjectSpool, SpooledObject, SpoolWriter } from '../store/store';

/** Bytes of a part that are kept to identify a failed object: its UIDs are in its first kilobytes. */
const HEAD_BYTES = 65_536;

/** Maximum number of buffers for these bytes: the sender determines how many bytes arrive at once. */
const MOST_PIECES = 256;

/** One part of a body, or a bare body, while it arrives. */
export class ArrivingPart {
  private readonly writer: SpoolWriter;
  private head: Buffer[] = [];
  private headBytes = 0;
  private failure: FailureReason | undefined;

  constructor(spool: ObjectSpool) {
    this.writer = spool.open();
  }

  async write(bytes: Buffer): Promise<void> {
    if (this.headBytes < HEAD_BYTES) {
      const first = Buffer.from(bytes.subarray(0, HEAD_BYTES - this.headBytes));
      this.head.push(first);
      if (this.head.length >= MOST_PIECES) this.head = [Buffer.concat(this.head)];
      this.headBytes += first.length;
    }
    if (this.failure !== undefined) return;
    const written = await this.writer.write(bytes).catch(() => 'server' as const);
    if (written !== 'ok') this.failure = written;
  }

  /** The object, or its failure. */
  async finish(): Promise<SpooledObject | StoreOutcome> {
    if (this.failure !== undefined) return this.fail(this.failure);
    return this.writer.finish();
  }

  /** The body has ended within the part. */
  cut(): Promise<StoreOutcome> {
    return this.fail(this.failure ?? 'cut-short');
  }

  private async fail(reason: FailureReason): Promise<StoreOutcome> {
    await this.writer.discard().catch(() => {});
    const head = Buffer.concat(this.head);
    const { uids } = await identifyObject({
      bytes: head.length,
      read: async (offset, length) => head.subarray(offset, offset + length),
    });
    return { kind: 'failed', reason, uids };
  }
}
