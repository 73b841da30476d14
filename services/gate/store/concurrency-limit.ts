/**
 * Runs work in the order of its arrival, within two limits: the number of concurrent pieces of work, and their total bytes. Work
 * with more bytes than the limit runs alone.
 */
export class ConcurrencyLimit {
  private count = 0;
  private bytes = 0;
  private readonly waiting: { readonly bytes: number; readonly go: () => void }[] = [];

  constructor(
    private readonly mostAtOnce: number,
    private readonly mostBytes: number,
  ) {}

  async run<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((go) => {
      this.waiting.push({ bytes, go });
      this.next();
    });
    try {
      return await work();
    } finally {
      this.count -= 1;
      this.bytes -= bytes;
      this.next();
    }
  }

  private next(): void {
    for (let first = this.waiting[0]; first !== undefined; first = this.waiting[0]) {
      const fits = this.count < this.mostAtOnce && this.bytes + first.bytes <= this.mostBytes;
      if (!fits && this.count > 0) return;
      this.waiting.shift();
      this.count += 1;
      this.bytes += first.bytes;
      first.go();
    }
  }
}
