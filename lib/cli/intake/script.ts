import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CODE_FOLDER, RUNS_BUILT } from '../../project/paths';

/** The script of the page, below the folder of the code. A build writes it. */
export const SCRIPT_FILE = join('programs', 'intake', 'script.js');

export const intakeScript = (): string =>
  RUNS_BUILT ? readFileSync(join(CODE_FOLDER, SCRIPT_FILE), 'utf8') : bundleIntakeScript(CODE_FOLDER);

/** Bundles the page's code with the rules. The bytes are the same on every machine and in every folder. */
export function bundleIntakeScript(project: string): string {
  // Loaded only here: a build contains the script.
  const { buildSync }: typeof import('esbuild') = require('esbuild');
  const { outputFiles } = buildSync({
    absWorkingDir: project,
    entryPoints: [join('lib', 'cli', 'intake', 'browser', 'main.ts')],
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    write: false,
    logLevel: 'warning',
    // Ignores any tsconfig.json above the file.
    tsconfigRaw: {},
  });
  return outputFiles.map(({ text }) => text).join('');
}
