import { Agent, request as ask, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { send, text } from './answer';

/** Reads at once; more wait. The server has a thread for each of them, and must have some left for what is stored. */
const MOST_READS = 16;

/** Headers of one connection (RFC 9110, section 7.6.1, and what older ones named). */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

export interface Read {
  readonly path: string;
  /** Answers hold URLs of this host. */
  readonly authority: string;
}

export type ReadProxy = (request: IncomingMessage, response: ServerResponse, read: Read) => Promise<void>;

/** Hands QIDO-RS and WADO-RS to the server, and its answers back as they come. */
export function createProxy(serverPort: number, idleSeconds: number): ReadProxy {
  // A connection for each request: on loopback it costs little, and none can be closed by the server while a request is sent.
  const agent = new Agent({ keepAlive: false, maxSockets: MOST_READS });
  return async (request, response, { path, authority }) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const answer = await new Promise<IncomingMessage | undefined>((resolve) => {
      ask({
        host: '127.0.0.1',
        port: serverPort,
        path,
        agent,
        signal: gone.signal,
        // A little less than the client's connection may be idle, so that it gets an answer.
        timeout: idleSeconds * 900,
        headers: requestHeaders(request, authority),
      })
        .on('response', resolve)
        .on('timeout', function (this: { destroy(): void }) {
          this.destroy();
        })
        .on('error', () => resolve(undefined))
        .end();
    });
    if (answer === undefined) {
      if (!response.destroyed) send(request, response, text(502, 'The server does not answer. Try again later.'));
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answerHeaders(answer));
    // An answer that ends early must not look whole: the client's connection ends with it.
    await pipeline(answer, response).catch(() => response.destroy());
  };
}

/** Of the client's own headers, Accept alone has a meaning to the server. Orthanc reads `Forwarded` without quotes. */
function requestHeaders({ headers }: IncomingMessage, authority: string): OutgoingHttpHeaders {
  return {
    Connection: 'close',
    ...(headers.accept === undefined ? {} : { Accept: headers.accept }),
    ...{ Host: authority, Forwarded: `host=${authority};proto=https` },
  };
}

function answerHeaders({ headers }: IncomingMessage): OutgoingHttpHeaders {
  const dropped = new Set([
    ...HOP_BY_HOP,
    ...(headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase()),
  ]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)));
}
