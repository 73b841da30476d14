import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { ProjectFailure } from '../project/errors';
import { addWorktree, addWorktreeWithoutLinks, commitOf, removeWorktree, repositoryOf } from '../project/git';
import type { WrittenAssembly } from './assembly';
import { readHeadFile } from './head-file';
import {
  everySite,
  type ReachedSites,
  type ReviewReach,
  type ReviewSide,
  reachedSites,
  type SomeSites,
  writeReachedSites,
} from './reach';
import type { ComparedRevision } from './revision';
import { plainWords, type SafeText, safeText } from './safe-text';
import type { UnreadableSites } from './site-review';
import { type RevisionSynthRequest, type SynthesizedRevision, synthesizedRevision, synthesizeRevision } from './synth';
import { writeValidPart } from './valid-part';

/**
 * Base and head, synthesized. The base is a worktree of its commit. The head is the working tree with its uncommitted changes, or
 * another commit, read from the file that its own code wrote elsewhere.
 */
export interface RevisionComparison {
  readonly commit: string;
  readonly base: ComparedRevision;
  readonly head: SynthesizedRevision;
  readonly unreadable: UnreadableSites;
  readonly remarks: readonly SafeText[];
  /** Which sites were synthesized, and why. */
  readonly reach: ReviewReach;
}

export interface CompareRequest {
  readonly project: string;
  readonly ref: string;
  /** The folder of the site files, seen from the project. */
  readonly sites: string;
  /** Instead of the working tree. */
  readonly head?: ElsewhereSynthesized;
  /** YYYY-MM-DD: expired certificates are reported for the whole fleet. */
  readonly today: string;
}

/** A commit whose code doesn't run here. */
export interface ElsewhereSynthesized {
  readonly ref: string;
  /** The output of its own code (`head-file.ts`). */
  readonly file: string;
}

export async function compareRevisions({
  project,
  ref,
  sites,
  head: elsewhere,
  today,
}: CompareRequest): Promise<RevisionComparison> {
  const { top, prefix } = repositoryOf(project);
  const commit = commitOf(project, ref);
  const headCommit = elsewhere && commitOf(project, elsewhere.ref);
  const inside = relative(realpathSync(top), resolve(realpathSync(project), sites));
  if (inside.startsWith('..') || isAbsolute(inside))
    throw new ProjectFailure(
      `${sites} is outside the repository, so the base doesn't contain it; name a folder of the repository with --sites`,
    );
  return inTemporaryFolder(project, async (temporary) => {
    const worktree = join(temporary, 'base');
    addWorktree(project, worktree, commit);
    const baseProject = join(worktree, prefix);
    share(project, baseProject);
    const baseSites = relative(baseProject, join(worktree, inside));
    const readHead = (): SynthesizedRevision | undefined => {
      if (elsewhere === undefined || headCommit === undefined) return undefined;
      const written = readHeadFile(elsewhere.file);
      addWorktreeWithoutLinks(project, join(temporary, 'head'), headCommit);
      return synthesizedRevision(written, join(temporary, 'head', inside));
    };
    // The head is read first: if that fails, the base isn't needed.
    const read = readHead();
    const sides = { before: { project: baseProject, sites: baseSites }, after: { project, sites } };
    const reached: ReachedSites =
      read === undefined ? reachedSites({ ...sides, today }) : { reach: everySite(ELSEWHERE) };
    const partly = reached.some && (await synthesizeReached(sides, reached.some, temporary));
    if (partly !== undefined)
      return { commit, ...partly, unreadable: { before: [], after: [] }, remarks: [], reach: reached.reach };
    const reach = reached.some === undefined ? reached.reach : everySite(FAILED);
    // In parallel, because each takes long; they write to different folders.
    const [base, head] = await both(
      synthesizeBase(baseProject, baseSites, temporary),
      read ?? synthesizeValidPart({ ...sides.after, outdir: join(temporary, 'head.out') }),
    );
    if (base.side === undefined)
      throw new ProjectFailure(`the base can't be synthesized:\n${base.complaints.slice(0, 20).join('\n')}`);
    // Elsewhere, the head used the packages of its own lock file.
    const lock = elsewhere === undefined ? lockRemark(project, baseProject) : [];
    return {
      commit,
      base: base.side,
      head,
      unreadable: { before: base.leftOut ?? [], after: head.leftOut ?? [] },
      remarks: [...baseRemarks(base), ...headRemarks(head), ...lock],
      reach,
    };
  });
}

const ELSEWHERE = safeText`the templates of the head were written elsewhere`;
const FAILED = safeText`the synthesis of the changed sites alone ended with an error`;

interface ComparedSides {
  readonly before: ReviewSide;
  readonly after: ReviewSide;
}

/** Both sides with only the sites that can differ. Undefined if a side fails: the errors of a whole fleet name more files. */
async function synthesizeReached(
  { before, after }: ComparedSides,
  some: SomeSites,
  temporary: string,
): Promise<Pick<RevisionComparison, 'base' | 'head'> | undefined> {
  const synthesizeSide = ({ project, sites }: ReviewSide, name: string): Promise<SynthesizedRevision> => {
    const few = join(temporary, `${name}-sites`);
    writeReachedSites(resolve(project, sites), few, some);
    const outdir = join(temporary, `${name}-few.out`);
    return synthesizeRevision({ project, sites: few, outdir, unreached: some.unreached });
  };
  const [base, head] = await both(synthesizeSide(before, 'base'), synthesizeSide(after, 'head'));
  return base.failed || head.failed || base.side === undefined ? undefined : { base: base.side, head };
}

/** The output of the working tree's app, for a comparison elsewhere. */
export const writtenHead = ({ project, sites }: Pick<CompareRequest, 'project' | 'sites'>): Promise<WrittenAssembly> =>
  inTemporaryFolder(project, (temporary) => writeValidPart({ project, sites, outdir: join(temporary, 'head.out') }));

const WORKTREES = ['base', 'head'] as const;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Removes the folder with its worktrees at the end, also on a signal. */
async function inTemporaryFolder<T>(project: string, work: (folder: string) => Promise<T>): Promise<T> {
  const temporary = mkdtempSync(join(tmpdir(), 'heartlab-review-'));
  const cleanUp = (): void => {
    for (const worktree of WORKTREES.map((name) => join(temporary, name)))
      if (existsSync(worktree)) removeWorktree(project, worktree);
    rmSync(temporary, { recursive: true, force: true });
  };
  const stop = (): never => {
    cleanUp();
    process.exit(130);
  };
  for (const signal of SIGNALS) process.once(signal, stop);
  try {
    return await work(temporary);
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    cleanUp();
  }
}

/** Waits for both, also if one fails: the other would write into a deleted folder. */
async function both<One, Two>(one: Promise<One>, two: Promise<Two> | Two): Promise<[One, Two]> {
  await Promise.allSettled([one, two]);
  return Promise.all([one, two]);
}

/** The base uses our installed packages: installing them again would take minutes. */
function share(project: string, base: string): void {
  const modules = join(project, 'node_modules');
  if (!existsSync(modules)) throw new ProjectFailure('there is no node_modules here; run `npm ci` first');
  if (!existsSync(join(base, 'node_modules'))) symlinkSync(realpathSync(modules), join(base, 'node_modules'));
}

function lockRemark(project: string, base: string): readonly SafeText[] {
  const [one, two] = [project, base].map((folder) => {
    const file = join(folder, 'package-lock.json');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  });
  return one === two
    ? []
    : [
        safeText`package-lock.json differs: the base was synthesized with the packages installed here, so changes caused by new package versions are not shown.`,
      ];
}

/** The base's errors are of the past: its valid part is compared. */
async function synthesizeBase(project: string, sites: string, temporary: string): Promise<SynthesizedRevision> {
  if (!existsSync(join(project, sites)))
    throw new ProjectFailure(`the base has no folder ${sites}: name a folder that exists on both sides`);
  return synthesizeValidPart({ project, sites, outdir: join(temporary, 'base.out') });
}

const synthesizeValidPart = async (request: RevisionSynthRequest): Promise<SynthesizedRevision> =>
  synthesizedRevision(await writeValidPart(request), resolve(request.project, request.sites));

function baseRemarks({ failed, leftOut }: SynthesizedRevision): readonly SafeText[] {
  if (leftOut !== undefined)
    return [
      leftOut.length === 0
        ? safeText`The base was synthesized without acknowledgements that have errors.`
        : safeText`The base was synthesized without these site files, which have errors: ${leftOut.join(', ')}.`,
    ];
  return failed
    ? [safeText`The base's app wrote its templates and then ended with an error. The templates are compared anyway.`]
    : [];
}

const headRemarks = ({ leftOut }: SynthesizedRevision): readonly SafeText[] =>
  leftOut === undefined
    ? []
    : [
        safeText`The change was synthesized without the ${plainWords(leftOut.length === 0 ? 'acknowledgements' : 'site files')} that have errors, so that the rest can be compared.`,
      ];
