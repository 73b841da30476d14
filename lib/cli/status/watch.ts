import { setTimeout as sleep } from 'node:timers/promises';

export const WATCH_SECONDS = 30;

/** Clears the terminal, and moves to its top. */
const CLEAR = '\u001b[2J\u001b[3J\u001b[H';

export interface WatchedStatus {
  readonly code: number;
  readonly lines: readonly string[];
}

/**
 * Refreshes until the signal; each output replaces the one before.
 *
 * @returns the exit code of the last refresh; that of Ctrl-C if there was none
 */
export async function watchStatus(
  look: () => Promise<WatchedStatus>,
  write: (text: string) => void,
  signal: AbortSignal,
  seconds = WATCH_SECONDS,
): Promise<number> {
  let code = 130;
  const stopped = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  while (!signal.aborted) {
    // Ctrl-C abandons a refresh that is not finished.
    const seen = await Promise.race([look(), stopped]);
    if (seen === undefined) break;
    code = seen.code;
    write(`${CLEAR}${seen.lines.join('\n')}\nRefreshed every ${seconds} s; Ctrl-C stops it with exit code ${code}.\n`);
    await sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);
  }
  return code;
}
