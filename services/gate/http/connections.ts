import type { Socket } from 'node:net';

interface Connection {
  /** Below TLS. */
  readonly raw: Socket;
  /** Requests that something is still done for. */
  underWay: number;
  hasAsked: boolean;
}

/**
 * The connections of the HTTPS server, at most so many. One more takes the place of the oldest that has asked nothing, or else of the
 * oldest with nothing under way: whoever opens connections and is silent keeps neither uploads nor the load balancer's health checks
 * out.
 */
export class Connections {
  /** By the other end's address and port, which TLS does not change. In the order in which they came. */
  private readonly open = new Map<string, Connection>();

  constructor(private readonly most: number) {}

  get count(): number {
    return this.open.size;
  }

  opened(raw: Socket): void {
    const key = keyOf(raw);
    if (this.open.size >= this.most && !this.makeRoom()) {
      raw.destroy();
      return;
    }
    const connection = { raw, underWay: 0, hasAsked: false };
    this.open.set(key, connection);
    raw.once('close', () => {
      if (this.open.get(key) === connection) this.open.delete(key);
    });
  }

  /** A request has begun on this socket. The result is to be called once when nothing is done for it any more: how many are left. */
  begin(socket: Socket): () => number {
    const connection = this.open.get(keyOf(socket));
    if (connection === undefined) return () => 0;
    connection.hasAsked = true;
    connection.underWay += 1;
    return () => {
      connection.underWay -= 1;
      return connection.underWay;
    };
  }

  closeIdle(): void {
    for (const { raw, underWay } of this.open.values()) if (underWay === 0) raw.destroy();
  }

  closeAll(): void {
    for (const { raw } of this.open.values()) raw.destroy();
  }

  private makeRoom(): boolean {
    const idle = [...this.open].filter(([, { underWay }]) => underWay === 0);
    const [key, victim] = idle.find(([, { hasAsked }]) => !hasAsked) ?? idle[0] ?? [];
    if (key === undefined || victim === undefined) return false;
    this.open.delete(key);
    victim.raw.destroy();
    return true;
  }
}

const keyOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
