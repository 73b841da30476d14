import type { Ec2Error, Ec2ErrorKind } from './port';

/** Throttling (EC2 API, "Error codes"; the SDK's own list of throttling codes). */
export const THROTTLING_CODES: ReadonlySet<string> = new Set([
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'EC2ThrottledException',
  'TooManyRequestsException',
  'BandwidthLimitExceeded',
  'SlowDown',
]);

/** The connection, or a resource that it depends on, is being changed. */
const BUSY = new Set([
  'IncorrectState',
  'InvalidVpnConnection.InvalidState',
  'InvalidState',
  'OperationNotPermittedInState',
]);

/** The resource does not exist, or not yet: EC2 is eventually consistent. */
const ABSENT = new Set([
  'InvalidVpnConnectionID',
  'InvalidVpnConnectionID.NotFound',
  'InvalidCustomerGatewayID.NotFound',
  'InvalidCustomerGatewayId.NotFound',
  'InvalidID',
]);

/** An error of the server, or no response: the change may have been made. */
const UNKNOWN = new Set([
  'InternalError',
  'InternalFailure',
  'InternalServerError',
  'ServiceUnavailable',
  'Unavailable',
  'RequestTimeout',
  'TimeoutError',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOTFOUND',
  'NetworkingError',
]);

/** The kind of an error. A code in no list is permanent, unless the HTTP status is 500 or higher. */
export function errorKind(code: string, status: number | undefined): Ec2ErrorKind {
  if (THROTTLING_CODES.has(code) || status === 429) return 'throttled';
  if (BUSY.has(code)) return 'busy';
  if (ABSENT.has(code)) return 'absent';
  if (UNKNOWN.has(code) || (status !== undefined && status >= 500)) return 'unknown';
  return 'permanent';
}

/** Milliseconds to wait after attempt `attempt` (from 1): doubling from 1 s to 16 s, half of it random, so that two callers don't collide again. */
export function backoffMilliseconds(attempt: number, random: () => number): number {
  const full = 1000 * 2 ** Math.min(attempt - 1, 4);
  return full / 2 + (full / 2) * random();
}

/** Whether a read or a write of tags may be repeated after the error. */
export function isTemporaryEc2Error(error: Ec2Error): boolean {
  return error.kind !== 'permanent' && error.kind !== 'absent';
}
