import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { ProjectFailure } from './errors';

/** All calls of git, and the parsing of their output. */

/** A git hook sets these for its own repository and index. With them, a worktree would be added to the wrong repository. */
const HOOK_VARIABLES = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_PREFIX',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
];

const runGit = (folder: string, ...args: readonly string[]): string => gitWith([], folder, ...args);

function gitWith(settings: readonly string[], folder: string, ...args: readonly string[]): string {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !HOOK_VARIABLES.includes(name)));
  // Hooks of the repository are disabled, because a checkout could otherwise run any program.
  const options = ['core.hooksPath=/dev/null', ...settings].flatMap((setting) => ['-c', setting]);
  const { status, stdout, stderr, error } = spawnSync('git', [...options, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env,
  });
  if (error !== undefined) throw new ProjectFailure(`git can't be run: ${error.message}`);
  if (status !== 0) throw new ProjectFailure(`git ${args[0]} failed: ${stderr.trim().split('\n').slice(-3).join(' ')}`);
  return stdout.replace(/\n$/, '');
}

export interface GitRepository {
  /** Its top folder. */
  readonly top: string;
  /** The path from the top folder to the given folder: `` or `infra/`. */
  readonly prefix: string;
}

export function repositoryOf(folder: string): GitRepository {
  return { top: runGit(folder, 'rev-parse', '--show-toplevel'), prefix: runGit(folder, 'rev-parse', '--show-prefix') };
}

/** The hash of the commit that `ref` names. */
export function commitOf(folder: string, ref: string): string {
  try {
    return runGit(folder, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);
  } catch {
    throw new ProjectFailure(
      `there is no commit ${JSON.stringify(ref)} here; fetch it first (a shallow clone has no history: fetch-depth: 0)`,
    );
  }
}

/** The checked-out commit as text, marked if files in this folder are not committed; `unknown` without a repository. */
export function commitText(folder: string): string {
  try {
    const commit = commitOf(folder, 'HEAD');
    return runGit(folder, 'status', '--porcelain', '--', '.') === '' ? commit : `${commit} with local changes`;
  } catch {
    return 'unknown';
  }
}

export interface CheckedOutCommit {
  readonly hash: string;
  /** When it was committed: ISO 8601, UTC. */
  readonly date: string;
  /** The files that differ from the commit, sorted. */
  readonly changed: readonly string[];
}

/** @param except a folder, relative to the project, of which changes do not count */
export function checkedOutCommit(project: string, except: string): CheckedOutCommit {
  const { top } = repositoryOf(project);
  const hash = commitOf(project, 'HEAD');
  // Seconds since 1970: git's other formats depend on the time zone of the reader or of the committer.
  const seconds = Number(runGit(project, 'show', '--no-patch', '--format=%ct', hash));
  const date = new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  const ignored = relative(realpathSync(top), resolve(realpathSync(project), except))
    .split(sep)
    .join('/');
  const changed = runGit(top, 'status', '--porcelain', '-z', '--no-renames', '--untracked-files=all')
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => entry.slice(3))
    .filter((path) => path !== ignored && !path.startsWith(`${ignored}/`));
  return { hash, date, changed: changed.toSorted() };
}

/** The names of the files that commits removed from a folder, each with its last such commit. Undefined without the whole history. */
export function removedFiles(folder: string): ReadonlyMap<string, string> | undefined {
  const removed = new Map<string, string>();
  let text: string;
  try {
    if (runGit(folder, 'rev-parse', '--is-shallow-repository') === 'true') return undefined;
    text = runGit(
      folder,
      ...['log', '--diff-filter=D', '--no-renames', '--relative', '--name-only', '--format=commit %H', '--', '.'],
    );
  } catch {
    return undefined;
  }
  let commit = '';
  for (const line of text.split('\n')) {
    const [, hash] = /^commit ([0-9a-f]+)$/.exec(line) ?? [];
    if (hash !== undefined) commit = hash;
    else if (line !== '' && !removed.has(line)) removed.set(line, commit);
  }
  return removed;
}

export function addWorktree(repository: string, folder: string, commit: string): void {
  runGit(repository, 'worktree', 'add', '--detach', '--force', folder, commit);
}

/** For reading only: a symbolic link in the commit becomes a file with its target's path, so that it can't be followed. */
export function addWorktreeWithoutLinks(repository: string, folder: string, commit: string): void {
  runGit(repository, 'worktree', 'add', '--detach', '--force', '--no-checkout', folder, commit);
  gitWith(['core.symlinks=false'], folder, 'reset', '--quiet', '--hard');
}

export function removeWorktree(repository: string, folder: string): void {
  runGit(repository, 'worktree', 'remove', '--force', '--force', folder);
}
