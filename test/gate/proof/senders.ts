import { once } from 'node:events';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';
import { connect, type Socket } from 'node:net';
import { CALLING, type GateProgram, STOW_PASSWORD } from '../../support/programs/bundled-gate';
import { data, pdv, Scu, storeCommand } from '../../support/programs/dimse-scu';

/** The requests of a hospital, by STOW-RS and DIMSE, and the answers. */

export interface Upload {
  readonly contentType: string;
  readonly body: Buffer;
  /** Bytes of each write. If absent, one write. With chunked encoding, each write is a chunk. */
  readonly pieces?: readonly number[];
  readonly chunked?: boolean;
  /** Announces more bytes than the body has, and closes the connection after them. */
  readonly hangUp?: boolean;
  readonly agent?: Agent;
}

export interface Reply {
  readonly status: number;
  readonly body: string;
}

/** One persistent connection. */
export const persistentConnection = (): Agent => new Agent({ keepAlive: true, maxSockets: 1 });

function open(gate: GateProgram, headers: OutgoingHttpHeaders, agent?: Agent) {
  const authorization = `Basic ${Buffer.from(`${gate.site}:${STOW_PASSWORD}`).toString('base64')}`;
  return request({
    host: '127.0.0.1',
    port: gate.port,
    method: 'POST',
    path: '/dicomweb/studies',
    rejectUnauthorized: false,
    headers: { host: 'proof.example', authorization, accept: 'application/dicom+json', ...headers },
    agent: agent ?? false,
  });
}

/** The answer; undefined if the connection ended without one. */
export function upload(gate: GateProgram, sent: Upload): Promise<Reply | undefined> {
  const { body, pieces = [body.length], chunked = false, hangUp = false } = sent;
  const length = chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': body.length + (hangUp ? 1 : 0) };
  const outgoing = open(gate, { 'content-type': sent.contentType, ...length }, sent.agent);
  return new Promise((resolve) => {
    outgoing.once('error', () => resolve(undefined));
    outgoing.once('response', (response: IncomingMessage) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('error', () => resolve(undefined));
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() }));
    });
    for (let at = 0, turn = 0; at < body.length; turn += 1) {
      const size = Math.max(1, pieces[turn % pieces.length] ?? body.length);
      outgoing.write(body.subarray(at, at + size));
      at += size;
    }
    if (hangUp) outgoing.write('', () => outgoing.destroy());
    else outgoing.end();
  });
}

/** Begins an upload and does not continue it. Resolves when the bytes are sent. */
export async function pausedUpload(gate: GateProgram, type: string, beginning: Buffer): Promise<{ close(): void }> {
  const outgoing = open(gate, { 'content-type': type, 'transfer-encoding': 'chunked' });
  outgoing.on('error', () => {});
  await new Promise<void>((resolve) => outgoing.write(beginning, () => resolve()));
  return { close: () => void outgoing.destroy() };
}

/** Connects to the DIMSE port again when it is closed, and sends nothing. */
export async function silentConnection(gate: GateProgram): Promise<{ close(): void }> {
  let isOver = false;
  const begin = (): Socket => {
    const opened = connect(gate.dimsePort, '127.0.0.1');
    opened.on('error', () => {}).resume();
    opened.once('close', () => {
      if (isOver) return;
      setTimeout(() => {
        if (!isOver) socket = begin();
      }, 500);
    });
    return opened;
  };
  let socket = begin();
  await once(socket, 'connect');
  return {
    close() {
      isOver = true;
      socket.destroy();
    },
  };
}

export interface StoredByDimse {
  readonly sopClass: string;
  readonly sopInstance: string;
  readonly transferSyntax: string;
  readonly data: Buffer;
}

/** An association for objects of one class and transfer syntax. */
export const associate = (gate: GateProgram, { sopClass, transferSyntax }: StoredByDimse): Promise<Scu> =>
  Scu.associated(gate.dimsePort, { calling: CALLING, contexts: [[1, sopClass, [transferSyntax]]] });

/** Sends a C-STORE. Returns the status of the answer, and rejects without an answer. */
export function cStore(scu: Scu, { sopInstance, sopClass, data: dataSet }: StoredByDimse): Promise<number | undefined> {
  const command = data(pdv(1, 3, storeCommand(sopInstance, sopClass)));
  const pieces: Buffer[] = [];
  for (let at = 0; at < dataSet.length; at += 16_000) {
    const isLast = at + 16_000 >= dataSet.length;
    pieces.push(data(pdv(1, isLast ? 2 : 0, dataSet.subarray(at, at + 16_000))));
  }
  scu.send(command, ...pieces);
  return scu.status();
}
