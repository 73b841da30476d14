import type { IncomingMessage } from 'node:http';
import type { StoreOutcome } from '../store/outcome';
import type { ExpectedIdentity, ObjectSpool, ObjectStore } from '../store/store';
import { type BrokenMultipart, MultipartSplitter, type PartEvent } from './multipart';
import { ArrivingPart } from './part';

export interface ReceiveOptions {
  readonly store: ObjectStore;
  readonly spool: ObjectSpool;
  readonly expected: ExpectedIdentity;
  /** Objects of one body that the server stores concurrently, while the next ones arrive. */
  readonly storesAtOnce: number;
}

export interface StowReceipt {
  /** One for each part that began, in the order of the body. */
  readonly outcomes: readonly StoreOutcome[];
  /** Why the body could not be read to its end. `connection`: the sender's connection ended. `parts`: it has too many. */
  readonly broken?: BrokenMultipart | 'connection' | 'parts';
}

/**
 * The maximum number of parts in one body. The answer lists each part, so without a limit a body of a few megabytes could take a
 * gigabyte of memory: a million empty parts took 930 MB in a test. The largest studies have some thousands of objects.
 */
export const MOST_PARTS = 50_000;
/** The maximum number of parts of all bodies that are not answered yet. */
export const MOST_UNANSWERED_PARTS = 200_000;
let unansweredParts = 0;
/**
 * Objects of a body that arrive and are looked up while the server stores others. A lookup takes the server nearly half as long as
 * storing 500 kB (docs/performance.md).
 */
const READ_AHEAD = 2;

/** Reads a body, and stores its objects while the rest arrives. The body is paused while the spool or the store is busy. */
export async function receiveParts(
  request: IncomingMessage,
  boundary: string | undefined,
  options: ReceiveOptions,
): Promise<StowReceipt> {
  const reception = new BodyReception(options);
  try {
    return await readInto(reception, request, boundary);
  } finally {
    unansweredParts -= reception.parts;
  }
}

async function readInto(
  reception: BodyReception,
  request: IncomingMessage,
  boundary: string | undefined,
): Promise<StowReceipt> {
  const splitter = boundary === undefined ? bareBody() : new MultipartSplitter(boundary);
  try {
    // After the closing delimiter or a parse error the rest is read and discarded: senders read the answer when they have sent all.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      for (const event of splitter.push(chunk)) await reception.handle(event);
    }
    if (!request.complete) throw new Error('the connection ended within the body');
    for (const event of splitter.finish()) await reception.handle(event);
  } catch {
    await reception.handle({ kind: 'broken', why: 'cut' });
    return { outcomes: await reception.outcomes(), broken: 'connection' };
  }
  return { broken: reception.broken, outcomes: await reception.outcomes() };
}

/** Treats the whole body as one part. An empty body has no part. */
function bareBody(): Pick<MultipartSplitter, 'push' | 'finish'> {
  let begun = false;
  return {
    push(bytes) {
      const begin: readonly PartEvent[] = begun ? [] : [{ kind: 'part', headers: new Map() }];
      begun = true;
      return [...begin, { kind: 'data', bytes }];
    },
    finish: () => (begun ? [{ kind: 'part-end' }, { kind: 'end' }] : [{ kind: 'end' }]),
  };
}

/** The parts of one body and their outcomes. */
class BodyReception {
  broken: BrokenMultipart | 'parts' | undefined;
  /** Parts that were begun. */
  parts = 0;
  private readonly pending: Promise<StoreOutcome>[] = [];
  private readonly inProgress = new Set<Promise<unknown>>();
  private part: ArrivingPart | undefined;

  constructor(private readonly options: ReceiveOptions) {}

  async handle(event: PartEvent): Promise<void> {
    // Everything after the maximum number of parts is read and discarded.
    if (this.broken === 'parts') return;
    if (event.kind === 'part') this.beginPart();
    else if (event.kind === 'data') await this.part?.write(event.bytes);
    else if (event.kind === 'part-end') await this.endPart();
    else if (event.kind === 'broken') {
      this.broken = event.why;
      if (this.part !== undefined) this.pending.push(this.part.cut());
      this.part = undefined;
    }
  }

  outcomes(): Promise<readonly StoreOutcome[]> {
    return Promise.all(this.pending);
  }

  private beginPart(): void {
    if (this.parts >= MOST_PARTS || unansweredParts >= MOST_UNANSWERED_PARTS) {
      this.broken = 'parts';
      return;
    }
    this.parts += 1;
    unansweredParts += 1;
    this.part = new ArrivingPart(this.options.spool);
  }

  private async endPart(): Promise<void> {
    const { part } = this;
    this.part = undefined;
    if (part === undefined) return;
    const { store, expected, storesAtOnce } = this.options;
    const outcome = part
      .finish()
      .then((object) => ('kind' in object ? object : store.store(object, expected)))
      .catch((): StoreOutcome => ({ kind: 'failed', reason: 'server', uids: {} }));
    this.pending.push(outcome);
    const stored: Promise<unknown> = outcome.then(() => this.inProgress.delete(stored));
    this.inProgress.add(stored);
    if (this.inProgress.size >= storesAtOnce + READ_AHEAD) await Promise.race(this.inProgress);
  }
}
