import { spawnSync } from 'node:child_process';
import { ReviewFailure } from './failure';

/** The few things that are asked of git. */

/** In a hook git points to its own repository and index by these, and a worktree would be made of the wrong one. */
const INHERITED = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_PREFIX',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
];

export const runGit = (folder: string, ...args: readonly string[]): string => gitWith([], folder, ...args);

function gitWith(settings: readonly string[], folder: string, ...args: readonly string[]): string {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !INHERITED.includes(name)));
  // No hook of the repository runs: it could do anything at a checkout.
  const all = [...['core.hooksPath=/dev/null', ...settings].flatMap((setting) => ['-c', setting]), ...args];
  const { status, stdout, stderr, error } = spawnSync('git', all, { cwd: folder, encoding: 'utf8', env });
  if (error !== undefined) throw new ReviewFailure(`git can't be run: ${error.message}`);
  if (status !== 0) throw new ReviewFailure(`git ${args[0]} failed: ${stderr.trim().split('\n').slice(-3).join(' ')}`);
  return stdout.replace(/\n$/, '');
}

export interface GitRepository {
  /** Its top folder. */
  readonly top: string;
  /** Where in it we stand: `` or `infra/`. */
  readonly prefix: string;
}

export function repositoryOf(folder: string): GitRepository {
  return { top: runGit(folder, 'rev-parse', '--show-toplevel'), prefix: runGit(folder, 'rev-parse', '--show-prefix') };
}

export function commitOf(folder: string, ref: string): string {
  try {
    return runGit(folder, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);
  } catch {
    throw new ReviewFailure(
      `there is no commit ${JSON.stringify(ref)} here; fetch it first (a shallow clone has no history: fetch-depth: 0)`,
    );
  }
}

export function addWorktree(repository: string, folder: string, commit: string): void {
  runGit(repository, 'worktree', 'add', '--detach', '--force', folder, commit);
}

/** For reading alone: a symbolic link of the commit becomes a file that holds its target's path, and leads nowhere. */
export function addWorktreeWithoutLinks(repository: string, folder: string, commit: string): void {
  runGit(repository, 'worktree', 'add', '--detach', '--force', '--no-checkout', folder, commit);
  gitWith(['core.symlinks=false'], folder, 'reset', '--quiet', '--hard');
}

export function removeWorktree(repository: string, folder: string): void {
  runGit(repository, 'worktree', 'remove', '--force', '--force', folder);
}
