import type { FailureReason, StoreOutcome } from '../store/outcome';
import type { ObjectSpool, ObjectStore, SpoolWriter } from '../store/store';
import { isUid } from '../store/uid';
import { type HeaderValues, part10Header } from './part10-header';

/** One object while its data set arrives. It is written to the spool as a DICOM file. */
export class IncomingObject {
  private readonly writer: SpoolWriter;
  private failure: FailureReason | undefined;

  constructor(
    spool: ObjectSpool,
    private readonly header: HeaderValues,
  ) {
    this.writer = spool.open();
    if (!isUid(header.sopClass) || !isUid(header.sopInstance)) this.failure = 'no-uids';
  }

  /** Writes the file header. Call it before the data set. */
  begin(): Promise<void> {
    return this.write(part10Header(this.header));
  }

  /** Discards the bytes if the object can't be stored, because a sender can't be stopped within a message. */
  async write(bytes: Buffer): Promise<void> {
    if (this.failure !== undefined) return;
    try {
      const written = await this.writer.write(bytes);
      if (written !== 'ok') this.failure = written;
    } catch {
      this.failure = 'server';
    }
    if (this.failure !== undefined) await this.discard();
  }

  /** Stores the object, which has arrived completely. */
  async store(store: ObjectStore): Promise<StoreOutcome> {
    const { sopClass, sopInstance } = this.header;
    try {
      if (this.failure === undefined) return await store.store(await this.writer.finish(), { sopClass, sopInstance });
    } catch {
      this.failure = 'server';
    }
    await this.discard();
    const uids = { ...(isUid(sopClass) && { sopClass }), ...(isUid(sopInstance) && { sopInstance }) };
    return { kind: 'failed', reason: this.failure, uids };
  }

  /** Discards an unfinished object. A disk error makes no difference for the sender. */
  async discard(): Promise<void> {
    await this.writer.discard().catch(() => {});
  }
}
