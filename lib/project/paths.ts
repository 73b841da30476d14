import { basename, dirname, join } from 'node:path';

/** The folder of the code that runs, which contains lib/: the project's folder or dist/. A program's bundle is two folders below it. */
export const CODE = join(__dirname, '../..');

/** Whether this code runs from dist/. */
export const RUNS_BUILT = basename(CODE) === 'dist';

/** The project's folder, from its sources or from dist/. */
export const PROJECT = RUNS_BUILT ? dirname(CODE) : CODE;
