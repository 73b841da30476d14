import { NoCommonProposalError, recommend } from '../../lib/handover/recommended';
import { type Comparison, compare } from '../../lib/review/edge/compare';
import { ReviewFailure } from '../../lib/review/edge/failure';
import { json } from '../../lib/review/json';
import { type Frame, markdown } from '../../lib/review/markdown/document';
import { type Review, review as reviewSides } from '../../lib/review/review';
import type { Recommend } from '../../lib/review/tunnels';
import type { Output } from './output';

export interface ReviewRequest {
  /** What to compare with: any name of a commit. */
  readonly base: string;
  readonly folder: string;
  readonly json: boolean;
  /** The project's folder. */
  readonly project: string;
}

/** What `heartlab review` ends with, so that a pipeline can ask for an approval. */
export const REVIEW_EXIT = { fine: 0, invalid: 1, failed: 2, hospital: 3 } as const;

/** `heartlab review`: the exit code. */
export async function review(request: ReviewRequest, output: Output): Promise<number> {
  let compared: Comparison;
  try {
    compared = await compare({ project: request.project, ref: request.base, sites: request.folder });
  } catch (error) {
    if (!(error instanceof ReviewFailure)) throw error;
    output.err(`heartlab: ${error.message}`);
    return REVIEW_EXIT.failed;
  }
  const { base, head, unreadable, commit, remarks } = compared;
  // An app that dies of something else than its files' errors leaves a stack trace.
  if (head.side === undefined && head.complaints.some((line) => /^\s+at /.test(line))) {
    output.err(['heartlab: the app of this working tree failed:', ...head.complaints.slice(-20)].join('\n'));
    return REVIEW_EXIT.failed;
  }
  const found =
    head.side === undefined
      ? undefined
      : reviewSides({ before: base, after: head.side, recommend: toEnter, unreadable });
  const frame: Frame = { base: { ref: request.base, commit }, remarks, complaints: head.complaints };
  const code = exitCode(found, head.failed);
  output.out(request.json ? json(found, frame, code) : markdown(found, frame));
  return code;
}

function exitCode(found: Review | undefined, failed: boolean): number {
  if (failed || found === undefined || found.invalid) return REVIEW_EXIT.invalid;
  return found.impact === 'hospital' ? REVIEW_EXIT.hospital : REVIEW_EXIT.fine;
}

/** The handover pack's proposal, so that the review speaks of what the hospital was really told. */
const toEnter: Recommend = (policy, device) => {
  try {
    return recommend(policy, device).recommended;
  } catch (error) {
    if (error instanceof NoCommonProposalError) return undefined;
    throw error;
  }
};
