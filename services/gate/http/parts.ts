import type { IncomingMessage } from 'node:http';
import type { GateLog } from '../log/log';
import type { GateSettings } from '../settings';
import type { StowAnswer } from '../stow/stow';
import type { PasswordAttempts } from './attempts';

/** A STOW-RS request whose sender and path have been checked. The caller answers it; `message` must not be destroyed. */
export interface StowRequest {
  readonly message: IncomingMessage;
  /** The study UID of `POST /studies/<uid>`. */
  readonly study?: string;
  /** The start of URLs in the answer: `https://<host>/dicomweb`, or `/dicomweb` if the request has no host (HTTP/1.0). */
  readonly baseUrl: string;
}

/** The parts of the HTTPS server. */
export interface ServerParts {
  readonly settings: Pick<GateSettings, 'site' | 'auth' | 'httpsPort' | 'server' | 'idleSeconds'>;
  /** Only for a `basic` site. */
  readonly stowPassword?: string;
  readonly stow: (request: StowRequest) => Promise<StowAnswer>;
  /** Whether objects can be locked. A rejection counts as no. */
  readonly isDatabaseUp: () => Promise<boolean>;
  readonly log: GateLog;
  /** @default - the delays of `attempts.ts` */
  readonly attempts?: PasswordAttempts;
  /** @default - `BOUNDS` of server.ts */
  readonly bounds?: HttpBounds;
}

/** The limits of one hospital's use of its gate. Times are in milliseconds. */
export interface HttpBounds {
  /** A further connection replaces one that is silent (`connections.ts`). */
  readonly connections: number;
  /** Above this number, a connection is closed after each answer. */
  readonly crowdedConnections: number;
  /** Requests in progress; more are answered 503. */
  readonly requests: number;
  /** QIDO-RS and WADO-RS requests among them; more are answered 503. The rest is reserved for uploads. */
  readonly queries: number;
  /** From the first byte of a connection or a request to the end of its headers. */
  readonly headersTimeout: number;
  readonly handshakeTimeout: number;
}
