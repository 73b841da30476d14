import { types } from 'node:util';
import { Client } from 'pg';
import type { DatabaseSession } from './database';
import { CellDatabaseError } from './failure';

export interface DatabaseServer {
  readonly host: string;
  readonly port: number;
  /** The CAs that may sign the server's certificate, as PEM. */
  readonly ca: string;
}

export interface MasterLogin {
  readonly username: string;
  readonly password: string;
}

export interface DatabaseConnection extends DatabaseSession {
  readonly end: () => Promise<void>;
}

/** Timeouts in milliseconds for connecting, for one statement, and for the lock. */
const WAIT = { connection: 10_000, statement: 60_000, lock: 120_000 };

/** An arbitrary key: every run first takes this lock in the database `postgres`. */
const LOCK = 4_857_014;

/** SQLSTATE of temporary errors: connection lost, server starting or stopping, no free connection. */
const PASSING = /^(08\w{3}|57P0[123]|53300)$/;
/** Temporary errors of the network: a failover of RDS moves the name to another address. */
const UNREACHABLE: readonly string[] = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
];
/** Messages of temporary errors that `pg` throws without a code. */
const LOST = /^(Connection terminated|timeout expired|Client has encountered a connection error|Client was closed)/;
const UNTRUSTED = /^(CERT_|ERR_TLS_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

const codeOf = (error: unknown): string =>
  types.isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Whether the error is temporary, so that a retry may succeed. */
export function isTemporary(error: unknown): boolean {
  if (error instanceof CellDatabaseError || !types.isNativeError(error)) return false;
  const code = codeOf(error);
  return PASSING.test(code) || UNREACHABLE.includes(code) || (code === '' && LOST.test(error.message));
}

/** Connects as the master user over verified TLS, and takes the lock. */
export async function connectToDatabase(server: DatabaseServer, login: MasterLogin): Promise<DatabaseConnection> {
  const { host, port, ca } = server;
  const client = new Client({
    host,
    port,
    database: 'postgres',
    user: login.username,
    password: login.password,
    // `pg` passes the host to TLS as the server's name.
    ssl: { ca, rejectUnauthorized: true },
    connectionTimeoutMillis: WAIT.connection,
    query_timeout: WAIT.lock + WAIT.statement,
    application_name: 'heartlab cell-database',
    keepAlive: true,
  });
  // A connection that is lost between two statements emits an event, which would end the process without a listener.
  client.on('error', () => undefined);
  try {
    await client.connect();
    // A function can end without closing its connection. After this time the server ends the session and releases the lock.
    await client.query(`SET idle_session_timeout = ${WAIT.statement}`);
    await client.query(`SET idle_in_transaction_session_timeout = ${WAIT.statement}`);
    await client.query(`SET lock_timeout = ${WAIT.lock}`);
    await client.query(`SELECT pg_advisory_lock(${LOCK})`);
    await client.query(`SET statement_timeout = ${WAIT.statement}`);
    return client;
  } catch (error) {
    // Not awaited, because on a lost connection it may never resolve.
    void client.end().catch(() => undefined);
    throw error;
  }
}

/** An error of PostgreSQL or the network as a sentence. The original message is omitted, because it can contain a statement. */
export function databaseErrorText(error: unknown, { host, port }: Pick<DatabaseServer, 'host' | 'port'>): string {
  if (error instanceof CellDatabaseError) return error.message;
  const code = codeOf(error);
  const at = `PostgreSQL at ${host}:${port}`;
  if (code === '55P03') {
    return `${at} has been locked by another run for more than ${WAIT.lock / 60_000} minutes. Wait until no other CellStack is being created or deleted, then deploy again.`;
  }
  if (code === '28P01') {
    return `${at} refused the master user's password. The master secret of the IngestStack and the database differ: set the database's master password to the secret's, then deploy again.`;
  }
  if (UNTRUSTED.test(code)) {
    return `${at} has a certificate that is not from Amazon's CAs or not for this name (${code}). Check whether the name resolves to the database of the IngestStack. Nothing was sent.`;
  }
  if (isTemporary(error)) {
    return `${at} could not be reached for some minutes${code === '' ? '' : ` (${code})`}. Check that the database is available and that the function's security group can reach it, then deploy again: the next run completes the work.`;
  }
  if (/^[0-9A-Z]{5}$/.test(code)) {
    return `${at} refused a statement (SQLSTATE ${code}). The log of PostgreSQL shows which; deploying again is safe.`;
  }
  return `Internal error (${types.isNativeError(error) ? error.name : typeof error}${code === '' ? '' : `, ${code}`}). The log of the function has details; deploying again is safe.`;
}
