import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BuildOptions } from 'esbuild';

/** The folder, beside a handler of dist/, into which a build bundles it. */
export const BUNDLE_FOLDER = 'bundle';

/** The folder of the handler's bundle from the build. Undefined if this code runs from TypeScript. */
export function builtBundle(entry: string): string | undefined {
  const folder = join(dirname(entry), BUNDLE_FOLDER);
  return existsSync(folder) ? folder : undefined;
}

/** The credential providers that a Lambda function never uses: its credentials are in the environment. The SDK loads a provider on its first use. */
const OTHER_CREDENTIALS = ['ini', 'login', 'process', 'sso', 'web-identity'].map(
  (provider) => `@aws-sdk/credential-provider-${provider}`,
);

/**
 * Bundles a handler into one file, with the same bytes on every machine and in every folder. It calls esbuild directly, because
 * NodejsFunction starts npx for it, which costs 0.4 s of every synth.
 */
export function bundleHandler(entry: string, outfile: string, bundleSdk: boolean): void {
  // Loaded only here: an installed package contains the bundles, but not esbuild.
  const { buildSync }: typeof import('esbuild') = require('esbuild');
  const options: BuildOptions = {
    bundle: true,
    platform: 'node',
    target: 'node22',
    // esbuild removes unused code only from ES modules. Most packages list CommonJS first.
    mainFields: ['module', 'main'],
    external: bundleSdk ? OTHER_CREDENTIALS : ['@aws-sdk/*'],
    logLevel: 'warning',
    // Ignores any tsconfig.json above the file.
    tsconfigRaw: {},
  };
  const { outputFiles = [] } = buildSync({ ...options, entryPoints: [entry], format: 'esm', write: false });
  const contents = withPlainKeys(outputFiles.map(({ text }) => text).join(''));
  buildSync({ ...options, stdin: { contents, resolveDir: __dirname }, outfile, minify: true, format: 'cjs' });
}

/** Matches a statement that can declare a constant's name again. The lists refer to each other by `() => other`, which declares none. */
const HAS_SCOPE = /\bfunction\b|(?<!\(\) )=>|=> \{|\bclass\b|\) \{/;

/**
 * Replaces each computed key that is a constant of the same file by its value. The SDK describes EC2's 700 calls by lists with such
 * keys. esbuild does not know that the keys have no side effect, and would include all lists for the four calls in use. Only
 * statements without parameters and variables of their own are changed, because there a name can only be the constant.
 */
export function withPlainKeys(bundle: string): string {
  const constants = new Map(
    [...bundle.matchAll(/^(?:var|const) (_\w+) = ("[^"\\]*");$/gm)].map(([, name, value]) => [name, value]),
  );
  // A line that is not indented begins a statement.
  return bundle
    .split(/^(?=\S)/m)
    .map((statement) =>
      HAS_SCOPE.test(statement)
        ? statement
        : statement.replace(/\[(_\w+)\]:/g, (key, name: string) => {
            const value = constants.get(name);
            return value === undefined ? key : `${value}:`;
          }),
    )
    .join('');
}
