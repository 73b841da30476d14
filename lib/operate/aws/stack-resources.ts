import { ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import type { AwsClients } from './clients';
import { AwsFailure, askAws } from './failure';
import { allPages } from './pages';
import { notDeployed } from './stack';

export interface StackResource {
  readonly logicalId: string;
  /** `AWS::EC2::VPC` */
  readonly type: string;
  /** The physical id; absent if the resource was not created. */
  readonly id?: string;
  /** CloudFormation's, like CREATE_COMPLETE. */
  readonly status: string;
  /** When that status began. */
  readonly since?: Date;
}

/** @throws AwsFailure `not-deployed` if there is no such stack */
export async function stackResources(clients: AwsClients, stack: string): Promise<readonly StackResource[]> {
  const summaries = await allPages((NextToken) =>
    askAws('cloudformation:ListStackResources', clients.place, async () => {
      try {
        const command = new ListStackResourcesCommand({ StackName: stack, NextToken });
        const answer = await clients.cloudFormation.send(command);
        return { items: answer.StackResourceSummaries, next: answer.NextToken };
      } catch (error) {
        if (error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist'))
          throw new AwsFailure('not-deployed', notDeployed(stack));
        throw error;
      }
    }),
  );
  return summaries.map((one) => ({
    logicalId: one.LogicalResourceId ?? '',
    type: one.ResourceType ?? '',
    status: one.ResourceStatus ?? 'UNKNOWN',
    id: one.PhysicalResourceId || undefined,
    since: one.LastUpdatedTimestamp,
  }));
}
