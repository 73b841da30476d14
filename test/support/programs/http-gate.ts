import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PasswordAttempts } from '../../../services/gate/http/attempts';
import type { ServerParts, StowRequest } from '../../../services/gate/http/parts';
import { type GateServer, startServer } from '../../../services/gate/http/server';
import { createLog } from '../../../services/gate/log/log';
import type { StowAnswer } from '../../../services/gate/stow/stow';
import { asHeader, certificate } from './certificates';

export const SITE = 'alpha-clinic';
export const PASSWORD = 'p'.repeat(40);
export const BASIC = `Basic ${Buffer.from(`${SITE}:${PASSWORD}`).toString('base64')}`;
export const WRONG = `Basic ${Buffer.from(`${SITE}:wrong`).toString('base64')}`;

/** The requests to the server behind the gate. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

/** A request to STOW-RS, with its body. */
interface Given {
  readonly study?: string;
  readonly baseUrl: string;
  readonly type?: string;
  readonly body: Buffer;
}

export interface Gate {
  readonly port: number;
  readonly server: GateServer;
  readonly asked: Asked[];
  readonly given: Given[];
  /** The requests to STOW-RS whose bodies have begun. */
  readonly begun: StowRequest[];
  /** The parsed lines of the log. */
  readonly lines: Readonly<Record<string, unknown>>[];
  /** The header that an ALB sends for the site's certificate. */
  readonly leaf: string;
  stop(): Promise<void>;
}

export interface GateOptions extends Partial<Omit<ServerParts, 'settings' | 'log'>> {
  readonly auth?: 'mtls' | 'basic';
  readonly idleSeconds?: number;
  /** The answer of the server behind the gate. */
  readonly answers?: RequestListener;
}

export const STORED = {
  kind: 'stored',
  uids: { sopClass: '1.2', sopInstance: '1.2.3.4', study: '1.2.3', series: '1.2.3.1' },
  bytes: 1000,
  isNew: true,
} as const;

/** A gate on free ports, with a recorder instead of Orthanc and of the store. */
export async function startGate({
  auth = 'basic',
  idleSeconds = 10,
  answers,
  ...parts
}: GateOptions = {}): Promise<Gate> {
  const asked: Asked[] = [];
  const given: Given[] = [];
  const begun: StowRequest[] = [];
  const lines: Readonly<Record<string, unknown>>[] = [];
  const orthanc = createServer((request, response) => {
    asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
    if (answers === undefined || request.url === '/system') response.end('{}');
    else answers(request, response);
  });
  await new Promise<void>((resolve) => orthanc.listen(0, '127.0.0.1', resolve));
  const orthancPort = (orthanc.address() as AddressInfo).port;

  const server = await startServer({
    settings: { site: SITE, auth, httpsPort: 0, server: { port: orthancPort }, idleSeconds },
    stowPassword: PASSWORD,
    stow: (request) => {
      begun.push(request);
      return record(request, given);
    },
    isDatabaseUp: async () => true,
    attempts: new PasswordAttempts(Date.now, { first: 20, longest: 200, forgottenAfter: 60_000 }),
    log: createLog(SITE, (line) => lines.push(JSON.parse(line))),
    ...parts,
  });
  return {
    port: server.port,
    server,
    asked,
    given,
    begun,
    lines,
    leaf: auth === 'mtls' ? asHeader(certificate(`/O=Alpha #1/CN=${SITE}`)) : '',
    async stop() {
      server.abort();
      await server.close();
      orthanc.closeAllConnections();
      await new Promise((resolve) => orthanc.close(resolve));
    },
  };
}

async function record({ message, study, baseUrl }: StowRequest, given: Given[]): Promise<StowAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message.iterator({ destroyOnReturn: false })) chunks.push(chunk);
  const type = message.headers['content-type'];
  given.push({
    baseUrl,
    body: Buffer.concat(chunks),
    ...(study === undefined ? {} : { study }),
    ...(type === undefined ? {} : { type }),
  });
  return {
    status: 200,
    headers: { 'content-type': 'application/dicom+json' },
    body: Buffer.from('{"ok":true}'),
    outcomes: [STORED],
  };
}
