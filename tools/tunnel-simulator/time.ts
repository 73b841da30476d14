interface Due {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/**
 * Virtual time. It does not pass during a computation, and jumps to the next event when all actors wait. A schedule of an hour
 * takes a millisecond, and always has the same result.
 */
export class VirtualTime {
  private readonly queue: Due[] = [];
  private order = 0;
  private activeActors = 0;
  private onAllWaiting: (() => void) | undefined;

  constructor(private current: number) {}

  readonly now = (): number => this.current;

  /** Schedules an event. */
  at(moment: number, run: () => void): void {
    const due = { at: Math.max(moment, this.current), order: this.order++, run };
    // A binary heap would gain nothing, because there are at most a few dozen events.
    let place = this.queue.length;
    while (place > 0) {
      const before = this.queue[place - 1];
      if (before === undefined || before.at < due.at || (before.at === due.at && before.order < due.order)) break;
      place -= 1;
    }
    this.queue.splice(place, 0, due);
  }

  readonly sleep = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      this.at(this.current + Math.max(0, milliseconds), () => {
        this.activeActors += 1;
        resolve();
      });
      this.actorWaits();
    });

  /** Starts an actor. It may wait only for sleep. */
  start(actor: () => Promise<void>): void {
    this.activeActors += 1;
    actor().finally(() => this.actorWaits());
  }

  private actorWaits(): void {
    this.activeActors -= 1;
    if (this.activeActors === 0) this.onAllWaiting?.();
  }

  /** Runs until there are no more events, or until the given time. */
  async run(until: number): Promise<void> {
    for (;;) {
      if (this.activeActors > 0) {
        await new Promise<void>((resolve) => {
          this.onAllWaiting = resolve;
        });
        this.onAllWaiting = undefined;
      }
      const due = this.queue[0];
      if (due === undefined || due.at > until) return;
      this.queue.shift();
      this.current = due.at;
      due.run();
    }
  }
}
