import type { Socket } from 'node:net';
import { PduReader, type ReadPdu } from './pdu-reader';

/** `closed`: by the peer, or broken. `silent`: no byte within the idle time. `stopped`: see `PduConnection.stop`. */
export type ReceivedPdu =
  | ReadPdu
  | { readonly kind: 'closed' | 'silent' }
  | { readonly kind: 'stopped'; readonly why: StopReason };
export type StopReason = 'late' | 'crowded' | 'closing';

/** How long the peer may take to close the connection after the last PDU. Then the gate closes it. */
const LINGER_MS = 2_000;

/**
 * One connection as a sequence of PDUs. The socket is read only on demand, so a sender waits while the gate processes what it has
 * sent.
 */
export class PduConnection {
  private readonly reader = new PduReader();
  /** The PDUs of the bytes that arrived last. The next bytes are read when these PDUs have been processed. */
  private pdus: Iterator<ReadPdu> = [][Symbol.iterator]();
  private isClosed = false;
  private isEnded = false;
  private stopReason: StopReason | undefined;
  private wake = (): void => {};

  constructor(
    private readonly socket: Socket,
    private readonly idleMs: number,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      if (this.isEnded) return;
      socket.pause();
      this.pdus = this.reader.push(chunk)[Symbol.iterator]();
      this.wake();
    });
    const onClosed = (): void => {
      this.isClosed = true;
      this.wake();
    };
    socket.on('end', onClosed);
    socket.on('close', onClosed);
    // 'close' follows.
    socket.on('error', () => {});
    socket.pause();
  }

  /** Whether the peer has sent a byte. */
  get hasReceived(): boolean {
    return this.socket.bytesRead > 0;
  }

  /** The next PDU. `isBetween`: no message is in progress, so the link may be stopped. */
  async next(isBetween: boolean): Promise<ReceivedPdu> {
    for (;;) {
      if (isBetween && this.stopReason !== undefined) return { kind: 'stopped', why: this.stopReason };
      const pdu = this.pdus.next();
      if (!pdu.done) return pdu.value;
      if (this.isClosed) return { kind: 'closed' };
      if (!(await this.waitForChange())) return { kind: 'silent' };
    }
  }

  /** Ends the wait for the next PDU as soon as no message is in progress. */
  stop(why: StopReason): void {
    this.stopReason ??= why;
    this.wake();
  }

  /** Resolves when more may be sent. A receiver that accepts nothing within the idle time is cut off. */
  async send(bytes: Buffer): Promise<void> {
    const timer = setTimeout(() => this.socket.destroy(), this.idleMs);
    await new Promise<void>((resolve) => this.socket.write(bytes, () => resolve()));
    clearTimeout(timer);
  }

  /** Sends the last PDU, if there is one, and closes. Bytes that still arrive are discarded. */
  end(bytes?: Buffer): void {
    this.isEnded = true;
    const timer = setTimeout(() => this.socket.destroy(), LINGER_MS);
    this.socket.once('close', () => clearTimeout(timer));
    this.socket.end(bytes ?? '');
    this.socket.resume();
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** Resolves with `true` when bytes arrive or the link is closed or stopped, and with `false` after the idle time. */
  private waitForChange(): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (hasChanged: boolean): void => {
        clearTimeout(timer);
        this.wake = () => {};
        resolve(hasChanged);
      };
      const timer = setTimeout(() => done(false), this.idleMs);
      this.wake = () => done(true);
      this.socket.resume();
    });
  }
}
