import { LineShape, type LogText, zeroDigits } from './line-shape';
import { shapeMeaning } from './shape-meaning';
import type { ReadersOf } from './shape-reading';

const MOST_SHAPES = 1024;
const LENGTHS = { shortest: 8, longest: 1000 } as const;
/** A shape that comes so often will come again. */
const OFTEN = 8;
const MOST_OFTEN = 255;
const SLOTS = 16_384;

/** The shapes of the lines of a file that come again and again. */
export class LineShapes {
  readonly #readersOf: ReadersOf;
  /** By a number for its characters, the first that has it; undefined: such lines are read one by one. */
  readonly #known = new Map<number, LineShape | undefined>();
  /** The last number of each slot, and how often it came. */
  readonly #seen = new Int32Array(SLOTS);
  readonly #times = new Uint8Array(SLOTS);
  #copies = 0;
  #often = OFTEN;
  #last: LineShape | undefined;

  constructor(readersOf: ReadersOf) {
    this.#readersOf = readersOf;
  }

  /** The shape of the line that begins at a place; undefined if it is not known. */
  find(all: LogText, start: number): LineShape | undefined {
    const last = this.#last;
    if (last?.next?.isAt(all, start) === true) {
      this.#last = last.next;
      return this.#last;
    }
    const isBefore = last?.beforeNext?.isAt(all, start) === true;
    const found = isBefore ? last?.beforeNext : this.#ofPlace(all, start);
    if (found === undefined) return undefined;
    if (last !== undefined) {
      last.beforeNext = last.next;
      last.next = found;
    }
    this.#last = found;
    return found;
  }

  #ofPlace(all: LogText, start: number): LineShape | undefined {
    const shape = this.#search(all, start);
    const copy = shape?.copyAt(all, start);
    if (copy !== undefined || this.#known.size + this.#copies >= MOST_SHAPES) return copy ?? shape;
    const added = shape?.newCopyAt(all, start);
    if (added !== undefined) this.#copies++;
    return added ?? shape;
  }

  #search(all: LogText, start: number): LineShape | undefined {
    const { text, bytes } = all;
    const feed = text.indexOf('\n', start);
    const end = text.charCodeAt(feed - 1) === 13 ? feed - 1 : feed;
    if (end < start + LENGTHS.shortest || end > start + LENGTHS.longest) return undefined;
    let number = end - start;
    for (let at = start; at < end; at += 4) {
      number = Math.imul(number ^ zeroDigits(bytes.getInt32(Math.min(at, end - 4), true)), 0x01000193);
      number ^= number >>> 15;
    }
    if (!this.#known.has(number) && this.#isOften(number)) this.#learn(number, all, start, end);
    const known = this.#known.get(number);
    return known?.isAt(all, start) === true ? known : undefined;
  }

  #isOften(number: number): boolean {
    const slot = number & (SLOTS - 1);
    const times = this.#seen[slot] === number ? Math.min((this.#times[slot] ?? 0) + 1, MOST_OFTEN) : 1;
    this.#seen[slot] = number;
    this.#times[slot] = times;
    return times >= this.#often;
  }

  #learn(number: number, all: LogText, start: number, end: number): void {
    if (this.#known.size >= MOST_SHAPES) {
      this.#known.clear();
      // Too many shapes: each must come more often.
      this.#often = Math.min(2 * this.#often, MOST_OFTEN);
      this.#copies = 0;
      this.#last = undefined;
    }
    const meaning = shapeMeaning(all.text.slice(start, end), this.#readersOf);
    this.#known.set(number, meaning === undefined ? undefined : LineShape.of(meaning, all, start, end - start));
  }
}
