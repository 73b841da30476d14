import type { IncomingMessage } from 'node:http';
import type { Log } from '../log/log';
import type { GateSettings } from '../settings';
import type { StowAnswer } from '../stow/stow';
import type { Attempts } from './attempts';

/** A request of STOW-RS whose sender and path are checked. It is answered by the caller, and must not be destroyed. */
export interface StowRequest {
  readonly message: IncomingMessage;
  /** Of `POST /studies/<uid>`. */
  readonly study?: string;
  /** What URLs in the answer begin with: `https://<host>/dicomweb`. Without host where the request has none (HTTP/1.0). */
  readonly baseUrl: string;
}

/** What the HTTPS server is made of. */
export interface ServerParts {
  readonly settings: Pick<GateSettings, 'site' | 'auth' | 'httpsPort' | 'server' | 'idleSeconds'>;
  /** Of a `basic` site. */
  readonly stowPassword?: string;
  readonly stow: (request: StowRequest) => Promise<StowAnswer>;
  /** Whether objects can be locked. A rejection is a no. */
  readonly isDatabaseUp: () => Promise<boolean>;
  readonly log: Log;
  /** @default - as `attempts.ts` has it */
  readonly attempts?: Attempts;
  /** @default - `BOUNDS` of server.ts */
  readonly bounds?: Bounds;
}

/** What bounds one hospital's use of its gate. Times are milliseconds. */
export interface Bounds {
  /** One more takes the place of one that is silent (`connections.ts`). */
  readonly connections: number;
  /** From so many on, a connection is closed after each answer. */
  readonly crowdedConnections: number;
  /** Requests under way; more are answered 503. */
  readonly requests: number;
  /** Those of them that may be questions (QIDO-RS, WADO-RS), so that uploads always find room; more are answered 503. */
  readonly questions: number;
  /** From the first byte of a connection or a request to the end of its headers. */
  readonly headersTimeout: number;
  readonly handshakeTimeout: number;
}
