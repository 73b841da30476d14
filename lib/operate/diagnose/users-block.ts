const BEGINS = /RegisteredUsers(?:\\{0,9}"){0,2}\s*[:=]\s*(?:\{|$)/;
const STRING = /"(?:\\.|[^"\\])*"/g;

/** A block without an end is no block: what follows must be read. */
const TALLEST = 200;

/** The users and passwords of Orthanc's settings, one a line. Alone, such a line looks like any other: none is read. */
export class UsersBlock {
  #isOpen = false;
  #lines = 0;

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether the line is inside the block. The line that begins it is not: it has its own redaction. */
  has(text: string): boolean {
    if (!this.#isOpen && !text.includes('RegisteredUsers')) return false;
    const wasOpen = this.#isOpen;
    this.#lines = wasOpen ? this.#lines + 1 : 0;
    const [begin] = BEGINS.exec(text) ?? [];
    const rest = wasOpen || begin === undefined ? text : text.slice(text.indexOf(begin) + begin.length);
    // A brace in a password ends nothing.
    this.#isOpen =
      (wasOpen || begin !== undefined) && this.#lines < TALLEST && !rest.replaceAll(STRING, '').includes('}');
    return wasOpen;
  }
}
