import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Handler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

/** Its reaction to the next POST of an instance. */
export type Behaviour =
  | 'store'
  | 'already'
  | 'lose-answer'
  | 'lose-object'
  | 'error-stored'
  | 'error'
  | 'busy'
  | 'refuse'
  | 'other-uids';

/** A simulated Orthanc over real HTTP, for failures that a real one can't produce. It stores one instance for each body. */
export class FakeOrthanc {
  readonly instances = new Map<string, { readonly uid: string; readonly bytes: Buffer }>();
  readonly posts: IncomingMessage['headers'][] = [];
  readonly next: Behaviour[] = [];
  failLookups = false;
  port = 0;
  private readonly server = createServer((request, response) => this.answer(request, response));

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** The connections that the store keeps. */
  closeIdle(): void {
    this.server.closeIdleConnections();
  }

  add(uid: string, bytes: Buffer): string {
    const id = `id-${this.instances.size + 1}`;
    this.instances.set(id, { uid, bytes });
    return id;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const [path = ''] = [request.url];
    const handler: Handler | undefined = {
      '/tools/find': this.find,
      '/instances': this.post,
    }[path];
    if (handler !== undefined) handler.call(this, request, response, Buffer.concat(parts));
    else {
      const [, id = '', part] = /^\/instances\/([^/]+)\/(file|attachments\/dicom\/size)$/.exec(path) ?? [];
      const bytes = this.instances.get(id)?.bytes;
      response.writeHead(bytes === undefined ? 404 : 200).end(part === 'file' ? bytes : `${bytes?.length}`);
    }
  }

  private find(_: IncomingMessage, response: ServerResponse, body: Buffer): void {
    if (this.failLookups) return void response.writeHead(500).end();
    const { Level, Query } = JSON.parse(body.toString());
    const found = [...this.instances].filter(([, { uid }]) => Level === 'Instance' && uid === Query.SOPInstanceUID);
    response.end(JSON.stringify(found.map(([id]) => id)));
  }

  private post(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    this.posts.push(request.headers);
    const behaviour = this.next.shift() ?? 'store';
    const uid = uidIn(body);
    const stores = ['store', 'lose-answer', 'error-stored'].includes(behaviour);
    const id = stores ? this.add(uid, body) : behaviour === 'other-uids' ? this.add('9.9.9', body) : 'none';
    if (behaviour === 'lose-answer' || behaviour === 'lose-object') request.socket.destroy();
    else if (behaviour === 'error' || behaviour === 'error-stored') response.writeHead(500).end('{}');
    else if (behaviour === 'busy') response.writeHead(503).end('{}');
    else if (behaviour === 'refuse') response.writeHead(400).end('{}');
    else response.end(JSON.stringify({ ID: id, Status: behaviour === 'already' ? 'AlreadyStored' : 'Success' }));
  }
}

/** For the objects that `testObject` creates. */
function uidIn(body: Buffer): string {
  const at = body.indexOf(Buffer.from([8, 0, 0x18, 0]));
  return body
    .subarray(at + 8, at + 8 + body.readUInt16LE(at + 6))
    .toString('latin1')
    .replace(/\0$/, '');
}
