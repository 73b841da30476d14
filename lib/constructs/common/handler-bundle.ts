import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder, beside a handler of dist/, into which a build bundles it. */
export const BUNDLE_FOLDER = 'bundle';

/** The folder of the handler's bundle from the build. Undefined if this code runs from TypeScript. */
export function builtBundle(entry: string): string | undefined {
  const folder = join(dirname(entry), BUNDLE_FOLDER);
  return existsSync(folder) ? folder : undefined;
}

/**
 * Bundles a handler into one file, with the same bytes on every machine and in every folder. It calls esbuild directly, because
 * NodejsFunction starts npx for it, which costs 0.4 s of every synth.
 */
export function bundleHandler(entry: string, outfile: string, bundleSdk: boolean): void {
  // Not at the top: an installed package has bundles, and no esbuild.
  const { buildSync }: typeof import('esbuild') = require('esbuild');
  buildSync({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node22',
    external: bundleSdk ? [] : ['@aws-sdk/*'],
    logLevel: 'warning',
    // Ignores any tsconfig.json above the file.
    tsconfigRaw: {},
  });
}
