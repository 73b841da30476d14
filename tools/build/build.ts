import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { bundleIntakeScript, SCRIPT_FILE } from '../../lib/cli/intake/script';
import { BUNDLE_FOLDER, bundleHandler } from '../../lib/constructs/common/handler-bundle';
import { type BuildStamp, distOf, programFile, sourceHash, stampFile } from '../../lib/project/build-state';

/** The Lambda handlers, as their providers name them, and whether the bundle contains the AWS SDK. */
const HANDLERS: Readonly<Record<string, { readonly bundleSdk: boolean }>> = {
  'lib/custom-resources/address-reservation/handler': { bundleSdk: false },
  'lib/custom-resources/cell-database/lambda': { bundleSdk: false },
  'lib/custom-resources/default-security-group/handler': { bundleSdk: false },
  'lib/custom-resources/vpn-tunnels/lambda': { bundleSdk: true },
};

/** Packages that every command loads, so the bundles of the programs contain them. */
const BUNDLED_PACKAGES = ['commander', 'fastest-levenshtein', 'ipaddr.js', 'js-yaml', 'yaml', 'zod'];

/**
 * Builds dist/: JavaScript with types and source maps, the bundled Lambda handlers and the bundled gate. It includes the type check
 * of lib. dist/ is replaced at the end, so it is never incomplete.
 */
export function buildProject(project: string): void {
  const stamp: BuildStamp = { sources: sourceHash(project) };
  const newDist = join(project, `.dist-${process.pid}`);
  const run = (program: string, ...args: readonly string[]) =>
    execFileSync(join(project, 'node_modules', '.bin', program), args, { cwd: project, stdio: ['ignore', 2, 2] });
  try {
    run('tsc', '-p', 'tsconfig.build.json', '--outDir', newDist);
    for (const file of readdirSync(join(project, 'lib'), { recursive: true, encoding: 'utf8' }))
      if (file.endsWith('.sh')) cpSync(join(project, 'lib', file), join(newDist, 'lib', file));
    for (const [entry, { bundleSdk }] of Object.entries(HANDLERS)) {
      const outfile = join(newDist, dirname(entry), BUNDLE_FOLDER, 'index.js');
      bundleHandler(join(project, entry), outfile, bundleSdk);
    }
    execFileSync('npm', ['run', '--silent', 'build:gate', '--', `--outfile=${join(newDist, 'gate.cjs')}`], {
      cwd: project,
      stdio: ['ignore', 2, 2],
    });
    bundleProgram(project, 'bin/app.ts', join(newDist, 'programs', 'app', 'index.js'));
    bundleProgram(project, 'bin/heartlab.ts', join(newDist, 'programs', 'heartlab', 'bundle.js'));
    cpSync(join(project, 'tools', 'build', 'program-loader.cjs'), join(newDist, 'programs', 'heartlab', 'index.js'));
    mkdirSync(dirname(join(newDist, SCRIPT_FILE)), { recursive: true });
    writeFileSync(join(newDist, SCRIPT_FILE), bundleIntakeScript(project));
    writeFileSync(stampFile(newDist), `${JSON.stringify(stamp)}\n`);
    rmSync(distOf(project), { recursive: true, force: true });
    renameSync(newDist, distOf(project));
    compileCommand(project);
  } finally {
    rmSync(newDist, { recursive: true, force: true });
  }
}

/**
 * Bundles a program with the packages that every command loads: reading one file is faster than finding hundreds. A module runs
 * only when its `require` is reached. All other packages stay in node_modules.
 */
export function bundleProgram(project: string, entry: string, outfile: string): void {
  const { dependencies, devDependencies }: { readonly dependencies: object; readonly devDependencies: object } =
    JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  const packages = [...Object.keys(dependencies), ...Object.keys(devDependencies)];
  buildSync({
    absWorkingDir: project,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: packages.filter((dependency) => !BUNDLED_PACKAGES.includes(dependency)),
    sourcemap: true,
    // Node.js compiles the whole file at each start: without white space it is a quarter smaller.
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: 'warning',
  });
}

/** Saves what V8 compiles for a check of site files. Without it, the command only starts more slowly. */
function compileCommand(project: string): void {
  spawnSync(process.execPath, [programFile(project, 'heartlab'), 'check', '--sites', 'examples/fleet'], {
    cwd: project,
    env: { ...process.env, HEARTLAB_WRITE_COMPILED: '1' },
    stdio: 'ignore',
  });
}
