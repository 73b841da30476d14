import { GetParameterCommand } from '@aws-sdk/client-ssm';
import type { AwsClients } from '../../operate/aws/clients';
import { askAws } from '../../operate/aws/failure';
import { type CheckFinding, failFinding, type PreflightCheck, passFinding } from '../check';
import type { DeployTarget } from '../target';

/**
 * The SSM parameter /cdk-bootstrap/<qualifier>/version has its name from the CDK's bootstrap template (aws-cdk,
 * lib/api/bootstrap/bootstrap-template.yaml). No role of ours reads the assets bucket: CloudFormation, Lambda and Elastic Load
 * Balancing read it with the deployer's permissions.
 */
export const bootstrapCheck: PreflightCheck = {
  id: 'bootstrap',
  question: 'Is the account bootstrapped for the CDK, with a recent enough version?',
  matters: true,
  run: async (target) => {
    const required = requiredVersions(target);
    return (
      await Promise.all([...required].map(([parameter, version]) => bootstrapFindings(target, parameter, version)))
    ).flat();
  },
};

/** The required version for each parameter: one for each bootstrap that the stacks use. */
function requiredVersions({ stacks }: DeployTarget): ReadonlyMap<string, number> {
  const required = new Map<string, number>();
  for (const { bootstrap: needed } of stacks)
    required.set(
      needed.versionParameter,
      Math.max(needed.version, required.get(needed.versionParameter) ?? needed.version),
    );
  return required;
}

async function bootstrapFindings(
  target: DeployTarget,
  parameter: string,
  version: number,
): Promise<readonly CheckFinding[]> {
  const found = await parameterValue(target.clients, parameter);
  const defect = versionDefect(target, parameter, version, found);
  return [defect ?? passFinding(`version ${found}; ${version} or later is required`)];
}

function versionDefect(target: DeployTarget, parameter: string, version: number, found: string | undefined) {
  const { account, region } = target.environment;
  const command = `npx cdk bootstrap aws://${account}/${region}`;
  if (found === undefined)
    return failFinding(
      `account ${account}, ${region} is not bootstrapped: it has no SSM parameter ${parameter}`,
      command,
    );
  if (!/^\d+$/.test(found))
    return failFinding(`SSM parameter ${parameter} does not contain a version number`, `${command} writes it`);
  return Number(found) < version
    ? failFinding(`the bootstrap has version ${found}, but the stacks require ${version} or later`, command)
    : undefined;
}

async function parameterValue(clients: AwsClients, Name: string): Promise<string | undefined> {
  return askAws('ssm:GetParameter', clients.place, async () => {
    try {
      return (await clients.ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value;
    } catch (error) {
      if (error instanceof Error && error.name === 'ParameterNotFound') return undefined;
      throw error;
    }
  });
}
