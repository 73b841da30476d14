import type { Socket } from 'node:net';

interface Connection {
  /** Below TLS. */
  readonly raw: Socket;
  /** Requests in progress. */
  requests: number;
  hasSentRequest: boolean;
}

/**
 * The connections of the HTTPS server, up to a maximum. A further connection replaces the oldest one that has sent no request, or else
 * the oldest one without a request in progress. Therefore silent connections block neither uploads nor the load balancer's health
 * checks.
 */
export class OpenConnections {
  /** By the peer's address and port, which are the same above and below TLS. In the order of their arrival. */
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
    const connection = { raw, requests: 0, hasSentRequest: false };
    this.open.set(key, connection);
    raw.once('close', () => {
      if (this.open.get(key) === connection) this.open.delete(key);
    });
  }

  /** A request has begun on this socket. Call the result once when its work is done: it returns how many requests are left. */
  begin(socket: Socket): () => number {
    const connection = this.open.get(keyOf(socket));
    if (connection === undefined) return () => 0;
    connection.hasSentRequest = true;
    connection.requests += 1;
    return () => {
      connection.requests -= 1;
      return connection.requests;
    };
  }

  closeIdle(): void {
    for (const { raw, requests } of this.open.values()) if (requests === 0) raw.destroy();
  }

  closeAll(): void {
    for (const { raw } of this.open.values()) raw.destroy();
  }

  private makeRoom(): boolean {
    const idle = [...this.open].filter(([, { requests }]) => requests === 0);
    const [key, replaced] = idle.find(([, { hasSentRequest }]) => !hasSentRequest) ?? idle[0] ?? [];
    if (key === undefined || replaced === undefined) return false;
    this.open.delete(key);
    replaced.raw.destroy();
    return true;
  }
}

const keyOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
