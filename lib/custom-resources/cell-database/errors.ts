import { types } from 'node:util';
import { DATABASE_TIMEOUTS, type DatabaseServer } from './connection';

/** A failure for an operator: what is wrong, where, and what to do. It contains no stack trace and no secret. */
export class CellDatabaseError extends Error {
  constructor(message: string) {
    super(message);
    // The CDK's Provider framework returns `stack` to CloudFormation as the reason (runtime/framework.ts, runtime/outbound.ts).
    this.stack = message;
  }
}

/** SQLSTATE of temporary errors: connection lost, server starting or stopping, no free connection. */
const TEMPORARY_SQLSTATE = /^(08\w{3}|57P0[123]|53300)$/;
/** Temporary errors of the network: a failover of RDS moves the name to another address. */
const TEMPORARY_NETWORK_CODES: readonly string[] = [
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
const TEMPORARY_MESSAGES =
  /^(Connection terminated|timeout expired|Client has encountered a connection error|Client was closed)/;
/** The start of codes that Node.js gives an error in the verification of a certificate. */
const CERTIFICATE_CODES = /^(CERT_|ERR_TLS_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

const codeOf = (error: unknown): string =>
  types.isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Whether the error is temporary, so that a retry may succeed. */
export function isTemporaryDatabaseError(error: unknown): boolean {
  if (error instanceof CellDatabaseError || !types.isNativeError(error)) return false;
  const code = codeOf(error);
  return (
    TEMPORARY_SQLSTATE.test(code) ||
    TEMPORARY_NETWORK_CODES.includes(code) ||
    (code === '' && TEMPORARY_MESSAGES.test(error.message))
  );
}

/** An error of PostgreSQL or the network as a sentence. The original message is omitted, because it can contain a statement. */
export function databaseErrorText(error: unknown, { host, port }: Pick<DatabaseServer, 'host' | 'port'>): string {
  if (error instanceof CellDatabaseError) return error.message;
  const code = codeOf(error);
  const at = `PostgreSQL at ${host}:${port}`;
  if (code === '55P03') {
    return `${at} has been locked by another run for more than ${DATABASE_TIMEOUTS.lock / 60_000} minutes. Wait until no other CellStack is being created or deleted, then deploy again.`;
  }
  if (code === '28P01') {
    return `${at} refused the master user's password. The master secret of the IngestStack and the database differ: set the database's master password to the secret's, then deploy again.`;
  }
  if (CERTIFICATE_CODES.test(code)) {
    return `${at} has a certificate that is not from Amazon's CAs or not for this name (${code}). Check whether the name resolves to the database of the IngestStack. Nothing was sent.`;
  }
  if (isTemporaryDatabaseError(error)) {
    return `${at} could not be reached for some minutes${code === '' ? '' : ` (${code})`}. Check that the database is available and that the function's security group can reach it, then deploy again: the next run completes the work.`;
  }
  if (/^[0-9A-Z]{5}$/.test(code)) {
    return `${at} refused a statement (SQLSTATE ${code}). The log of PostgreSQL shows which; deploying again is safe.`;
  }
  return `Internal error (${types.isNativeError(error) ? error.name : typeof error}${code === '' ? '' : `, ${code}`}). The log of the function has details; deploying again is safe.`;
}
