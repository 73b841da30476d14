import {
  DescribeSecurityGroupsCommand,
  DescribeVpcsCommand,
  EC2Client,
  EC2ServiceException,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { ENVIRONMENT_TAG } from '../../config/naming/stack-contract';
import { putResponse, respondingHandler, type SendResponse } from '../answer';

/**
 * `Custom::HeartLabDefaultSecurityGroup` revokes every rule of a VPC's default security group. CloudFormation has no resource for
 * that, and AWS creates each such group with rules that allow traffic between its members and to any address.
 *
 * Create and Update empty the group. Delete does nothing, because the group is deleted with its VPC. The handler never adds a rule,
 * and changes only groups of VPCs with the tag of an environment: IAM has no condition for the tag of a group's VPC.
 */

/** The dependencies of the handler. */
export interface SecurityGroupDependencies {
  readonly client: EC2Client;
  readonly answer: SendResponse;
  readonly pause: () => Promise<void>;
}

/** How often the group is read before it counts as not empty. EC2 is eventually consistent. */
const ATTEMPTS = 5;

/** EC2 may return the expected result a moment later. */
class ResultPending extends Error {}

/** Another caller was faster, or EC2 does not return the new group or its VPC yet. */
const TEMPORARY: readonly string[] = ['InvalidPermission.NotFound', 'InvalidGroup.NotFound', 'InvalidVpcID.NotFound'];

export function createSecurityGroupHandler(
  dependencies: SecurityGroupDependencies,
): ReturnType<typeof respondingHandler> {
  const identify = ({ GroupId }: Readonly<Record<string, unknown>>): string | undefined =>
    typeof GroupId === 'string' && /^sg-[0-9a-z]+$/.test(GroupId) ? GroupId : undefined;
  return respondingHandler(
    {
      identify,
      failed: ({ ResourceProperties }) =>
        `The default security group ${identify(ResourceProperties) ?? ''} was not emptied.`,
      act: async ({ RequestType, PhysicalResourceId, LogicalResourceId, ResourceProperties }) => {
        const group = identify(ResourceProperties);
        if (RequestType === 'Delete') return PhysicalResourceId ?? group ?? LogicalResourceId;
        if (group === undefined)
          throw new Error(
            "The property GroupId is not the id of a security group. Set it to the VPC's DefaultSecurityGroup",
          );
        await emptyGroup(group, dependencies);
        return group;
      },
    },
    dependencies.answer,
  );
}

/** Returns when EC2 returns the group without a rule. */
async function emptyGroup(id: string, { client, pause }: SecurityGroupDependencies): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await pause();
    try {
      if (await revokeRules(id, client)) return;
    } catch (error) {
      const isTemporary =
        error instanceof ResultPending || (error instanceof EC2ServiceException && TEMPORARY.includes(error.name));
      if (!isTemporary || attempt === ATTEMPTS) throw error;
    }
  }
  throw new Error(`It still has rules after ${ATTEMPTS} attempts. Find out what adds them again, then deploy again`);
}

/** Revokes the rules of the group. Returns whether it had none. */
async function revokeRules(GroupId: string, client: EC2Client): Promise<boolean> {
  const { SecurityGroups = [] } = await client.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }));
  const [{ GroupName, VpcId, IpPermissions = [], IpPermissionsEgress = [] } = {}] = SecurityGroups;
  if (GroupName !== 'default') {
    throw new Error('It is not the default security group of a VPC, and only such groups are changed');
  }
  await refuseForeignVpc(VpcId, client);
  if (IpPermissions.length > 0) {
    await client.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  }
  if (IpPermissionsEgress.length > 0) {
    await client.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: IpPermissionsEgress }));
  }
  return IpPermissions.length + IpPermissionsEgress.length === 0;
}

/** Refuses a VPC without the tag of an environment, which those of sites and ingests have. */
async function refuseForeignVpc(vpc: string | undefined, client: EC2Client): Promise<void> {
  const { Vpcs = [] } = vpc === undefined ? {} : await client.send(new DescribeVpcsCommand({ VpcIds: [vpc] }));
  if (Vpcs[0]?.Tags?.some(({ Key }) => Key === ENVIRONMENT_TAG)) return;
  throw new ResultPending(
    `Its VPC ${vpc ?? ''} has no tag ${ENVIRONMENT_TAG}, and only groups of HeartLab's VPCs are changed. If the VPC is one of them, restore the tag, then deploy again`,
  );
}

/** The entry of the Lambda function. */
export const handler = createSecurityGroupHandler({
  client: new EC2Client({}),
  answer: putResponse,
  pause: () => new Promise((resolve) => setTimeout(resolve, 2_000)),
});
