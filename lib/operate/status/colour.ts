/**
 * - green: the hospital is connected, and nothing has to be done.
 * - yellow: connected, with something to look at.
 * - unknown: AWS didn't tell enough.
 * - red: cut off, or not protected as its file says.
 */
export type Colour = 'green' | 'yellow' | 'unknown' | 'red';

/** From the best to the worst. */
export const COLOURS = ['green', 'yellow', 'unknown', 'red'] as const satisfies readonly Colour[];

/** 0: green. 1: yellow. 2: red, or not known. */
export const EXIT_CODES: Readonly<Record<Colour, 0 | 1 | 2>> = { green: 0, yellow: 1, unknown: 2, red: 2 };

export function worst(colours: Iterable<Colour>): Colour {
  let found: Colour = 'green';
  for (const colour of colours) if (COLOURS.indexOf(colour) > COLOURS.indexOf(found)) found = colour;
  return found;
}
