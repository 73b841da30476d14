import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { distOf } from '../../lib/project/build-state';
import { extractApi } from './api';
import { API_PAGE, apiPage } from './api-page';

/** The folder of dist/ that `main` of package.json refers to. */
const packageFolder = (project: string): string => join(distOf(project), 'programs', 'package');

/**
 * Builds the files of the installed package, besides the bundled handlers: one bundle with the library and the command, and one
 * file of types. Names are kept, so that stack traces are readable. Dependencies are not bundled.
 */
export async function buildPackage(project: string): Promise<void> {
  const folder = packageFolder(project);
  mkdirSync(folder, { recursive: true });
  await build({
    absWorkingDir: project,
    entryPoints: ['bin/package.ts'],
    outfile: join(folder, 'main.js'),
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minifySyntax: true,
    minifyWhitespace: true,
    plugins: [replaceRepositoryCommands],
    logLevel: 'warning',
  });
  const { loadLibrary }: { readonly loadLibrary: () => object } = require(join(folder, 'main.js'));
  // From the last line Node.js gets the names for `import { loadFleet } from …` in a module.
  writeFileSync(
    join(folder, 'index.js'),
    `module.exports = require('./main.js').loadLibrary();\n0 && (module.exports = { ${Object.keys(loadLibrary()).join(', ')} });\n`,
  );
  const api = extractApi(project, { types: join(folder, 'index.d.ts') });
  // Checked here, because reading the API takes ten times as long as a build.
  const page = apiPage(api, readFileSync(join(project, 'lib', 'index.ts'), 'utf8'));
  if (readFileSync(join(project, API_PAGE), 'utf8') !== page)
    throw new Error(`${API_PAGE} is not current: run \`npm run api\`, and read the difference`);
}

/** The commands that call AWS or run the repository's app. Their packages are ten times as large as the library. */
const REPOSITORY_COMMANDS = [
  'audit',
  'diagnose',
  'drift',
  'handover',
  'intake',
  'preflight',
  'rehearse',
  'review',
  'status',
];

/** Replaces the commands that an installed package lacks by an error. */
const replaceRepositoryCommands: Plugin = {
  name: 'replace repository commands',
  setup({ onLoad }) {
    const filter = new RegExp(
      `[\\\\/]lib[\\\\/](cli[\\\\/](${REPOSITORY_COMMANDS.join('|')})[\\\\/]run|operate[\\\\/]aws[\\\\/]clients)\\.ts$`,
    );
    onLoad({ filter }, () => ({
      loader: 'js',
      contents: `throw new (require(${JSON.stringify(join(__dirname, '../../lib/project/errors'))}).ProjectFailure)(
        'the installed package has only the commands check and new; run this command in a checkout of the repository, with --sites and the folder of the site files');`,
    }));
  },
};
