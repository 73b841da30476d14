import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { StowAnswer, StowOptions } from '../../../services/gate/stow/stow';
import { storeOverStow } from '../../../services/gate/stow/stow';
import type { Reply } from './https-client';

/** STOW-RS behind a plain HTTP server instead of the gate's own, and raw requests. */
export class Door {
  readonly answers: StowAnswer[] = [];
  private readonly inProgress = new Set<Promise<void>>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async open(options: Omit<StowOptions, 'baseUrl'>): Promise<Door> {
    const server = createServer({ requestTimeout: 0 });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const door = new Door(server, (server.address() as AddressInfo).port);
    const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const [, study] = /\/studies\/([^/?]+)/.exec(request.url ?? '') ?? [];
      const baseUrl = 'https://alpha-clinic.ingest.example/dicomweb';
      const answer = await storeOverStow(request, { ...options, baseUrl, ...(study === undefined ? {} : { study }) });
      door.answers.push(answer);
      response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length });
      response.end(answer.body);
    };
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const done = serve(request, response).finally(() => door.inProgress.delete(done));
      door.inProgress.add(done);
    });
    return door;
  }

  /** Ends all connections. Resolves when no request is in progress. */
  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await Promise.all(this.inProgress);
  }

  /** Sends these bytes on a connection of their own, and reads until it ends. */
  raw(pieces: Iterable<Buffer>, options: { readonly hangUp?: boolean } = {}): Promise<RawReply> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.port, '127.0.0.1');
      const parts: Buffer[] = [];
      socket.on('data', (part) => parts.push(part));
      socket.once('error', reject);
      socket.once('close', () => resolve(parse(Buffer.concat(parts))));
      socket.once('connect', async () => {
        for (const piece of pieces) await new Promise<void>((written) => void socket.write(piece, () => written()));
        if (options.hangUp) socket.destroy();
      });
    });
  }

  post(
    body: Buffer,
    contentType: string | undefined,
    { headers = [], path = '/dicomweb/studies' }: { readonly headers?: readonly string[]; readonly path?: string } = {},
  ): Promise<RawReply> {
    const lines = [
      `POST ${path} HTTP/1.1`,
      'Host: alpha-clinic.ingest.example',
      `Content-Length: ${body.length}`,
      'Connection: close',
      ...(contentType === undefined ? [] : [`Content-Type: ${contentType}`]),
      ...headers,
    ];
    return this.raw([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]);
  }
}

interface RawReply {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

function parse(bytes: Buffer): RawReply {
  const text = bytes.toString('utf8');
  const [head = '', ...body] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  return {
    status: Number(first.split(' ')[1] ?? 0),
    headers: new Map(
      lines.map((line) => [line.split(': ')[0]?.toLowerCase() ?? '', line.slice(line.indexOf(': ') + 2)]),
    ),
    body: body.join('\r\n\r\n'),
  };
}

interface BodyPart {
  readonly headers?: readonly string[];
  readonly content: Buffer;
}

export const BOUNDARY = '2afeebaf-038d-792a-f952-d8e249ba8e96';
export const TYPE = `multipart/related; type="application/dicom"; boundary="${BOUNDARY}"`;

export const body = (parts: readonly BodyPart[], boundary = BOUNDARY): Buffer =>
  Buffer.concat([
    ...parts.flatMap(({ headers = ['Content-Type: application/dicom'], content }) => [
      Buffer.from(`--${boundary}\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`),
      content,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--`),
  ]);

/** A body that contains only objects. */
export const bodyOf = (...objects: readonly Buffer[]): Buffer => body(objects.map((content) => ({ content })));

/** The one object of a multipart answer. */
export function onlyPart(reply: Pick<Reply, 'headers' | 'body'>): Buffer {
  const boundary = /boundary="?([^";]+)/.exec(reply.headers['content-type'] ?? '')?.[1] ?? '';
  const start = reply.body.indexOf('\r\n\r\n', reply.body.indexOf(`--${boundary}`)) + 4;
  return reply.body.subarray(start, reply.body.indexOf(`\r\n--${boundary}`, start));
}

type Json = Readonly<Record<string, { readonly vr: string; readonly Value?: readonly never[] }>>;

/** What an answer in JSON says: the SOP Instance UIDs that are stored, those that failed with their reasons, and other reasons. */
export function parsedOutcomes({ body: text }: Pick<RawReply, 'body'>) {
  const json: Json = JSON.parse(text);
  const items = (tag: string): readonly Json[] => json[tag]?.Value ?? [];
  const value = (item: Json, tag: string): unknown => item[tag]?.Value?.[0];
  return {
    stored: items('00081199').map((item) => value(item, '00081155')),
    failed: items('00081198').map((item) => [value(item, '00081155'), value(item, '00081197')]),
    other: items('0008119A').map((item) => value(item, '00081197')),
  };
}
