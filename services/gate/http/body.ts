import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';

/** The body of a request, and how much of it came. */
export interface CountedBody {
  readonly stream: Readable;
  readonly bytes: () => number;
  /** Nobody reads it any more: what is left of the request can be thrown away. */
  readonly release: () => void;
}

/**
 * A stream of its own: who stops reading it doesn't destroy the request, and with it the connection that the answer needs
 * (node destroys a message whose iteration ends early). It fails where the connection ends before the body does.
 */
export function bodyOf(request: IncomingMessage): CountedBody {
  let bytes = 0;
  const stream = new PassThrough();
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  request.pipe(stream);
  request.once('close', () => {
    if (!request.complete) stream.destroy(new Error('The connection ended before the body did.'));
  });
  // Whoever reads the stream sees the error; nobody may be reading it any more.
  stream.on('error', () => {});
  request.on('error', () => {});
  return { stream, bytes: () => bytes, release: () => void stream.destroy() };
}
