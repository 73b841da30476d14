import { PROJECT_FOLDER } from '../../lib/project/paths';
import { buildPackage } from './package';

/** The last step of `npm pack`: adds the files of the installed package to dist/. */
buildPackage(PROJECT_FOLDER).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
