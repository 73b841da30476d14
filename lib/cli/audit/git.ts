import { realpathSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import type { EvidenceCommit } from '../../compliance/evidence/evidence';
import { ascending } from '../../config/ascending';
import { commitOf, repositoryOf, runGit } from '../../project/git';

/** The commit that evidence speaks of, and how far the working tree is from it. */
export function commitFacts(project: string, out: string): EvidenceCommit {
  const { top } = repositoryOf(project);
  const hash = commitOf(project, 'HEAD');
  // Seconds since 1970: a date in words would depend on the time zone of whoever runs this, or of whoever committed.
  const seconds = Number(runGit(project, 'show', '--no-patch', '--format=%ct', hash));
  const date = new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  // Evidence of an earlier run is no change of what is judged.
  const own = relative(realpathSync(top), resolve(realpathSync(project), out))
    .split(sep)
    .join('/');
  const status = runGit(top, 'status', '--porcelain', '-z', '--no-renames', '--untracked-files=all');
  const changed = status
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => entry.slice(3))
    .filter((path) => path !== own && !path.startsWith(`${own}/`));
  return { hash, date, changed: changed.toSorted(ascending) };
}
