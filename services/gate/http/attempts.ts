/** Milliseconds by which the answer to the first wrong password is delayed. Each further one is delayed twice as long. */
const FIRST_DELAY = 250;
const LONGEST_DELAY = 8000;
/** Milliseconds without a wrong password after which the next one counts as the first. */
const FORGOTTEN_AFTER = 300_000;
/** Answers that may be delayed at the same time. Further wrong passwords are answered 429 at once, and the connection is closed. */
const MOST_WAITING = 100;

export interface PasswordDelays {
  readonly first: number;
  readonly longest: number;
  readonly forgottenAfter: number;
}

/**
 * Slows down password guessing. Only the answer to a wrong password is delayed, never that to a right one. A right password does
 * not reset the count, because the hospital's own requests arrive all the time.
 */
export class PasswordAttempts {
  private successive = 0;
  private lastWrongAt = Number.NEGATIVE_INFINITY;
  private waiting = 0;

  constructor(
    private readonly now: () => number = Date.now,
    private readonly delays: PasswordDelays = {
      first: FIRST_DELAY,
      longest: LONGEST_DELAY,
      forgottenAfter: FORGOTTEN_AFTER,
    },
  ) {}

  /** Resolves when a wrong password may be answered: `too-many` if too many answers are already delayed. */
  async wrong(): Promise<'answer' | 'too-many'> {
    if (this.now() - this.lastWrongAt > this.delays.forgottenAfter) this.successive = 0;
    this.lastWrongAt = this.now();
    const delay = Math.min(this.delays.first * 2 ** this.successive, this.delays.longest);
    this.successive = Math.min(this.successive + 1, 30);
    if (this.waiting >= MOST_WAITING) return 'too-many';
    this.waiting += 1;
    await new Promise((resolve) => setTimeout(resolve, delay));
    this.waiting -= 1;
    return 'answer';
  }
}
