import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { atMost } from '../../operate/at-most';
import type { AwsClients } from '../../operate/aws/clients';
import { AwsFailure, askAws } from '../../operate/aws/failure';
import { type CheckFinding, failFinding, type PreflightCheck, passUnless, unansweredFinding } from '../check';

const AT_ONCE = 4;

/**
 * Assuming a role changes nothing, and every deploy begins with it. The check discards the credentials that STS returns.
 *
 * If a role can't be assumed, the CDK continues with its current credentials (aws-cdk, SdkProvider.forEnvironment: "Proceeding
 * anyway"). The deploy then fails later, or runs with an identity that was not intended.
 */
export const rolesCheck: PreflightCheck = {
  id: 'roles',
  question: 'Can these credentials assume the roles that a deploy assumes?',
  matters: true,
  run: async ({ clients, environment, stacks }) => {
    const wanted = [
      ...new Set(stacks.flatMap(({ bootstrap }) => [bootstrap.deployRoleArn, ...bootstrap.publishingRoleArns])),
    ].sort();
    const findings = await atMost(AT_ONCE, wanted, async (arn): Promise<readonly CheckFinding[]> => {
      try {
        await assume(clients, arn);
        return [];
      } catch (error) {
        if (!(error instanceof AwsFailure)) throw error;
        if (error.kind !== 'denied') return [unansweredFinding(`${nameOf(arn)}: ${error.message}`)];
        return [
          failFinding(
            `${nameOf(arn)} can't be assumed: the role does not exist, its trust policy does not allow these credentials, or they have no permission sts:AssumeRole for it`,
            `allow sts:AssumeRole on ${arn}; if the role does not exist, npx cdk bootstrap aws://${environment.account}/${environment.region} creates it`,
          ),
        ];
      }
    });
    return passUnless(findings.flat(), `assumed: ${wanted.map(nameOf).join(', ')}`);
  },
};

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

async function assume(clients: AwsClients, RoleArn: string): Promise<void> {
  await askAws('sts:AssumeRole', clients.place, () =>
    clients.sts.send(
      // The shortest session that STS allows.
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'heartlab-preflight', DurationSeconds: 900 }),
    ),
  );
}
