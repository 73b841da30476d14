const MOST_SHAPES = 50_000;
/** A longer line has more than its beginning to compare: it is read. */
const LONGEST = 1000;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const DOT = 46;
const COLON = 58;
const SPACE = 32;

/** A short number between spaces may be a code: it belongs to the shape. A time, an address or a counter does not. */
function isCode(text: string, start: number, end: number): boolean {
  if (end - start > 3 || (start > 0 && text.charCodeAt(start - 1) !== SPACE)) return false;
  const after = text.charCodeAt(end);
  return after !== DOT && after !== COLON;
}

/** A number for the text of a line without its times, addresses and counters; NaN for a long line. */
export function shapeOf(text: string): number {
  const { length } = text;
  if (length > LONGEST) return Number.NaN;
  let one = 0x811c9dc5;
  let other = 0x1505;
  for (let at = 0; at < length; at++) {
    let code = text.charCodeAt(at);
    if (isDigit(code)) {
      let end = at + 1;
      while (end < length && isDigit(text.charCodeAt(end))) end++;
      code = isCode(text, at, end) ? 1000 + Number(text.slice(at, end)) : 48;
      at = end - 1;
    }
    one = Math.imul(one ^ code, 0x01000193);
    other = (Math.imul(other, 33) + code) | 0;
  }
  return (one >>> 0) * 0x200000 + ((other >>> 0) & 0x1fffff);
}

/** Shapes that were seen; forgets them when there are too many. */
export class SeenShapes {
  readonly #seen = new Set<number>();

  get isEmpty(): boolean {
    return this.#seen.size === 0;
  }

  has = (shape: number): boolean => this.#seen.has(shape);

  add(shape: number): void {
    if (Number.isNaN(shape)) return;
    if (this.#seen.size >= MOST_SHAPES) this.#seen.clear();
    this.#seen.add(shape);
  }
}
