import type { Environment, Site } from '../config/model';
import { atMost } from '../operate/at-most';
import { type ClientFactory, connectToAws } from '../operate/aws/clients';
import { AwsFailure } from '../operate/aws/failure';
import type { PlannedStack } from './assembly';
import { type CheckFinding, type PreflightCheck, passFinding, skippedFinding, unansweredFinding } from './check';
import { whyRefused, wrongAccount } from './region';
import { DeployTarget } from './target';

/** One row of the report: the finding of one check in one environment. */
export type PreflightRow = CheckFinding & { readonly check: string; readonly environment: Environment };

export interface PreflightRequest {
  readonly environment: Environment;
  readonly sites: readonly Site[];
  readonly stacks: readonly PlannedStack[];
  /** The names of the stacks in the deploy command; undefined: all of `stacks`. */
  readonly deploys: readonly string[] | undefined;
  readonly factory: ClientFactory;
  readonly now: () => Date;
}

/** The first row of every environment. In a wrong account, no other answer is valid. */
export const ACCOUNT_CHECK = {
  id: 'account',
  question: 'Do the credentials belong to the account of the environment?',
  matters: true,
} as const;

/** Checks that run in parallel. Each makes a few calls; the clients back off when AWS throttles. */
const AT_ONCE = 8;

/** Runs all checks for a deploy into one environment. It changes nothing. */
export async function runPreflight(
  { environment, factory, ...request }: PreflightRequest,
  checks: readonly PreflightCheck[],
): Promise<readonly PreflightRow[]> {
  const row = (check: string, finding: CheckFinding): PreflightRow => ({ ...finding, check, environment });
  try {
    const clients = await connectToAws(environment, factory);
    const target = new DeployTarget({ environment, factory, clients, ...request });
    const found = await atMost(AT_ONCE, checks, async (check) =>
      (await findings(check, target)).map((finding) => row(check.id, finding)),
    );
    const { account, region } = environment;
    return [row(ACCOUNT_CHECK.id, passFinding(`account ${account}, ${region}`)), ...found.flat()];
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error;
    return [
      row(ACCOUNT_CHECK.id, await accountFinding(error, environment, factory)),
      ...checks.map(({ id }) => row(id, skippedFinding(`not run: the check ${ACCOUNT_CHECK.id} did not pass`))),
    ];
  }
}

async function accountFinding(
  error: AwsFailure,
  environment: Environment,
  factory: ClientFactory,
): Promise<CheckFinding> {
  if (error.kind === 'expired-credentials') return whyRefused(environment, factory, error);
  return error.kind === 'wrong-account' ? wrongAccount(error) : unansweredFinding(error.message);
}

async function findings(check: PreflightCheck, target: DeployTarget): Promise<readonly CheckFinding[]> {
  try {
    return await check.run(target);
  } catch (error) {
    if (error instanceof AwsFailure) return [unansweredFinding(error.message)];
    throw error;
  }
}

/** 1: any FAIL. 2: no FAIL, but a required check is unanswered. 0: otherwise. */
export function exitCode(rows: readonly PreflightRow[], checks: readonly PreflightCheck[]): 0 | 1 | 2 {
  if (rows.some(({ outcome }) => outcome === 'FAIL')) return 1;
  const optional = new Set(checks.filter(({ matters }) => !matters).map(({ id }) => id));
  return rows.some((one) => one.outcome === 'SKIPPED' && one.unanswered && !optional.has(one.check)) ? 2 : 0;
}
