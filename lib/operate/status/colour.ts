/**
 * - green: the hospital is connected, and nothing has to be done.
 * - yellow: connected, with something to check.
 * - unknown: AWS did not return enough.
 * - red: cut off, or not protected as its file requires.
 */
export type StatusColour = 'green' | 'yellow' | 'unknown' | 'red';

/** From the best to the worst. */
export const STATUS_COLOURS = ['green', 'yellow', 'unknown', 'red'] as const satisfies readonly StatusColour[];

/** 0: green. 1: yellow. 2: red, or unknown. */
export const EXIT_CODES: Readonly<Record<StatusColour, 0 | 1 | 2>> = { green: 0, yellow: 1, unknown: 2, red: 2 };

export function worstColour(colours: Iterable<StatusColour>): StatusColour {
  let found: StatusColour = 'green';
  for (const colour of colours) if (STATUS_COLOURS.indexOf(colour) > STATUS_COLOURS.indexOf(found)) found = colour;
  return found;
}
