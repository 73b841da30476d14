import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { countOutcomes, type StoreCounts } from '../log/counts';
import { type HttpAnswer, sendAnswer, textAnswer } from './answer';
import { PasswordAttempts } from './attempts';
import type { GateHealth } from './health';
import {
  type CallerIdentity,
  CERTIFICATE_HEADER,
  type ClientCertificate,
  identifyCertificate,
  identifyPassword,
} from './identity';
import type { HttpBounds, ServerParts } from './parts';
import type { ReadProxy } from './proxy';
import { type RequestTarget, readTarget } from './request-target';
import { type GateRoute, routeOf } from './routes';

export interface HandlerParts extends ServerParts {
  readonly health: GateHealth;
  readonly proxy: ReadProxy;
  readonly isClosing: () => boolean;
  /** The limits apply only to requests of the site. Refused requests do not count. */
  readonly bounds: HttpBounds;
  readonly onCertificate: (certificate: ClientCertificate) => void;
}

/** Seconds after which a request that exceeded a bound may be sent again. */
const RETRY_AFTER = 30;

/** The fields of a request's log line, besides the status of the answer. */
interface RequestRecord {
  action: 'store' | 'read' | 'none' | 'health';
  isRefused: boolean;
  isAdmitted: boolean;
  objects?: StoreCounts;
}

/** Resolves when the answer is sent, or its connection has ended, and all work for the request is done. */
export type RequestHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  expectsContinue: boolean,
) => Promise<void>;

export function createHandler(parts: HandlerParts): RequestHandler {
  const { attempts = new PasswordAttempts(), log } = parts;
  const receivedBytes = byteCounter();
  let admitted = 0;
  let queries = 0;

  return async (request, response, expectsContinue) => {
    const record: RequestRecord = { action: 'none', isRefused: false, isAdmitted: false };
    const started = performance.now();
    const written = request.socket.bytesWritten;
    const closed = new Promise((resolve) => response.once('close', resolve));
    try {
      const answer = await handle(request, response, expectsContinue, record);
      if (answer !== undefined && !response.destroyed) sendAnswer(request, response, answer);
    } catch (error) {
      log.failure('request', error);
      if (response.headersSent || response.destroyed) response.destroy();
      else sendAnswer(request, response, textAnswer(500, 'The gate had an internal error. Send the request again.'));
    }
    await closed;
    // The request counts until its work is done: objects of a disconnected sender are still being stored.
    if (record.isAdmitted) admitted -= 1;
    const bytesIn = receivedBytes(request.socket);
    const { action, objects, isRefused } = record;
    // Health checks come every few seconds and are not logged.
    if (action === 'health') return;
    log.transfer({
      door: 'stow',
      action,
      status: response.headersSent ? response.statusCode : 'none',
      isCut: !response.writableFinished,
      isRefused,
      bytesIn,
      bytesOut: request.socket.bytesWritten - written,
      seconds: (performance.now() - started) / 1000,
      objects,
    });
  };

  /** Absent if the answer has already been sent. */
  async function handle(
    request: IncomingMessage,
    response: ServerResponse,
    expectsContinue: boolean,
    record: RequestRecord,
  ): Promise<HttpAnswer | undefined> {
    const target = targetOf(request);
    if (target === undefined) return textAnswer(400, 'The path or the Host header of the request cannot be read.');
    const route = routeOf(request.method ?? '', target.path, target.query);
    if (route.action === 'health') {
      record.action = 'health';
      if (parts.isClosing()) return textAnswer(503, 'The gate is stopping.');
      const { ok, text } = await parts.health();
      return textAnswer(ok ? 200 : 503, text);
    }
    const refusal = await admit(request, record);
    if (refusal !== undefined) return refusal;
    record.isAdmitted = true;
    admitted += 1;
    if (route.action === 'refuse') return refuse(route);
    const isQuery = route.action === 'read';
    if (admitted > parts.bounds.requests || (isQuery && queries >= parts.bounds.queries))
      return textAnswer(
        503,
        `Too many requests of this site are in progress. Send the request again in ${RETRY_AFTER} seconds.`,
        {
          'retry-after': `${RETRY_AFTER}`,
        },
      );
    record.action = route.action;
    if (isQuery) {
      const { authority } = target;
      if (authority === undefined)
        return textAnswer(400, 'The request has no Host header. The URLs in the answer need one.');
      queries += 1;
      await parts.proxy(request, response, { path: route.path, authority }).finally(() => (queries -= 1));
      return undefined;
    }
    if (expectsContinue) response.writeContinue();
    const { outcomes, status, headers, body } = await parts.stow({
      message: request,
      baseUrl: target.authority === undefined ? '/dicomweb' : `https://${target.authority}/dicomweb`,
      study: route.study,
    });
    record.objects = countOutcomes(outcomes);
    return { status, headers, body };
  }

  /** Absent for the site itself. */
  async function admit(request: IncomingMessage, record: RequestRecord): Promise<HttpAnswer | undefined> {
    const identity = identify(parts, request);
    if (identity.is === 'site') {
      if (identity.certificate !== undefined) parts.onCertificate(identity.certificate);
      return undefined;
    }
    record.isRefused = identity.is === 'other';
    if (identity.status === 403) return textAnswer(403, identity.text);
    if (identity.is === 'other' && (await attempts.wrong()) === 'too-many')
      return textAnswer(429, 'Too many wrong passwords. Correct the password, or wait.', {
        'retry-after': `${RETRY_AFTER}`,
        connection: 'close',
      });
    return textAnswer(401, identity.text, { 'www-authenticate': 'Basic realm="HeartLab DICOMweb", charset="UTF-8"' });
  }
}

/** Returns the bytes that a connection received since the last call. With one call per request: the bytes of its headers and body. */
function byteCounter(): (socket: Socket) => number {
  const counted = new WeakMap<Socket, number>();
  return (socket) => {
    const before = counted.get(socket) ?? 0;
    counted.set(socket, socket.bytesRead);
    return socket.bytesRead - before;
  };
}

/** With Basic no load balancer sets headers, so a certificate header would come from the client and is ignored. */
function identify(
  { settings, stowPassword }: ServerParts,
  { headers, headersDistinct }: IncomingMessage,
): CallerIdentity {
  return settings.auth === 'mtls'
    ? identifyCertificate(settings.site, headersDistinct[CERTIFICATE_HEADER] ?? [])
    : identifyPassword(settings.site, stowPassword ?? '', headers.authorization);
}

/** An HTTP/1.1 request has exactly one Host header (RFC 9112, section 3.2). */
function targetOf({ url = '', httpVersion, headersDistinct }: IncomingMessage): RequestTarget | undefined {
  const hosts = headersDistinct.host ?? [];
  if (hosts.length > 1 || (hosts.length === 0 && httpVersion !== '1.0')) return undefined;
  return readTarget(url, hosts[0]);
}

const refuse = ({ status, text, allow }: Extract<GateRoute, { action: 'refuse' }>): HttpAnswer =>
  textAnswer(status, text, allow === undefined ? {} : { allow });
