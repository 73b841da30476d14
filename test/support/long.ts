/**
 * `TESTS=long` (`npm run test:long`): the amounts of the weekly run, else those of every pull request. Read here alone.
 */
export const LONG = process.env.TESTS === 'long';
