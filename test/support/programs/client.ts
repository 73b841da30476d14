import { readFileSync } from 'node:fs';
import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import type { Identity } from './certificates';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface Ask {
  readonly port: number;
  readonly host: string;
  /** What to trust; without it, anything. */
  readonly ca?: string;
  readonly path: string;
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly identity?: Identity;
  readonly body?: Buffer;
  /** Instead of a body: writes it bit by bit, and may break off. */
  readonly write?: (request: ClientRequest) => void;
}

/** One HTTPS request to loopback under a host name. Refused in the handshake or broken off: the promise is rejected. */
export function ask(what: Ask): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: what.port,
        servername: what.host,
        path: what.path,
        method: what.method ?? 'GET',
        headers: {
          host: what.host,
          ...(what.body === undefined ? {} : { 'content-length': what.body.length }),
          ...what.headers,
        },
        ...(what.ca === undefined ? { rejectUnauthorized: false } : { ca: readFileSync(what.ca) }),
        agent: false,
        ...(what.identity === undefined
          ? {}
          : { cert: readFileSync(what.identity.certificate), key: readFileSync(what.identity.key) }),
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.once('error', reject);
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
        );
      },
    );
    sent.once('error', reject);
    if (what.write === undefined) sent.end(what.body);
    else what.write(sent);
  });
}

const BOUNDARY = 'a-boundary-of-the-test';
export const MULTIPART = `multipart/related; type="application/dicom"; boundary=${BOUNDARY}`;

/** STOW-RS's body (DICOM PS3.18 section 8.6.1.2). */
export const multipart = (...objects: readonly Buffer[]): Buffer =>
  Buffer.concat([
    ...objects.flatMap((bytes) => [
      Buffer.from(`--${BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n`),
      bytes,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${BOUNDARY}--\r\n`),
  ]);

/** The one object of a multipart answer. */
export function onlyPart(reply: Reply): Buffer {
  const boundary = /boundary="?([^";]+)/.exec(reply.headers['content-type'] ?? '')?.[1] ?? '';
  const start = reply.body.indexOf('\r\n\r\n', reply.body.indexOf(`--${boundary}`)) + 4;
  return reply.body.subarray(start, reply.body.indexOf(`\r\n--${boundary}`, start));
}
