/**
 * `TESTS=long` (`npm run test:long`): the amounts of the weekly run, else those of every pull request. Read here alone.
 */
export const LONG = process.env.TESTS === 'long';

/** Runs of a property that takes long: a third of them in a pull request. */
export const runs = (all: number): number => (LONG ? all : Math.ceil(all / 3));
