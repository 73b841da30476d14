import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Outcome } from '../store/outcome';
import { type Answer, send, text } from './answer';
import { Attempts } from './attempts';
import { bodyOf } from './body';
import type { Health } from './health';
import {
  CERTIFICATE_HEADER,
  type Identity,
  identifyCertificate,
  identifyPassword,
  type SeenCertificate,
} from './identity';
import type { ServerParts } from './parts';
import type { ReadProxy } from './proxy';
import { readTarget, type Target } from './request-target';
import { type Route, route } from './routes';

export interface HandlerParts extends ServerParts {
  readonly health: Health;
  readonly proxy: ReadProxy;
  /** Whether requests are answered 503: too many are under way. */
  readonly isBusy: () => boolean;
  readonly onCertificate: (certificate: SeenCertificate) => void;
}

/** Seconds after which a request that found no room may come again. */
const RETRY_AFTER = 30;

/** What the log says of a request beside its answer's status. */
interface Record {
  action: 'store' | 'read' | 'none' | 'health';
  isRefused: boolean;
  bytesIn: () => number;
  outcomes?: readonly Outcome[];
}

/** Resolves when the answer is sent, or its connection is gone, and nothing is done for it any more. */
export type Handler = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => Promise<void>;

export function createHandler(parts: HandlerParts): Handler {
  const { attempts = new Attempts(), log } = parts;

  return async (request, response, expectsContinue) => {
    const record: Record = { action: 'none', isRefused: false, bytesIn: () => 0 };
    const started = performance.now();
    const written = request.socket.bytesWritten;
    const closed = new Promise((resolve) => response.once('close', resolve));
    try {
      const answer = await handle(request, response, expectsContinue, record);
      if (answer !== undefined && !response.destroyed) send(request, response, answer);
    } catch (error) {
      log.failure('request', error);
      if (response.headersSent) response.destroy();
      else send(request, response, text(500, 'The gate failed. Send it again.'));
    }
    await closed;
    const { action, outcomes, isRefused } = record;
    // Load balancers ask every few seconds.
    if (action === 'health') return;
    log.transfer({
      door: 'stow',
      action,
      status: response.headersSent ? response.statusCode : 'none',
      isCut: !response.writableFinished,
      isRefused,
      bytesIn: record.bytesIn(),
      bytesOut: request.socket.bytesWritten - written,
      seconds: (performance.now() - started) / 1000,
      ...(outcomes === undefined ? {} : { outcomes }),
    });
  };

  /** Absent where the answer has been sent. */
  async function handle(
    request: IncomingMessage,
    response: ServerResponse,
    expectsContinue: boolean,
    record: Record,
  ): Promise<Answer | undefined> {
    const target = readTarget(request.url ?? '', request.headers.host);
    if (target === undefined) return text(400, 'The path or the Host header of the request cannot be read.');
    const wanted = route(request.method ?? '', target.path, target.query);
    if (wanted.action === 'health') {
      record.action = 'health';
      const { ok, text: words } = await parts.health();
      return text(ok ? 200 : 503, words);
    }
    const refusal = await admit(request, record);
    if (refusal !== undefined) return refusal;
    if (wanted.action === 'refuse') return refuse(wanted);
    if (parts.isBusy())
      return text(503, `Too many requests of this site are under way. Send it again in ${RETRY_AFTER} seconds.`, {
        'Retry-After': RETRY_AFTER,
      });
    record.action = wanted.action;
    if (wanted.action === 'read') {
      await parts.proxy(request, response, { path: wanted.path, ...authorityOf(target) });
      return undefined;
    }
    if (expectsContinue) response.writeContinue();
    const body = bodyOf(request);
    record.bytesIn = body.bytes;
    const { outcomes, ...answer } = await parts
      .stow({
        headers: request.headers,
        ...(wanted.study === undefined ? {} : { study: wanted.study }),
        baseUrl: target.authority === undefined ? '/dicomweb' : `https://${target.authority}/dicomweb`,
        body: body.stream,
      })
      .finally(body.release);
    record.outcomes = outcomes;
    return answer;
  }

  /** Absent for the site itself. */
  async function admit(request: IncomingMessage, record: Record): Promise<Answer | undefined> {
    const identity = identify(parts, request);
    if (identity.is === 'site') {
      if (identity.certificate !== undefined) parts.onCertificate(identity.certificate);
      return undefined;
    }
    record.isRefused = identity.is === 'other';
    if (identity.status === 403) return text(403, identity.text);
    if (identity.is === 'other' && (await attempts.wrong()) === 'too-many')
      return text(429, 'Too many wrong passwords. Send the right one, or wait.', {
        'Retry-After': RETRY_AFTER,
        Connection: 'close',
      });
    return text(401, identity.text, { 'WWW-Authenticate': 'Basic realm="HeartLab DICOMweb", charset="UTF-8"' });
  }
}

/** The door of a site with Basic looks at no header of the load balancer's: there is none before it, so they are the client's own. */
function identify({ settings, stowPassword }: ServerParts, { headers, headersDistinct }: IncomingMessage): Identity {
  return settings.auth === 'mtls'
    ? identifyCertificate(settings.site, headersDistinct[CERTIFICATE_HEADER] ?? [])
    : identifyPassword(settings.site, stowPassword ?? '', headers.authorization);
}

const refuse = ({ status, text: words, allow }: Extract<Route, { action: 'refuse' }>): Answer =>
  text(status, words, allow === undefined ? {} : { Allow: allow });

const authorityOf = ({ authority }: Target) => (authority === undefined ? {} : { authority });
