/**
 * Lets work through in its order while it keeps to two bounds: how many at once, and how many bytes they are about in total. Work
 * about more bytes than the bound comes through alone.
 */
export class Turnstile {
  private count = 0;
  private bytes = 0;
  private readonly waiting: { readonly bytes: number; readonly go: () => void }[] = [];

  constructor(
    private readonly mostAtOnce: number,
    private readonly mostBytes: number,
  ) {}

  async through<T>(bytes: number, work: () => Promise<T>): Promise<T> {
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
