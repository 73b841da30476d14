import { setTimeout as sleep } from 'node:timers/promises';

/** Polls until there is an answer, or until `seconds` have passed. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  seconds = 300,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`after ${seconds} s still not: ${what}`);
    await sleep(20);
  }
}
