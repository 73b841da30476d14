import type { IncomingMessage } from 'node:http';
import { request as ask, type RequestOptions } from 'node:https';
import { connect, type TLSSocket } from 'node:tls';

export interface Answered {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly text: string;
  readonly continued: boolean;
}

/** One request by node's own client, on a connection of its own unless an agent is given. */
export function call(port: number, options: RequestOptions, body?: string | Buffer): Promise<Answered> {
  return new Promise((resolve, reject) => {
    let continued = false;
    const request = ask(
      { host: '127.0.0.1', port, rejectUnauthorized: false, agent: false, ...options },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const all = Buffer.concat(chunks);
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: all,
            text: all.toString(),
            continued,
          });
        });
      },
    );
    request.on('error', reject);
    const isExpecting = Object.keys(options.headers ?? {}).some((name) => name.toLowerCase() === 'expect');
    if (!isExpecting) {
      request.end(body);
      return;
    }
    request.on('continue', () => {
      continued = true;
      request.end(body);
    });
    request.flushHeaders();
  });
}

export const secure = (port: number): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => resolve(socket));
    socket.once('error', reject);
    socket.on('error', () => {});
  });

/** Bytes as they are, and all that comes back until the server closes. */
export async function raw(port: number, text: string | Buffer): Promise<string> {
  const socket = await secure(port);
  socket.write(text);
  return untilClosed(socket);
}

export function untilClosed(socket: TLSSocket): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
}
