import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { generate } from 'selfsigned';
import { OpenConnections } from './connections';
import { createHandler } from './handler';
import { createHealth } from './health';
import type { ClientCertificate } from './identity';
import type { HttpBounds, ServerParts } from './parts';
import { createProxy } from './proxy';

export const HTTP_BOUNDS: HttpBounds = {
  connections: 400,
  crowdedConnections: 300,
  requests: 256,
  queries: 64,
  headersTimeout: 30_000,
  handshakeTimeout: 10_000,
};

/** An ALB forwards request lines of up to 16 K, and headers of up to 64 K (Application Load Balancers guide, "Quotas"). */
const MOST_HEADER_BYTES = 65_536;

/**
 * Seconds by which the gate's idle timeout exceeds the ALB's, which ends an idle connection with a status. If the gate closed it
 * first, a new request could be lost, and the ALB would answer 502 (Application Load Balancers guide, "Edit attributes", "Connection
 * idle timeout"). A `basic` site has no ALB: its NLB and PrivateLink drop an idle connection silently after 350 s, so the gate is first.
 */
const EXCEEDS_ALB_BY = 60;

/** Milliseconds after which the same certificate is reported again. */
const HOUR = 3_600_000;

export interface GateServer {
  readonly port: number;
  /** Accepts no new connections; resolves when all requests in progress are answered. */
  close(): Promise<void>;
  /** Ends all remaining connections. */
  abort(): void;
}

/** Starts the HTTPS server for the load balancer. */
export async function startServer(parts: ServerParts): Promise<GateServer> {
  const { settings, bounds = HTTP_BOUNDS } = parts;
  let isClosing = false;
  /** Requests whose work is not done. */
  const inProgress = new Set<Promise<void>>();
  const answers = new Set<ServerResponse>();
  const connections = new OpenConnections(bounds.connections);
  const idle = (settings.idleSeconds + (settings.auth === 'mtls' ? EXCEEDS_ALB_BY : 0)) * 1000;
  const handle = createHandler({
    ...parts,
    health: createHealth(settings.server.port, parts.isDatabaseUp),
    isClosing: () => isClosing,
    proxy: createProxy(settings.server.port, settings.idleSeconds),
    bounds,
    onCertificate: reportHourly(parts),
  });

  const server = createServer({
    ...(await makeCertificate()),
    minVersion: 'TLSv1.2',
    handshakeTimeout: bounds.handshakeTimeout,
    maxHeaderSize: MOST_HEADER_BYTES,
    headersTimeout: bounds.headersTimeout,
    // The handler itself refuses a request without Host, with a text.
    requireHostHeader: false,
    // The duration of an upload is not limited; the idle timeout ends stalled connections.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(1000, bounds.headersTimeout),
    keepAliveTimeout: idle,
  });
  server.timeout = idle;

  const serve = (expectsContinue: boolean) => (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const endRequest = connections.begin(socket);
    if (isClosing || connections.count > bounds.crowdedConnections) response.shouldKeepAlive = false;
    answers.add(response);
    response.once('close', () => {
      answers.delete(response);
      if (endRequest() === 0 && isClosing) socket.end();
    });
    const done: Promise<void> = handle(request, response, expectsContinue).finally(() => inProgress.delete(done));
    inProgress.add(done);
  };
  server.on('request', serve(false));
  server.on('checkContinue', serve(true));
  server.on('connection', (socket: Socket) => connections.opened(socket));
  server.on('clientError', answerMalformed);
  await listen(server, settings.httpsPort);

  return {
    port: portOf(server),
    async close() {
      isClosing = true;
      for (const response of answers) response.shouldKeepAlive = false;
      const closed = new Promise((resolve) => server.close(resolve));
      connections.closeIdle();
      await closed;
      await Promise.all(inProgress);
    },
    abort() {
      connections.closeAll();
    },
  };
}

/**
 * The certificate for the connection from the load balancer, generated at each start and kept in memory. Load balancers do not check
 * the certificates of their targets (Application Load Balancers guide, "Target groups for your Application Load Balancers",
 * "Protocol version"; Network Load Balancers guide, "Target groups", "TLS").
 *
 * P-256, because generating it and each handshake cost a small part of what RSA costs.
 */
async function makeCertificate(): Promise<{ readonly key: string; readonly cert: string }> {
  const certificate = await generate([{ name: 'commonName', value: 'gate' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + 3650 * 86_400_000),
  });
  return { key: certificate.private, cert: certificate.cert };
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '0.0.0.0', () => {
      server.off('error', reject);
      resolve();
    });
  });

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Reports each certificate when it is first used, and then once an hour. Only certificates of the site are passed in. */
function reportHourly({ log }: ServerParts): (certificate: ClientCertificate) => void {
  const reported = new Map<string, number>();
  return ({ fingerprint, ends }) => {
    const now = Date.now();
    if (now - (reported.get(fingerprint) ?? Number.NEGATIVE_INFINITY) < HOUR) return;
    for (const [other, at] of reported) if (now - at >= HOUR) reported.delete(other);
    reported.set(fingerprint, now);
    log.certificate(ends);
  };
}

/** Status and text for a request that couldn't be parsed, by the code of node's error. */
const MALFORMED: Readonly<Record<string, readonly [string, string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers of the request are too long.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The headers of the request took too long.'],
  HPE_INVALID_EOF_STATE: [
    '400 Bad Request',
    'The connection ended before the request was complete. Objects that arrived may be stored. Send all of them again.',
  ],
};

function answerMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  // No text can be sent if the TLS handshake failed.
  if (!socket.writable || !/^(?:HPE_|ERR_HTTP_)/.test(error.code ?? '')) {
    socket.destroy();
    return;
  }
  const [status, line] = MALFORMED[error.code ?? ''] ?? [
    '400 Bad Request',
    'The request is not valid HTTP (RFC 9112).',
  ];
  const body = `${line}\n`;
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}
