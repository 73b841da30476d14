import { backoffMilliseconds, errorKind } from '../vpn-tunnels/retry';

/** How long the handler may go on, and how it waits. */
export interface RetryClock {
  /** Milliseconds until Lambda ends the invocation. */
  readonly remaining: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
}

/** EC2 may show in a moment what it doesn't show now. */
export class NotYet extends Error {}

/** What a last attempt of three slow calls and the answer to CloudFormation take. */
const LAST_ATTEMPT = 45_000;

/** The code of an error that an AWS client threw: AWS's own, or the socket's. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** Whether the call may have been done, or may be answered in a moment: throttled, no answer, a fault of AWS, not there yet. */
function isPassing(error: unknown): boolean {
  if (error instanceof NotYet) return true;
  const kind = errorKind(codeOf(error), statusOf(error));
  return kind === 'throttled' || kind === 'unknown';
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  const { $metadata: metadata } = error;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

/** Repeats an attempt while its failure may pass and there is time for one more; then that failure is the last word. */
export async function retryWhileTemporary<T>(clock: RetryClock, attempt: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      const delay = backoffMilliseconds(count, clock.random);
      if (!isPassing(error) || clock.remaining() < delay + LAST_ATTEMPT) throw error;
      await clock.pause(delay);
    }
  }
}
