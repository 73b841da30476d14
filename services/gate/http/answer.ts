import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Milliseconds for which the rest of a refused body is read and discarded. */
const LINGER = 30_000;

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers?: OutgoingHttpHeaders;
  readonly body: string | Buffer;
}

/**
 * Sends a whole answer. If the body of the request has not been read, the connection is closed afterwards, but not at once: bytes
 * that arrive at a closed connection reset it, and the client or the load balancer (which then answers 502) loses the answer.
 */
export function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: HttpAnswer,
  linger = LINGER,
): void {
  const body = Buffer.from(answer.body);
  const hasUnread = !request.complete && hasBody(request);
  response.writeHead(answer.status, {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    ...answer.headers,
    ...(answer.status !== 204 && { 'content-length': body.length }),
    ...(hasUnread && { connection: 'close' }),
  });
  if (!hasUnread) {
    response.end(body);
    return;
  }
  response.write(body);
  const end = (): void => {
    clearTimeout(late);
    response.end();
  };
  const late = setTimeout(end, linger);
  request.once('close', end);
  request.once('end', end);
  request.on('error', end);
  request.resume();
}

/** A text of one line: the error, and what to do. */
export const textAnswer = (status: number, line: string, headers: OutgoingHttpHeaders = {}): HttpAnswer => ({
  status,
  headers,
  body: `${line}\n`,
});

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
