import {
  Agent,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
  request as sendRequest,
} from 'node:http';
import { pipeline } from 'node:stream/promises';
import { READS_AT_ONCE } from '../settings';
import { sendAnswer, textAnswer } from './answer';

/** The paths of QIDO-RS (DICOM PS3.18, section 10.6) and metadata (10.4.1.1.2) end in one of these words. All others are retrievals. */
const QUERY_PATH = /\/(?:studies|series|instances|metadata)$/;

/** Headers that apply to one connection only (RFC 9110, section 7.6.1, and earlier RFCs). */
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

export interface ReadRequest {
  readonly path: string;
  /** The host of the URLs in the answer. */
  readonly authority: string;
}

export type ReadProxy = (request: IncomingMessage, response: ServerResponse, read: ReadRequest) => Promise<void>;

/** Forwards QIDO-RS and WADO-RS requests to the server, and streams its answers back. */
export function createProxy(serverPort: number, idleSeconds: number): ReadProxy {
  // One connection per request: it costs little on loopback, and the server can't close a persistent connection while a request is sent.
  const queries = new Agent({ keepAlive: false, maxSockets: READS_AT_ONCE.queries });
  const retrievals = new Agent({ keepAlive: false, maxSockets: READS_AT_ONCE.retrievals });
  return async (request, response, { path, authority }) => {
    const closed = new AbortController();
    response.once('close', () => closed.abort());
    const answer = await new Promise<IncomingMessage | undefined>((resolve) => {
      sendRequest({
        host: '127.0.0.1',
        port: serverPort,
        path,
        agent: QUERY_PATH.test(path.replace(/\?.*/s, '')) ? queries : retrievals,
        signal: closed.signal,
        // Shorter than the idle timeout of the client's connection, so that the client gets an answer.
        timeout: idleSeconds * 900,
        headers: requestHeaders(request, authority),
      })
        .on('response', resolve)
        .on('timeout', function (this: { destroy(): void }) {
          // Answered at once: the request's error comes later, and may come after the client's own timeout if the gate is busy.
          resolve(undefined);
          this.destroy();
        })
        .on('error', () => resolve(undefined))
        .end();
    });
    if (answer === undefined) {
      if (!response.destroyed)
        sendAnswer(request, response, textAnswer(502, 'The server does not answer. Try again later.'));
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answerHeaders(answer));
    // A truncated answer must not look complete: the client's connection is destroyed.
    await pipeline(answer, response).catch(() => response.destroy());
  };
}

/** Accept is the only header of the client that the server needs. Orthanc reads `Forwarded` only without quotes. */
function requestHeaders({ headers }: IncomingMessage, authority: string): OutgoingHttpHeaders {
  return {
    Connection: 'close',
    ...(headers.accept !== undefined && { Accept: headers.accept }),
    Host: authority,
    Forwarded: `host=${authority};proto=https`,
  };
}

function answerHeaders({ headers }: IncomingMessage): OutgoingHttpHeaders {
  const dropped = new Set([
    ...HOP_BY_HOP,
    ...(headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase()),
  ]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)));
}
