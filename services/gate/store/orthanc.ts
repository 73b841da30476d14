import { createHash } from 'node:crypto';
import { Agent, type IncomingMessage, request } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { digestOfDataSet } from './digest';
import type { ObjectUids } from './outcome';
import type { SpooledObject } from './store';

/** The part of the DICOMweb server that the store uses: Orthanc's REST API on loopback (Orthanc book, "REST API of Orthanc"). */
export interface OrthancClient {
  /** Orthanc's ids of the instances with that SOP Instance UID, one for each PatientID. Rejects if there is no answer. */
  lookup(sopInstance: string): Promise<readonly string[]>;
  /** Never rejects. */
  post(object: SpooledObject): Promise<PostResult>;
  /** The size of a stored instance's file in bytes. Rejects if there is no answer. */
  size(id: string): Promise<number>;
  /** The digest of a stored instance's data set. Rejects if the instance can't be read. */
  digest(id: string): Promise<string | undefined>;
  /** Closes the persistent connections. */
  close(): void;
}

export type PostResult =
  | { readonly kind: 'stored'; readonly id: string }
  /** An instance with the same PatientID, study, series and SOP Instance UID is stored. Orthanc compared no bytes. */
  | { readonly kind: 'already' }
  /** Orthanc can't read it as DICOM. */
  | { readonly kind: 'refused' }
  /**
   * It is unknown whether it is stored. `mayResend`: a persistent connection was closed, which is normal after an idle period; or Orthanc
   * answered 503, because its transaction collided with others or the database was not available.
   */
  | { readonly kind: 'unknown'; readonly why: string; readonly mayResend: boolean };

export interface OrthancOptions {
  /** On loopback. */
  readonly port: number;
  /** Maximum number of connections. */
  readonly connections: number;
  /** Milliseconds without a byte after which a query fails. @default 30,000 */
  readonly queryTimeout?: number;
  /** Milliseconds without a byte after which storing an object fails. @default 300,000: senders wait as long */
  readonly storeTimeout?: number;
}

interface OrthancRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: { readonly type: string; readonly bytes: number; readonly stream: Readable };
  readonly timeout: number;
}

/** The connection failed before a response. */
class NoResponse extends Error {
  constructor(
    why: string,
    /** The connection was a persistent one that Orthanc closed. */
    readonly wasIdle: boolean,
  ) {
    super(why);
  }
}

export function createOrthanc(options: OrthancOptions): OrthancClient {
  const { queryTimeout = 30_000, storeTimeout = 300_000 } = options;
  // Orthanc closes idle connections (KeepAliveTimeout); the gate closes them earlier.
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections, timeout: 10_000 });

  const send = ({ method, path, body, timeout }: OrthancRequest): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      // Content-Length, because Orthanc needs more memory for an unknown length. Never Content-Encoding: Orthanc would decode it.
      const headers = body === undefined ? {} : { 'content-type': body.type, 'content-length': body.bytes };
      const sent = request({ host: '127.0.0.1', port: options.port, agent, method, path, headers });
      let hasResponse = false;
      sent.setTimeout(timeout, () => sent.destroy(new Error(`no byte received for ${timeout / 1000} s`)));
      sent.once('response', (response) => {
        hasResponse = true;
        resolve(response);
      });
      sent.on('error', (error: NodeJS.ErrnoException) => {
        const closed = error.code === 'ECONNRESET' || error.code === 'EPIPE';
        reject(new NoResponse(error.message, sent.reusedSocket && closed));
      });
      if (body === undefined) sent.end();
      else
        pipeline(body.stream, sent, (error) => {
          // Orthanc may refuse a body before it has read all of it.
          if (error && !hasResponse) sent.destroy(error);
        });
    });

  /** Repeats a request that changes nothing if Orthanc had closed the persistent connection. */
  const sendRepeatable = (createRequest: () => OrthancRequest): Promise<IncomingMessage> =>
    send(createRequest()).catch((error: unknown) => {
      if (error instanceof NoResponse && error.wasIdle) return send(createRequest());
      throw error;
    });

  async function lookup(sopInstance: string): Promise<readonly string[]> {
    // One database query. /tools/lookup would need one for each kind of identifier.
    const text = JSON.stringify({ Level: 'Instance', Query: { SOPInstanceUID: sopInstance } });
    const body = () => ({ type: 'application/json', bytes: text.length, stream: Readable.from([text]) });
    const found = await jsonOf(
      await sendRepeatable(() => ({ method: 'POST', path: '/tools/find', body: body(), timeout: queryTimeout })),
    );
    if (!Array.isArray(found) || !found.every((id) => typeof id === 'string'))
      throw new Error('the answer to /tools/find is not a list of ids');
    return found;
  }

  async function post(object: SpooledObject): Promise<PostResult> {
    try {
      const body = { type: 'application/dicom', bytes: object.bytes, stream: withoutZip(object.stream()) };
      const response = await send({ method: 'POST', path: '/instances', body, timeout: storeTimeout });
      if (response.statusCode === 400) {
        response.resume().on('error', () => {});
        return { kind: 'refused' };
      }
      if (response.statusCode === 503) {
        response.resume().on('error', () => {});
        return { kind: 'unknown', why: 'POST /instances was answered with status 503', mayResend: true };
      }
      const { Status, ID } = Object(await jsonOf(response));
      if (Status === 'Success' && typeof ID === 'string') return { kind: 'stored', id: ID };
      if (Status === 'AlreadyStored') return { kind: 'already' };
      return { kind: 'unknown', why: `POST /instances was answered with the status ${Status}`, mayResend: false };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { kind: 'unknown', why, mayResend: error instanceof NoResponse && error.wasIdle };
    }
  }

  return {
    lookup,
    post,
    async size(id) {
      const path = `/instances/${id}/attachments/dicom/size`;
      const bytes = await jsonOf(await sendRepeatable(() => ({ method: 'GET', path, timeout: queryTimeout })));
      if (typeof bytes !== 'number') throw new Error('the size of a stored instance is not a number');
      return bytes;
    },
    async digest(id) {
      const path = `/instances/${id}/file`;
      const response = await sendRepeatable(() => ({ method: 'GET', path, timeout: storeTimeout }));
      expectStatus(response, 200);
      return digestOfDataSet(response);
    },
    close: () => agent.destroy(),
  };
}

/**
 * Orthanc's id of an instance: the SHA-1 of PatientID, study, series and SOP Instance UID (Orthanc's `DicomInstanceHasher.cpp`). If
 * Orthanc answers with this id, it has read the same UIDs from the object as the gate.
 */
export function orthancId(patientId: string, { study, series, sopInstance }: ObjectUids): string {
  const digest = createHash('sha1').update([patientId, study, series, sopInstance].join('|'), 'latin1').digest('hex');
  return digest.match(/.{8}/g)?.join('-') ?? '';
}

function expectStatus(response: IncomingMessage, status: number): void {
  if (response.statusCode === status) return;
  response.resume().on('error', () => {});
  throw new Error(`the server answered with status ${response.statusCode}`);
}

async function jsonOf(response: IncomingMessage): Promise<unknown> {
  expectStatus(response, 200);
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part);
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    // Node's own error would quote the answer, and errors are logged.
    throw new Error("the server's answer is not JSON");
  }
}

/**
 * Orthanc unpacks a body that begins like a ZIP file, and a preamble may contain anything (DICOM PS3.10, section 7.1). A preamble
 * that begins like a ZIP file is replaced by zeros. The data set is unchanged.
 */
function withoutZip(file: NodeJS.ReadableStream): Readable {
  return Readable.from(
    (async function* () {
      let start: Buffer | undefined = Buffer.alloc(0);
      for await (const piece of file) {
        const bytes = typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
        if (start === undefined) {
          yield bytes;
          continue;
        }
        start = start.length === 0 ? bytes : Buffer.concat([start, bytes]);
        if (start.length < PREAMBLE) continue;
        yield start.subarray(0, 2).equals(ZIP)
          ? Buffer.concat([Buffer.alloc(PREAMBLE), start.subarray(PREAMBLE)])
          : start;
        start = undefined;
      }
    })(),
    { objectMode: false, highWaterMark: 262_144 },
  );
}
const ZIP = Buffer.from('PK', 'latin1');
const PREAMBLE = 128;
