/** Compares two texts by their UTF-16 code units, or two numbers. The order is the same in every locale. */
export const compareAscending = <T extends string | number | bigint>(one: T, other: T): number =>
  one < other ? -1 : one > other ? 1 : 0;
