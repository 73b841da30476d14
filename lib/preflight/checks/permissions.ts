import { atMost } from '../../operate/at-most';
import { partitionOf } from '../../operate/aws/partition';
import { attemptQuery } from '../../operate/fleet';
import type { PlannedStack } from '../assembly';
import { type CheckFinding, type PreflightCheck, passUnless, unansweredFinding } from '../check';
import { deniedFindings, roleName } from '../denied';
import { isRegistered } from '../resource-type';
import type { SimulatedDenial, SimulatedRequest } from '../simulate';
import type { DeployTarget } from '../target';

/** Parallel calls: CloudFormation throttles DescribeType early. */
const AT_ONCE = 4;

/** The calls that the CDK makes with the deploy role (aws-cdk, bootstrap-template.yaml, DeploymentActionRole). */
const DEPLOY_ACTIONS = [
  'CreateChangeSet',
  'DeleteChangeSet',
  'DescribeChangeSet',
  'ExecuteChangeSet',
  'DescribeStackEvents',
  'DescribeStacks',
  'GetTemplate',
  'UpdateTerminationProtection',
].map((name) => `cloudformation:${name}`);

/**
 * A deploy does not require the answer: by default, the CDK gives the execution role AdministratorAccess. Many organizations
 * don't allow anyone to query the permissions of a role.
 */
export const permissionsCheck: PreflightCheck = {
  id: 'permissions',
  question:
    'May the execution role create every resource, and may the deploy role deploy, as far as IAM can simulate it?',
  matters: false,
  run: async (target) => {
    const execution = distinct(target.stacks.map(({ bootstrap }) => bootstrap.executionRoleArn));
    const deploy = distinct(target.stacks.map(({ bootstrap }) => bootstrap.deployRoleArn));
    // Sequential, because IAM throttles the simulation early.
    const findings = await atMost(1, [...execution, ...deploy], (arn) =>
      execution.includes(arn) ? executionFindings(target, arn) : deployFindings(target, arn),
    );
    // A refused simulation is one finding for all roles.
    const once = [...new Map(findings.flat().map((finding) => [finding.found, finding])).values()];
    return passUnless(once, `${[...execution, ...deploy].map(roleName).join(' and ')}: nothing is denied`);
  },
};

async function executionFindings(target: DeployTarget, roleArn: string): Promise<readonly CheckFinding[]> {
  const stacks = target.stacks.filter(({ bootstrap }) => bootstrap.executionRoleArn === roleArn);
  const types = distinct(stacks.flatMap(({ resources }) => resources.map(({ type }) => type))).filter(isRegistered);
  const read = await atMost(AT_ONCE, types, async (type) => ({
    type,
    known: await attemptQuery(() => target.resourceType(type)),
  }));
  const users = new Map<string, string>();
  for (const { type, known } of read)
    for (const action of 'value' in known ? (known.value?.actions ?? []) : [])
      if (!users.has(action) || creates(type, action)) users.set(action, type);
  const [unread, ...others] = read.flatMap(({ type, known }) => ('failure' in known ? [{ type, ...known }] : []));
  const simulated = await deniedFindings(target, { roleArn, actions: [...users.keys()] }, (denial) => ({
    text: `${denial.action} (${users.get(denial.action)})`,
    certain: isSure(denial) && creates(users.get(denial.action) ?? '', denial.action),
  }));
  if (unread === undefined) return simulated;
  const what = `${unread.type}${others.length === 0 ? '' : ` and ${others.length} more types`}`;
  return [unansweredFinding(`the actions of ${what} are unknown: ${unread.failure}`), ...simulated];
}

/**
 * Whether the action is the one that creates the resource: ec2:CreateVpc for AWS::EC2::VPC. A handler lists every action that it
 * may ever call, so that other denied actions may not be needed.
 */
const creates = (type: string, action: string): boolean =>
  action.split(':')[1]?.toLowerCase() === `create${type.split('::')[2]?.toLowerCase()}`;

/**
 * The simulated resource is `*`: a permission for certain resources does not count, so that only an explicit denial is certain. A
 * denial by an organization may depend on keys that the simulation does not report as missing (API reference, EvaluationResult).
 */
const isSure = ({ reason, conditional }: SimulatedDenial): boolean => reason === 'explicit' && !conditional;

async function deployFindings(target: DeployTarget, roleArn: string): Promise<readonly CheckFinding[]> {
  const { account, region } = target.environment;
  const stacks = target.stacks.filter(({ bootstrap }) => bootstrap.deployRoleArn === roleArn);
  const each = (pick: (stack: PlannedStack) => string) => distinct(stacks.map(pick));
  const arn = (service: string, rest: string) => `arn:${partitionOf(region)}:${service}:${region}:${account}:${rest}`;
  const calls: readonly Omit<SimulatedRequest, 'roleArn'>[] = [
    { actions: DEPLOY_ACTIONS, resources: each(({ name }) => arn('cloudformation', `stack/${name}/preflight`)) },
    {
      // CloudFormation reads the bootstrap version with the role that creates the change set.
      actions: ['ssm:GetParameters'],
      resources: each(({ bootstrap }) => arn('ssm', `parameter${bootstrap.versionParameter}`)),
    },
    {
      actions: ['iam:PassRole'],
      resources: each(({ bootstrap }) => bootstrap.executionRoleArn),
      context: { 'iam:PassedToService': 'cloudformation.amazonaws.com' },
    },
  ];
  const findings = await atMost(1, calls, (call) =>
    deniedFindings(target, { roleArn, ...call }, ({ action, conditional, reason }) => ({
      text: action,
      // The resources are specified, so an action that no policy allows is denied.
      certain: !conditional && reason !== 'organization',
    })),
  );
  return findings.flat();
}

const distinct = (all: readonly string[]): readonly string[] => [...new Set(all)].sort();
