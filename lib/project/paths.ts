import { basename, dirname, join } from 'node:path';

/** The folder of the code that runs, which contains lib/: the project's folder or dist/. A program's bundle is two folders below it. */
export const CODE_FOLDER = join(__dirname, '../..');

/** Whether this code runs from dist/. */
export const RUNS_BUILT = basename(CODE_FOLDER) === 'dist';

/** The project's folder, from its sources or from dist/. */
export const PROJECT_FOLDER = RUNS_BUILT ? dirname(CODE_FOLDER) : CODE_FOLDER;
