import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether dist/ was built from the current sources. Contents are compared, not times: a checkout changes the times of files, and a
 * copy preserves them.
 */

/** The inputs of a build: the code, the packages' versions and the compiler's settings. */
const FOLDERS = ['bin', 'lib', 'services', 'tools/build'];
const FILES = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];

export type BuildState =
  /** dist/ is from these sources. */
  | 'current'
  /** A source has changed since the build. */
  | 'stale'
  | 'missing';

export interface BuildStamp {
  /** SHA-256 of the sources' paths and contents. */
  readonly sources: string;
}

export const distOf = (project: string): string => join(project, 'dist');

/** The bundle of a program of bin/. */
export const programFile = (project: string, name: string): string =>
  join(distOf(project), 'programs', name, 'index.js');

/** The file of dist/ that contains the hash of its sources. */
export const stampFile = (dist: string): string => join(dist, 'build.json');

export function buildState(project: string): BuildState {
  const built = builtFrom(project);
  if (built === undefined) return 'missing';
  return built === sourceHash(project) ? 'current' : 'stale';
}

/** The hash of the sources from which the project's dist/ was built. */
export function builtFrom(project: string): string | undefined {
  const file = stampFile(distOf(project));
  if (!existsSync(file)) return undefined;
  const { sources }: BuildStamp = JSON.parse(readFileSync(file, 'utf8'));
  return sources;
}

export function sourceHash(project: string): string {
  const hash = createHash('sha256');
  const files = [
    ...FOLDERS.flatMap((folder) => filesIn(project, folder)),
    ...FILES.filter((file) => existsSync(join(project, file))),
  ];
  for (const file of files) {
    const content = contentOf(`${project}/${file}`);
    // With its length, a content can't be mistaken for the name of the next file.
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** One buffer for all files: every command computes the hash, and a buffer a file takes a third of its time. */
const BUFFER = Buffer.allocUnsafe(1024 * 1024);

/** The content of a file, until the next call. */
function contentOf(file: string): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const length = readSync(descriptor, BUFFER);
    return length < BUFFER.length ? BUFFER.subarray(0, length) : readFileSync(file);
  } finally {
    closeSync(descriptor);
  }
}

function filesIn(project: string, folder: string): readonly string[] {
  const path = `${project}/${folder}`;
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .sort((one, two) => (one.name < two.name ? -1 : 1))
    .flatMap((entry) => {
      const file = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return filesIn(project, file);
      return entry.isFile() ? [file] : [];
    });
}
