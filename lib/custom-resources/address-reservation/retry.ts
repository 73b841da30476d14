import { backoffMilliseconds, errorKind } from '../vpn-tunnels/retry';

/** The time that is left, and how to wait. */
export interface RetryClock {
  /** Milliseconds until Lambda ends the invocation. */
  readonly remaining: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
}

/** EC2 may return the expected result a moment later. */
export class ResultPending extends Error {}

/** Milliseconds for a last attempt of three slow calls and the response to CloudFormation. */
const LAST_ATTEMPT = 45_000;

/** The code of an error that an AWS client threw: of AWS, or of the socket. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** Whether a retry may succeed: throttling, no response, an error of AWS, or a result that is not visible yet. */
function isTemporary(error: unknown): boolean {
  if (error instanceof ResultPending) return true;
  const kind = errorKind(codeOf(error), statusOf(error));
  return kind === 'throttled' || kind === 'unknown';
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  const { $metadata: metadata } = error;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

/** Repeats an attempt while its failure is temporary and there is time for another one; then throws that failure. */
export async function retryWhileTemporary<T>(clock: RetryClock, attempt: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      const delay = backoffMilliseconds(count, clock.random);
      if (!isTemporary(error) || clock.remaining() < delay + LAST_ATTEMPT) throw error;
      await clock.pause(delay);
    }
  }
}
