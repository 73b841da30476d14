import type { DeployTarget } from './target';

/** What a check of `heartlab preflight` found. */
export type CheckFinding =
  /** The deploy will not fail over this. */
  | { readonly outcome: 'PASS'; readonly found: string }
  /** FAIL: the deploy would fail or misbehave. WARN: it may, or it would leave something to be done. */
  | { readonly outcome: 'FAIL' | 'WARN'; readonly found: string; readonly remedy: string }
  /** The check did not run: `found` is the reason. `unanswered`: AWS did not answer. */
  | { readonly outcome: 'SKIPPED'; readonly found: string; readonly unanswered: boolean };

export type CheckOutcome = CheckFinding['outcome'];

/** One question that a deploy depends on. It reads, and changes nothing. */
export interface PreflightCheck {
  /** Stable: `--json` and docs/preflight.md name it. */
  readonly id: string;
  /** What the check compares, for the table of docs/preflight.md. */
  readonly question: string;
  /**
   * Whether a deploy may go on without the answer. Where it may not, an unanswered question gives exit code 2.
   */
  readonly matters: boolean;
  /**
   * At least one finding: one for all that is right, and one for each defect.
   *
   * @throws AwsFailure when AWS gives no answer: the row is then SKIPPED, and unanswered
   */
  readonly run: (target: DeployTarget) => Promise<readonly CheckFinding[]>;
}

export const passFinding = (found: string): CheckFinding => ({ outcome: 'PASS', found });

/** @param remedy the command or the console path that fixes it */
export const failFinding = (found: string, remedy: string): CheckFinding => ({ outcome: 'FAIL', found, remedy });

/** @param remedy the command or the console path that fixes it */
export const warnFinding = (found: string, remedy: string): CheckFinding => ({ outcome: 'WARN', found, remedy });

/** The question does not arise here. */
export const skippedFinding = (why: string): CheckFinding => ({ outcome: 'SKIPPED', found: why, unanswered: false });

/** AWS did not answer a call of this part of the check. */
export const unansweredFinding = (why: string): CheckFinding => ({ outcome: 'SKIPPED', found: why, unanswered: true });

/** The defects; where there is none, one PASS. */
export const passUnless = (defects: readonly CheckFinding[], found: string): readonly CheckFinding[] =>
  defects.length > 0 ? defects : [passFinding(found)];
