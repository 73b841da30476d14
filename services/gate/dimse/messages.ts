import { type DimseCommand, readCommand } from './command-set';
import type { EndReason } from './events';
import type { PduConnection } from './link';
import type { AnsweredContext } from './negotiate';
import { ABORT_REASON, type AbortReason, type PdvFragment } from './pdu-reader';

/** How an association ends, and the last PDU that the gate sends. */
export interface MessageEnd {
  readonly how: EndReason;
  readonly last: 'release-reply' | 'nothing' | { readonly abort: AbortReason | undefined };
}

export interface DimseMessage {
  readonly context: AnsweredContext;
  readonly command: DimseCommand;
}

const protocolError = (reason: AbortReason | undefined): MessageEnd => ({ how: 'protocol', last: { abort: reason } });

/** Bytes of a command set. A C-STORE-RQ with all of its fields (PS3.7 table 9.3-1) has about 400. */
const LONGEST_COMMAND = 16_384;

/** The bytes of a fragment. A small part of a larger buffer is copied, so that the buffer can be freed. */
const detached = (bytes: Buffer): Buffer => (bytes.length * 2 < bytes.buffer.byteLength ? Buffer.from(bytes) : bytes);

/** Reads the messages of an association, one after the other (PS3.7 section 6.3, PS3.8 annex E). */
export class MessageAssembler {
  /** The fragments of the P-DATA-TF that arrived last. */
  private fragments: Iterator<PdvFragment> = [][Symbol.iterator]();

  constructor(
    private readonly link: PduConnection,
    private readonly contexts: ReadonlyMap<number, AnsweredContext>,
  ) {}

  /** The next command. Its data set, if it has one, must be read before the one after it. */
  async next(): Promise<DimseMessage | MessageEnd> {
    const pieces: Buffer[] = [];
    let first: PdvFragment | undefined;
    for (let bytes = 0; ; ) {
      const fragment = await this.fragment(first === undefined);
      if ('how' in fragment) return fragment;
      first ??= fragment;
      if (!fragment.isCommand || fragment.context !== first.context)
        return protocolError(ABORT_REASON.unexpectedParameter);
      bytes += fragment.bytes.length;
      if (bytes > LONGEST_COMMAND) return protocolError(ABORT_REASON.invalidParameter);
      if (fragment.bytes.length > 0) pieces.push(detached(fragment.bytes));
      if (fragment.isLast) break;
    }
    const context = this.contexts.get(first.context);
    const command = readCommand(Buffer.concat(pieces));
    // A command that can't be read is an error of the service-user layer, which gives no reasons.
    if (context !== undefined && command === undefined) return protocolError(undefined);
    if (context === undefined || command === undefined) return protocolError(ABORT_REASON.invalidParameter);
    return { context, command };
  }

  /** Passes the data set of the message to `receive`, piece by piece. Returns an ending if it didn't arrive completely. */
  async dataSet({ context }: DimseMessage, receive: (bytes: Buffer) => Promise<void>): Promise<MessageEnd | undefined> {
    for (;;) {
      const fragment = await this.fragment(false);
      if ('how' in fragment) return fragment;
      if (fragment.isCommand || fragment.context !== context.id) return protocolError(ABORT_REASON.unexpectedParameter);
      if (fragment.bytes.length > 0) await receive(detached(fragment.bytes));
      if (fragment.isLast) return undefined;
    }
  }

  private async fragment(isBetween: boolean): Promise<PdvFragment | MessageEnd> {
    for (;;) {
      const fragment = this.fragments.next();
      if (!fragment.done) return fragment.value;
      const received = await this.link.next(isBetween);
      switch (received.kind) {
        case 'data':
          this.fragments = received.fragments[Symbol.iterator]();
          break;
        case 'release-request':
          // A release within a message is an error.
          return isBetween ? { how: 'released', last: 'release-reply' } : protocolError(ABORT_REASON.unexpectedPdu);
        case 'abort':
          return { how: 'aborted', last: 'nothing' };
        case 'closed':
          return { how: 'lost', last: 'nothing' };
        case 'silent':
          return { how: 'idle', last: { abort: ABORT_REASON.notSpecified } };
        case 'stopped':
          return { how: 'closing', last: { abort: undefined } };
        case 'broken':
          return protocolError(received.reason);
        default:
          return protocolError(ABORT_REASON.unexpectedPdu);
      }
    }
  }
}
