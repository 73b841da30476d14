interface Due {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/**
 * Virtual time. It stands still while anybody computes and jumps to the next thing due when all wait: a schedule of an
 * hour takes a millisecond, and comes out the same each time.
 */
export class VirtualTime {
  private readonly queue: Due[] = [];
  private order = 0;
  private awake = 0;
  private allAsleep: (() => void) | undefined;

  constructor(private current: number) {}

  readonly now = (): number => this.current;

  /** Something that happens by itself at a moment. */
  at(moment: number, run: () => void): void {
    const due = { at: Math.max(moment, this.current), order: this.order++, run };
    // A binary heap's worth of code would buy nothing: there are a few dozen things due at most.
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
        this.awake += 1;
        resolve();
      });
      this.rest();
    });

  /** Somebody who acts on their own. They may wait for nothing but sleep. */
  start(actor: () => Promise<void>): void {
    this.awake += 1;
    actor().finally(() => this.rest());
  }

  private rest(): void {
    this.awake -= 1;
    if (this.awake === 0) this.allAsleep?.();
  }

  /** Until nothing is due any more, or the moment has come. */
  async run(until: number): Promise<void> {
    for (;;) {
      if (this.awake > 0) {
        await new Promise<void>((resolve) => {
          this.allAsleep = resolve;
        });
        this.allAsleep = undefined;
      }
      const due = this.queue[0];
      if (due === undefined || due.at > until) return;
      this.queue.shift();
      this.current = due.at;
      due.run();
    }
  }
}
