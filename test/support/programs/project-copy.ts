import { cpSync, existsSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { withoutBundles } from './without-bundles';

/** The files that a command needs, with dist/, so that the copy runs as fast as the project. */
const ENTRIES = [
  'bin',
  'dist',
  'lib',
  'services',
  'tools/build',
  'cdk.json',
  'package.json',
  'package-lock.json',
  'tsconfig.build.json',
  'tsconfig.json',
];

/**
 * Copies the project into a folder: with its packages, with the example sites as its own sites, and without bundles in a source
 * run.
 */
export function copyProject(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const entry of ENTRIES) if (existsSync(entry)) cpSync(entry, join(folder, entry), { recursive: true });
  cpSync('examples/fleet', join(folder, 'sites'), { recursive: true });
  withoutBundles(join(folder, 'cdk.json'));
  symlinkSync(realpathSync('node_modules'), join(folder, 'node_modules'));
}

/** The environment of a git without a user's configuration, hooks or identity. */
export const OWN_GIT = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b.example',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b.example',
};
