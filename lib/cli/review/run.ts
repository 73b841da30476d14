import { join } from 'node:path';
import { firstSiteLine } from '../../config/load/first-site';
import { NoCommonProposalError, recommendProposals } from '../../handover/recommended';
import { ProjectFailure } from '../../project/errors';
import { removedFiles } from '../../project/git';
import {
  compareRevisions,
  type ElsewhereSynthesized,
  type RevisionComparison,
  writtenHead,
} from '../../review/compare';
import { writeHeadFile } from '../../review/head-file';
import { reviewJson } from '../../review/json';
import { type ReviewFrame, reviewMarkdown } from '../../review/markdown/document';
import { type FleetReview, reviewRevisions } from '../../review/review';
import { type ComparedRevision, siteNames } from '../../review/revision';
import { type SafeText, safeText } from '../../review/safe-text';
import type { RecommendProposal } from '../../review/tunnel-proposals';
import type { CommandOutput } from '../shared/output';

export interface ReviewRequest {
  /** The commit to compare with, by any name that git accepts. */
  readonly base: string;
  readonly folder: string;
  readonly json: boolean;
  /** The project's folder. */
  readonly project: string;
  /** A commit to compare instead of the working tree. */
  readonly head?: ElsewhereSynthesized;
}

/** Printed for a fleet without a site. */
export const NOTHING_COMPARED = 'No hospital was compared';
export const NOTHING_COMPARED_JSON = { exitCode: 0, remarks: [], complaints: [], sites: [], untouched: 0, shared: [] };

/** The exit codes of `heartlab review`, from which a pipeline requires an approval. */
export const REVIEW_EXIT = { fine: 0, invalid: 1, failed: 2, hospital: 3 } as const;

/** `heartlab review`: the exit code. */
export const runReview = (request: ReviewRequest, output: CommandOutput): Promise<number> =>
  orFailure(output, async () => {
    const { project, base: ref, folder: sites, head } = request;
    const compared = await compareRevisions({
      project,
      ref,
      sites,
      head,
      today: new Date().toISOString().slice(0, 10),
    });
    try {
      return report(request, compared, output);
    } catch (error) {
      if (head === undefined || !(error instanceof Error)) throw error;
      // A template of unreviewed code may have any form, but the comparison requires the forms of AWS's resource types.
      throw new ProjectFailure(`the templates of ${head.ref} have a form that can't be compared (${error.name})`);
    }
  });

/** `heartlab review --write-head`: the exit code. The file contains the errors of the head, and the review reports them. */
export const writeHead = (project: string, sites: string, file: string, output: CommandOutput): Promise<number> =>
  orFailure(output, async () => {
    writeHeadFile(file, await writtenHead({ project, sites }));
    return REVIEW_EXIT.fine;
  });

async function orFailure(output: CommandOutput, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProjectFailure)) throw error;
    output.err(`heartlab: ${error.message}`);
    return REVIEW_EXIT.failed;
  }
}

function report(request: ReviewRequest, compared: RevisionComparison, output: CommandOutput): number {
  const { base, head, unreadable, commit, remarks, reach } = compared;
  // A stack trace means that the app failed, not that the site files have errors.
  if (head.side === undefined && head.complaints.some((line) => /^\s+at /.test(line))) {
    const source = request.head === undefined ? 'this working tree' : request.head.ref;
    output.err([`heartlab: the app of ${source} failed:`, ...head.complaints.slice(-20)].join('\n'));
    return REVIEW_EXIT.failed;
  }
  const found =
    head.side === undefined
      ? undefined
      : reviewRevisions({ before: base, after: head.side, recommend: toEnter, unreadable });
  const frame: ReviewFrame = {
    base: { ref: request.base, commit },
    remarks: [...remarks, ...noSiteRemark(request.folder, base, head.side), ...usedNameRemarks(request, found)],
    complaints: head.complaints,
    reach,
  };
  const code = reviewExitCode(found, head.failed);
  output.out(request.json ? reviewJson(found, frame, code) : reviewMarkdown(found, frame));
  return code;
}

/** If neither side has a site, no hospital was compared, and the comment must not look like an approval. */
function noSiteRemark(
  folder: string,
  before: ComparedRevision,
  after: ComparedRevision | undefined,
): readonly SafeText[] {
  if (after === undefined || sitesOf(before) + sitesOf(after) > 0) return [];
  return [safeText`${firstSiteLine({ folder, environments: after.environments }, NOTHING_COMPARED)}`];
}

/** A cell adopts the database and the studies that an earlier cell of the same name left: a name belongs to one hospital forever. */
function usedNameRemarks({ project, folder }: ReviewRequest, found: FleetReview | undefined): readonly SafeText[] {
  const added = found?.sites.filter(({ kind }) => kind === 'added') ?? [];
  if (added.length === 0) return [];
  const removed = removedFiles(join(project, folder));
  if (removed === undefined)
    return [
      safeText`The history of git is incomplete here, so it is unknown whether a new site has the name of a removed hospital. Use a clone with all commits (fetch-depth: 0).`,
    ];
  return added.flatMap(({ site }) => {
    const commit = removed.get(`${site}.yaml`);
    return commit === undefined
      ? []
      : [
          safeText`A hospital with the name ${site} was removed in commit ${commit.slice(0, 12)}. Its logs, database and studies are kept, and the new stacks of that name adopt them. Approve only if it is the same hospital.`,
        ];
  });
}

const sitesOf = (side: ComparedRevision): number => siteNames(side).length + (side.unreached?.length ?? 0);

/** A hospital must also agree to the time of an outage. */
export function reviewExitCode(found: FleetReview | undefined, failed: boolean): number {
  if (failed || found === undefined || found.invalid) return REVIEW_EXIT.invalid;
  return found.impact === 'hospital' || found.impact === 'both-tunnels' ? REVIEW_EXIT.hospital : REVIEW_EXIT.fine;
}

/** The proposal of the handover pack: the values that the hospital configured. */
const toEnter: RecommendProposal = (policy, gateway) => {
  try {
    return recommendProposals(policy, gateway.device, gateway).recommended;
  } catch (error) {
    if (error instanceof NoCommonProposalError) return undefined;
    throw error;
  }
};
