import {
  DescribeSecurityGroupsCommand,
  EC2Client,
  EC2ServiceException,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';

/**
 * `Custom::HeartLabDefaultSecurityGroup`: takes every rule out of a VPC's default security group. CloudFormation has no resource
 * that can, and AWS makes each such group with rules that let its members talk to each other and to the world.
 *
 * Create and Update empty it, Delete does nothing: the group goes with its VPC. Nothing here can add a rule.
 */

/** What CloudFormation sends to a custom resource, as far as it is used here. */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  /** Presigned: whoever has it can answer for the resource. Never logged. */
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
}

/** What the handler needs of the world. */
export interface World {
  readonly client: EC2Client;
  /** Sends an answer to CloudFormation. Throws unless it was taken: Lambda then runs the handler again. */
  readonly answer: (url: string, body: string) => Promise<void>;
  readonly pause: () => Promise<void>;
}

/** How often EC2, which takes a moment to agree with itself, is asked before the group counts as not empty. */
const ATTEMPTS = 5;

/** CloudFormation takes 4 KB of answer. */
const LONGEST_REASON = 1000;

/** Someone was faster, or EC2 doesn't show the new group yet: look again. */
const LOOK_AGAIN: readonly string[] = ['InvalidPermission.NotFound', 'InvalidGroup.NotFound'];

/** The handler. It always answers: an event that is never answered holds the stack up for as long as its timeout. */
export function createHandler(world: World): (event: CustomResourceEvent) => Promise<void> {
  return async (event) => {
    const { RequestType, ResponseURL, StackId, RequestId, LogicalResourceId } = event;
    const group = event.ResourceProperties.GroupId;
    const answer = { StackId, RequestId, LogicalResourceId };
    const known = event.PhysicalResourceId ?? (typeof group === 'string' ? group : LogicalResourceId);
    let result: object;
    try {
      if (RequestType !== 'Delete') await empty(groupId(group), world);
      const PhysicalResourceId = RequestType === 'Delete' ? known : groupId(group);
      result = { ...answer, Status: 'SUCCESS', PhysicalResourceId };
    } catch (error) {
      const Reason = reason(group, error).slice(0, LONGEST_REASON);
      console.error(JSON.stringify({ StackId, RequestId, Reason }));
      result = { ...answer, Status: 'FAILED', Reason, PhysicalResourceId: known };
    }
    // Outside: an answer that was not taken is no failure of what it tells.
    await world.answer(ResponseURL, JSON.stringify(result));
  };
}

function groupId(value: unknown): string {
  if (typeof value === 'string' && /^sg-[0-9a-z]+$/.test(value)) return value;
  throw new Error("the property GroupId is not a security group's id; give it the VPC's DefaultSecurityGroup");
}

function reason(group: unknown, error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  const code = error instanceof EC2ServiceException ? `${error.name}: ` : '';
  return `The default security group ${typeof group === 'string' ? group : ''} was not emptied. ${code}${said}`;
}

/** Returns once EC2 shows the group without a rule. */
async function empty(id: string, { client, pause }: World): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await pause();
    try {
      if (await isEmptied(id, client)) return;
    } catch (error) {
      const again = error instanceof EC2ServiceException && LOOK_AGAIN.includes(error.name) && attempt < ATTEMPTS;
      if (!again) throw error;
    }
  }
  throw new Error(`It still had rules after ${ATTEMPTS} attempts; see what puts them back, then deploy again`);
}

/** Revokes the rules that the group has; true if it had none. */
async function isEmptied(GroupId: string, client: EC2Client): Promise<boolean> {
  const { SecurityGroups = [] } = await client.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }));
  const [{ GroupName, IpPermissions = [], IpPermissionsEgress = [] } = {}] = SecurityGroups;
  if (GroupName !== 'default') {
    throw new Error("It is not a VPC's default security group, and only those are ever touched");
  }
  if (IpPermissions.length > 0) {
    await client.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  }
  if (IpPermissionsEgress.length > 0) {
    await client.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: IpPermissionsEgress }));
  }
  return IpPermissions.length + IpPermissionsEgress.length === 0;
}

/** The entry of the Lambda function. */
export const handler = createHandler({
  client: new EC2Client({}),
  answer: async (url, body) => {
    const { ok, status } = await fetch(url, { method: 'PUT', body });
    if (!ok) throw new Error(`CloudFormation did not take the answer: HTTP ${status}`);
  },
  pause: () => new Promise((resolve) => setTimeout(resolve, 2_000)),
});
