import type { Socket } from 'node:net';

/** Bytes that a connection received since the last call. With one call per request: the bytes of its headers and body. */
export class IncomingRequest {
  private readonly seen = new WeakMap<Socket, number>();

  since(socket: Socket): number {
    const before = this.seen.get(socket) ?? 0;
    this.seen.set(socket, socket.bytesRead);
    return socket.bytesRead - before;
  }
}
