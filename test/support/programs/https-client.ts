import { readFileSync } from 'node:fs';
import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { type RequestOptions, request as send } from 'node:https';
import { connect, type TLSSocket } from 'node:tls';
import type { Identity } from './certificates';

/** HTTPS to loopback: with node's own client, and with raw bytes. */

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly text: string;
  readonly continued: boolean;
}

/**
 * One request by node's own client, on a connection of its own unless an agent is given.
 *
 * @param body or a function that writes it bit by bit, and may break off: then the promise is rejected
 */
export function call(
  port: number,
  options: RequestOptions,
  body?: string | Buffer | ((request: ClientRequest) => void),
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    let continued = false;
    const request = send(
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
    if (typeof body === 'function') {
      body(request);
      return;
    }
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

export interface Ask {
  readonly port: number;
  readonly host: string;
  /** The trusted authority; without it, any certificate is accepted. */
  readonly ca?: string;
  readonly path: string;
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly identity?: Identity;
  readonly body?: Buffer;
  /** Instead of a body: writes it bit by bit, and may break off. */
  readonly write?: (request: ClientRequest) => void;
}

/** One request under a host name, with a client certificate. A refused handshake or an aborted request rejects the promise. */
export function ask({ port, host, ca, path, method = 'GET', headers, identity, body, write }: Ask): Promise<Reply> {
  const trust = ca === undefined ? {} : { rejectUnauthorized: true, ca: readFileSync(ca) };
  const own = identity && { cert: readFileSync(identity.certificate), key: readFileSync(identity.key) };
  const length = body && { 'content-length': body.length };
  const options = { servername: host, path, method, headers: { host, ...length, ...headers }, ...trust, ...own };
  return call(port, options, write ?? body);
}

export const secure = (port: number): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => resolve(socket));
    socket.once('error', reject);
    socket.on('error', () => {});
  });

/** Sends raw bytes, and returns everything until the server closes. */
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
