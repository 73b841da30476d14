import type { Ec2Error, Ec2ErrorKind } from './port';

/** EC2's answers to too many calls (EC2 API, "Error codes"; the SDK's own list of throttling codes). */
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

/** The connection, or something it hangs on, is in the middle of a change. */
const BUSY = new Set([
  'IncorrectState',
  'InvalidVpnConnection.InvalidState',
  'InvalidState',
  'OperationNotPermittedInState',
]);

/** Not there, or not yet: EC2 is eventually consistent. */
const ABSENT = new Set([
  'InvalidVpnConnectionID',
  'InvalidVpnConnectionID.NotFound',
  'InvalidCustomerGatewayID.NotFound',
  'InvalidCustomerGatewayId.NotFound',
  'InvalidID',
]);

/** The server's own fault, or no answer: a change may have been made all the same. */
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

/** What an error code means for us. A code that is in no list is permanent, unless the status says that the server is at fault. */
export function errorKind(code: string, status: number | undefined): Ec2ErrorKind {
  if (THROTTLING_CODES.has(code) || status === 429) return 'throttled';
  if (BUSY.has(code)) return 'busy';
  if (ABSENT.has(code)) return 'absent';
  if (UNKNOWN.has(code) || (status !== undefined && status >= 500)) return 'unknown';
  return 'permanent';
}

/** Milliseconds before attempt `attempt` (from 1) is repeated: doubling from 1 s to 16 s, half of it random, so that two who collided don't collide again. */
export function backoffMilliseconds(attempt: number, random: () => number): number {
  const full = 1000 * 2 ** Math.min(attempt - 1, 4);
  return full / 2 + (full / 2) * random();
}

/** Whether the same call may be repeated whatever became of it: true of reads and of marks. */
export function isPassing(error: Ec2Error): boolean {
  return error.kind !== 'permanent' && error.kind !== 'absent';
}
