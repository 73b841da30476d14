import { type CheckFinding, failFinding, type PreflightCheck, passUnless, warnFinding } from '../check';
import type { LiveStack } from '../target';

const RECOVERY = 'docs/first-deploy.md has the recovery, step by step';

/**
 * The CDK's behaviour for each status (aws-cdk, CloudFormationStack): it first deletes a stack whose creation failed, which
 * termination protection prevents. It waits for a stack with an operation in progress.
 */
export const stacksCheck: PreflightCheck = {
  id: 'stacks',
  question: 'Is every stack in a state in which it can be deployed?',
  matters: true,
  run: async (target) => {
    const live = await Promise.all(target.stacks.map(({ name }) => target.liveStack(name)));
    const there = live.filter((stack) => stack !== undefined);
    return passUnless(
      there.flatMap((stack) => stateFinding(stack) ?? []),
      `${there.length} deployed, ${live.length - there.length} new`,
    );
  },
};

function stateFinding({ name, status, statusReason }: LiveStack): CheckFinding | undefined {
  const found = `${name} is ${status}${statusReason === undefined ? '' : ` (${statusReason})`}`;
  if (/^(CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK|IMPORT_ROLLBACK)_COMPLETE$/.test(status)) return undefined;
  if (/^ROLLBACK_(COMPLETE|FAILED)$/.test(status))
    return failFinding(
      `${found}: its first deploy failed; the CDK tries to delete it, but its termination protection refuses`,
      RECOVERY,
    );
  if (/^(CREATE|UPDATE)_FAILED$/.test(status))
    return warnFinding(
      `${found}: it is paused; until it is rolled back, it accepts only a deploy with --no-rollback that replaces nothing`,
      RECOVERY,
    );
  if (status.endsWith('_IN_PROGRESS'))
    return warnFinding(
      `${found}: another operation is running, and a deploy waits for it`,
      `aws cloudformation describe-stack-events --stack-name ${name} shows its progress; deploy after it ends`,
    );
  return failFinding(`${found}: it does not accept a deploy`, RECOVERY);
}
