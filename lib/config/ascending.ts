/** The order of two texts by their UTF-16 code units, or of two numbers: the same on every machine, whatever its locale. */
export const ascending = <T extends string | number>(one: T, other: T): number =>
  one < other ? -1 : one > other ? 1 : 0;
