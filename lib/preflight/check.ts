import type { DeployTarget } from './target';

/** A finding of a check of `heartlab preflight`. */
export type CheckFinding =
  /** The deploy will not fail because of this. */
  | { readonly outcome: 'PASS'; readonly found: string }
  /** FAIL: the deploy would fail or misbehave. WARN: it may fail, or a manual step would remain. */
  | { readonly outcome: 'FAIL' | 'WARN'; readonly found: string; readonly remedy: string }
  /** The check did not run: `found` is the reason. `unanswered`: AWS did not answer. */
  | { readonly outcome: 'SKIPPED'; readonly found: string; readonly unanswered: boolean };

export type CheckOutcome = CheckFinding['outcome'];

/** One question that a deploy depends on. It only reads. */
export interface PreflightCheck {
  /** Stable: `--json` output and docs/preflight.md contain it. */
  readonly id: string;
  /** The comparison that the check makes, for the table of docs/preflight.md. */
  readonly question: string;
  /** Whether the check is required. If it is, an unanswered check gives exit code 2. */
  readonly matters: boolean;
  /**
   * At least one finding: a single PASS, or one finding for each defect.
   *
   * @throws AwsFailure when AWS does not answer: the row is then SKIPPED, and unanswered
   */
  readonly run: (target: DeployTarget) => Promise<readonly CheckFinding[]>;
}

export const passFinding = (found: string): CheckFinding => ({ outcome: 'PASS', found });

/** @param remedy the command or the console path that fixes it */
export const failFinding = (found: string, remedy: string): CheckFinding => ({ outcome: 'FAIL', found, remedy });

/** @param remedy the command or the console path that fixes it */
export const warnFinding = (found: string, remedy: string): CheckFinding => ({ outcome: 'WARN', found, remedy });

/** The question does not apply here. */
export const skippedFinding = (why: string): CheckFinding => ({ outcome: 'SKIPPED', found: why, unanswered: false });

/** AWS did not answer a call of this part of the check. */
export const unansweredFinding = (why: string): CheckFinding => ({ outcome: 'SKIPPED', found: why, unanswered: true });

/** The defects, or one PASS if there are none. */
export const passUnless = (defects: readonly CheckFinding[], found: string): readonly CheckFinding[] =>
  defects.length > 0 ? defects : [passFinding(found)];
