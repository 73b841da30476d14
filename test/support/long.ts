/**
 * `TESTS=long` (`npm run test:long`): the amounts of the weekly run instead of those of a pull request. Only this file reads it.
 */
export const LONG = process.env.TESTS === 'long';

/** The number of runs of a slow property: a third of them in a pull request. */
export const runs = (all: number): number => (LONG ? all : Math.ceil(all / 3));
