import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../problem';
import { SITE_NAME } from '../schema/common';

export const ENVIRONMENTS_FILE = 'environments.yaml';

/** A file that does not exist yet: its name and its content. */
export interface DraftFile {
  readonly name: string;
  readonly content: string;
}

/** The files of a folder of site files. */
export interface FolderListing {
  readonly names: readonly string[];
  readonly problems: readonly Problem[];
  readonly readable: boolean;
}

/** The YAML files of the folder, in the same order on every machine. */
export function listFolder(folder: string, drafts: readonly DraftFile[] = []): FolderListing {
  let found: readonly Dirent[];
  try {
    found = readdirSync(folder, { withFileTypes: true });
  } catch {
    return {
      names: [],
      readable: false,
      problems: [
        atStart(
          folder,
          'folder',
          'the folder can’t be read',
          'name the folder of the site files with --sites DIR (for the CDK app: -c sites=DIR)',
        ),
      ],
    };
  }
  const entries = found.filter(({ name }) => !name.startsWith('.'));
  const names = entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map(({ name }) => name)
    .sort();
  const problems = entries
    .filter(({ name }) => /\.ya?ml$/i.test(name))
    .flatMap((entry) => overlooked(join(folder, entry.name), entry.name, names.includes(entry.name)));
  const yaml = [
    ...new Set([...names.filter((name) => name.endsWith('.yaml')), ...drafts.map(({ name }) => name)]),
  ].sort();
  // A folder with only environments.yaml is a fleet without a site yet. A folder without it is probably the wrong one.
  if (yaml.length === 0)
    problems.push(
      atStart(folder, 'folder', 'the folder contains no site file', 'write one with `heartlab new <site>`'),
    );
  return { names: yaml, problems, readable: true };
}

/** Files that would be skipped silently, each of which may describe a hospital. */
function overlooked(path: string, name: string, file: boolean): readonly Problem[] {
  if (!file)
    return [atStart(path, 'file', 'is not a file', 'remove or rename it: each .yaml file here describes one hospital')];
  if (!name.endsWith('.yaml')) {
    return [
      atStart(path, 'file-name', 'the file would be skipped', `rename it to ${name.replace(/\.[^.]*$/, '.yaml')}`),
    ];
  }
  return name === ENVIRONMENTS_FILE || SITE_NAME.test(name.slice(0, -'.yaml'.length))
    ? []
    : [
        atStart(
          path,
          'file-name',
          'the file name is not a site name',
          'rename it: 3 to 32 lower-case letters, digits and hyphens, then .yaml',
        ),
      ];
}

/** A problem of a file as a whole. */
export function atStart(file: string, rule: string, wrong: string, write: string): Problem {
  return { severity: 'error', rule, file, line: 1, column: 1, path: '', wrong, write };
}
