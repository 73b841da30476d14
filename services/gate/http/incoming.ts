import type { Socket } from 'node:net';

/** How much came on a connection since it was last asked: for one request after the other, each request's headers and body. */
export class Incoming {
  private readonly seen = new WeakMap<Socket, number>();

  since(socket: Socket): number {
    const before = this.seen.get(socket) ?? 0;
    this.seen.set(socket, socket.bytesRead);
    return socket.bytesRead - before;
  }
}
