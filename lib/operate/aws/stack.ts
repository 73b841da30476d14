import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Clients } from './clients';
import { AwsFailure, ask } from './failure';

/** A stack as it stands. */
export interface DeployedStack {
  readonly name: string;
  /** CloudFormation's, like UPDATE_COMPLETE. */
  readonly status: string;
  readonly outputs: ReadonlyMap<string, string>;
}

/** The stack, or undefined if there is none. */
export async function findStack(clients: Clients, name: string): Promise<DeployedStack | undefined> {
  try {
    const { Stacks } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
    const stack = Stacks?.[0];
    if (stack === undefined) return undefined;
    const outputs = (stack.Outputs ?? []).flatMap(({ OutputKey, OutputValue }) =>
      OutputKey === undefined || OutputValue === undefined ? [] : [[OutputKey, OutputValue] as const],
    );
    return { name, status: stack.StackStatus ?? 'UNKNOWN', outputs: new Map(outputs) };
  } catch (error) {
    // CloudFormation says so with its general code for what it doesn't like (API reference, DescribeStacks).
    if (error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist'))
      return undefined;
    return await ask('cloudformation:DescribeStacks', clients.place, () => Promise.reject(error));
  }
}

/** @throws AwsFailure `not-deployed` when there is no such stack */
export async function deployedStack(clients: Clients, name: string): Promise<DeployedStack> {
  const stack = await findStack(clients, name);
  if (stack === undefined) throw new AwsFailure('not-deployed', `${name} is not deployed yet: npx cdk deploy ${name}`);
  return stack;
}
