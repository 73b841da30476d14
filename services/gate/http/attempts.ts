/** Milliseconds that the first wrong password in a row waits. Each further one waits twice as long. */
const FIRST_DELAY = 250;
const LONGEST_DELAY = 8000;
/** After so many milliseconds without a wrong password, the next one counts as the first. */
const FORGOTTEN_AFTER = 300_000;
/** Wrong passwords that wait at once. More are answered 429 at once, on a connection that is then closed. */
const MOST_WAITING = 100;

export interface Delays {
  readonly first: number;
  readonly longest: number;
  readonly forgottenAfter: number;
}

/**
 * Slows whoever tries passwords. Only the answer to a wrong one waits; a right one is never asked to. A right one doesn't end the
 * row either, since the hospital's own requests come all the time.
 */
export class Attempts {
  private inRow = 0;
  private last = Number.NEGATIVE_INFINITY;
  private waiting = 0;

  constructor(
    private readonly now: () => number = Date.now,
    private readonly delays: Delays = { first: FIRST_DELAY, longest: LONGEST_DELAY, forgottenAfter: FORGOTTEN_AFTER },
  ) {}

  /** Resolves when a wrong password may be answered: `too-many` if others wait already. */
  async wrong(): Promise<'answer' | 'too-many'> {
    if (this.now() - this.last > this.delays.forgottenAfter) this.inRow = 0;
    this.last = this.now();
    const delay = Math.min(this.delays.first * 2 ** this.inRow, this.delays.longest);
    this.inRow = Math.min(this.inRow + 1, 30);
    if (this.waiting >= MOST_WAITING) return 'too-many';
    this.waiting += 1;
    await new Promise((resolve) => setTimeout(resolve, delay));
    this.waiting -= 1;
    return 'answer';
  }
}
