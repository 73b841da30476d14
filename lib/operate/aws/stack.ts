import { DescribeStacksCommand, GetTemplateSummaryCommand } from '@aws-sdk/client-cloudformation';
import type { Site } from '../../config/model';
import { SITE_METADATA_KEY } from '../../config/naming/stack-contract';
import { siteSchema } from '../../config/schema/site';
import type { AwsClients } from './clients';
import { AwsFailure, askAws } from './failure';

/** The current state of a stack. */
export interface DeployedStack {
  readonly name: string;
  /** CloudFormation's, like UPDATE_COMPLETE. */
  readonly status: string;
  /** CloudFormation's reason for that status, if there is one. */
  readonly statusReason?: string;
  /** When its last update began; absent if there was none. */
  readonly updated?: Date;
  readonly outputs: ReadonlyMap<string, string>;
  /** The outputs that other stacks read, by the name under which they are exported. */
  readonly exports: ReadonlyMap<string, string>;
}

/** The stack, or undefined if there is none. */
export async function findStack(clients: AwsClients, name: string): Promise<DeployedStack | undefined> {
  const stack = await askAws('cloudformation:DescribeStacks', clients.place, async () => {
    try {
      const { Stacks } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
      return Stacks?.[0];
    } catch (error) {
      // CloudFormation reports a missing stack with its general validation code (API reference, DescribeStacks).
      if (error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist'))
        return undefined;
      throw error;
    }
  });
  if (stack === undefined) return undefined;
  const {
    StackStatus: status = 'UNKNOWN',
    StackStatusReason: statusReason,
    LastUpdatedTime: updated,
    Outputs = [],
  } = stack;
  const by = (key: 'OutputKey' | 'ExportName'): ReadonlyMap<string, string> =>
    new Map(
      Outputs.flatMap(({ OutputValue: value, [key]: found }) =>
        found === undefined || value === undefined ? [] : [[found, value] as const],
      ),
    );
  return {
    name,
    status,
    statusReason,
    updated,
    outputs: by('OutputKey'),
    exports: by('ExportName'),
  };
}

/** @throws AwsFailure `not-deployed` if there is no such stack */
export async function deployedStack(clients: AwsClients, name: string): Promise<DeployedStack> {
  const stack = await findStack(clients, name);
  if (stack === undefined) throw new AwsFailure('not-deployed', notDeployed(name));
  return stack;
}

export const notDeployed = (stack: string): string =>
  `${stack} is not deployed yet: npx cdk deploy --exclusively ${stack}`;

/**
 * The site as it was last deployed, from the file in the metadata of its stack's template. Undefined if it can't be read,
 * because the template is from an older version.
 */
export async function deployedSite(clients: AwsClients, stack: string): Promise<Site | undefined> {
  const { Metadata } = await askAws('cloudformation:GetTemplateSummary', clients.place, () =>
    clients.cloudFormation.send(new GetTemplateSummaryCommand({ StackName: stack })),
  );
  try {
    const metadata: Readonly<Record<string, unknown>> = JSON.parse(Metadata ?? '{}');
    return siteSchema.safeParse(metadata[SITE_METADATA_KEY]).data;
  } catch {
    return undefined;
  }
}
