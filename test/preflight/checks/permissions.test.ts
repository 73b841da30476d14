import type { EvaluationResult } from '@aws-sdk/client-iam';
import { permissionsCheck } from '../../../lib/preflight/checks/permissions';
import { anEnvironment, aSite } from '../../support/builders/sites';
import { type Call, Refusal } from '../../support/fake-aws/http-wire';
import { type Answers, checked, plannedStacks } from '../../support/fake-aws/preflight-world';

const stacks = plannedStacks([aSite()], [anEnvironment()]);
const EXECUTION = 'cdk-hnb659fds-cfn-exec-role-111122223333-ap-southeast-2';
const DEPLOY = 'cdk-hnb659fds-deploy-role-111122223333-ap-southeast-2';

/** The actions of some types' handlers, as in the registry. */
const HANDLERS: Readonly<Record<string, object>> = {
  'AWS::EC2::VPC': {
    create: { permissions: ['ec2:CreateVpc', 'ec2:DescribeVpcs'] },
    read: { permissions: ['ec2:DescribeVpcs'] },
    update: { permissions: ['ec2:ModifyVpcAttribute'] },
    delete: { permissions: ['ec2:DeleteVpc', 'ec2:Describe*', ''] },
    list: { permissions: ['ec2:ListedOnly'] },
  },
  'AWS::KMS::Key': { create: { permissions: ['kms:CreateKey', 'kms:TagResource'] } },
};
const registry: Answers = {
  'cloudformation:DescribeType': ({ get }) => {
    const handlers = HANDLERS[String(get('TypeName'))];
    // Types of an older kind have no schema of handlers.
    return handlers === undefined ? {} : { Schema: JSON.stringify({ typeName: get('TypeName'), handlers }) };
  },
};

const members = ({ get }: Call, name: string): readonly string[] => {
  const found: string[] = [];
  for (let index = 1; get(`${name}.member.${index}`) !== undefined; index++)
    found.push(String(get(`${name}.member.${index}`)));
  return found;
};

type Decision = Partial<EvaluationResult>;

/** A simulator that allows all but these. */
const simulator = (denied: Readonly<Record<string, Decision>> = {}): Answers => ({
  'iam:SimulatePrincipalPolicy': (call) => ({
    EvaluationResults: members(call, 'ActionNames').map((EvalActionName) => ({
      EvalActionName,
      EvalDecision: 'allowed',
      ...denied[EvalActionName],
    })),
    IsTruncated: false,
  }),
});
const rows = async (denied: Readonly<Record<string, Decision>>) =>
  (await checked(permissionsCheck, { stacks, answers: { ...registry, ...simulator(denied) } })).rows;

test('passes if no action of the deploy or of the CDK is denied', async () => {
  const { rows: found, calls } = await checked(permissionsCheck, { stacks, answers: { ...registry, ...simulator() } });
  expect(found).toEqual([{ outcome: 'PASS', found: `${EXECUTION} and ${DEPLOY}: nothing is denied` }]);
  const asked = calls
    .filter(({ action }) => action === 'iam:SimulatePrincipalPolicy')
    .map((call) => ({
      role: String(call.get('PolicySourceArn')).split('/')[1],
      actions: members(call, 'ActionNames'),
      resources: members(call, 'ResourceArns'),
      keys: [1, 2].map((index) => call.get(`ContextEntries.member.${index}.ContextKeyName`)),
    }));
  const regional = ['aws:RequestedRegion', undefined];
  expect(asked).toEqual([
    {
      role: EXECUTION,
      // No wildcard, which the simulator does not accept, and no action of the list handler, which no deploy runs.
      actions: [
        'ec2:CreateVpc',
        'ec2:DescribeVpcs',
        'ec2:ModifyVpcAttribute',
        'ec2:DeleteVpc',
        'kms:CreateKey',
        'kms:TagResource',
      ],
      resources: ['*'],
      keys: regional,
    },
    {
      role: DEPLOY,
      actions: expect.arrayContaining(['cloudformation:CreateChangeSet', 'cloudformation:UpdateTerminationProtection']),
      resources: ['PlatformStack-sydney', 'SiteStack-auckland-heart'].map(
        (name) => `arn:aws:cloudformation:ap-southeast-2:111122223333:stack/${name}/preflight`,
      ),
      keys: regional,
    },
    {
      role: DEPLOY,
      actions: ['ssm:GetParameters'],
      resources: ['arn:aws:ssm:ap-southeast-2:111122223333:parameter/cdk-bootstrap/hnb659fds/version'],
      keys: regional,
    },
    {
      role: DEPLOY,
      actions: ['iam:PassRole'],
      resources: [`arn:aws:iam::111122223333:role/${EXECUTION}`],
      keys: ['aws:RequestedRegion', 'iam:PassedToService'],
    },
  ]);
});

test('fails if a policy denies the call that creates a resource', async () => {
  expect(await rows({ 'ec2:CreateVpc': { EvalDecision: 'explicitDeny' } })).toEqual([
    {
      outcome: 'FAIL',
      found: `according to IAM's simulator, ${EXECUTION} may not ec2:CreateVpc (AWS::EC2::VPC): a policy denies it`,
      remedy: expect.stringContaining(`--policy-source-arn arn:aws:iam::111122223333:role/${EXECUTION}`),
    },
  ]);
});

test.each<[string, string, Decision, RegExp]>([
  [
    'actions that are denied for these resources',
    'kms:TagResource',
    { EvalDecision: 'explicitDeny' },
    /a policy denies/,
  ],
  [
    'actions that may be allowed for certain resources',
    'ec2:CreateVpc',
    { EvalDecision: 'implicitDeny' },
    /no policy allows it$/,
  ],
  [
    'actions that depend on a condition',
    'ec2:CreateVpc',
    { EvalDecision: 'explicitDeny', MissingContextValues: ['aws:PrincipalTag/x'] },
    /a policy denies it, unless a condition/,
  ],
  [
    'actions that the permissions boundary does not allow',
    'ec2:CreateVpc',
    { EvalDecision: 'implicitDeny', PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false } },
    /the permissions boundary does not allow it/,
  ],
  [
    'actions that the organization denies',
    'ec2:CreateVpc',
    { EvalDecision: 'explicitDeny', OrganizationsDecisionDetail: { AllowedByOrganizations: false } },
    /a service control policy of the organization/,
  ],
])('warns of %s', async (_, action, decision, words) => {
  expect(await rows({ [action]: decision })).toEqual([
    { outcome: 'WARN', found: expect.stringMatching(words), remedy: expect.stringContaining(EXECUTION) },
  ]);
});

test('reports one finding for each reason, with the first eight actions', async () => {
  const many = Array.from({ length: 10 }, (_, index) => `kms:Tag${index}`);
  const answers: Answers = {
    'cloudformation:DescribeType': ({ get }) =>
      get('TypeName') === 'AWS::KMS::Key'
        ? { Schema: JSON.stringify({ handlers: { create: { permissions: many } } }) }
        : {},
    ...simulator(Object.fromEntries(many.map((action) => [action, { EvalDecision: 'implicitDeny' }]))),
  };
  const { rows: found } = await checked(permissionsCheck, { stacks, answers });
  expect(found).toHaveLength(1);
  expect(found[0]?.found).toMatch(/kms:Tag0 \(AWS::KMS::Key\), .*kms:Tag7 \(AWS::KMS::Key\) and 2 more: no policy/);
});

test('fails for actions that the deploy role may not call, also for a single stack', async () => {
  const specific: Decision = {
    EvalDecision: 'allowed',
    ResourceSpecificResults: [
      { EvalResourceName: 'arn:aws:cloudformation:x', EvalResourceDecision: 'allowed' },
      { EvalResourceName: 'arn:aws:cloudformation:y', EvalResourceDecision: 'implicitDeny' },
    ],
  };
  expect(
    await rows({
      'cloudformation:ExecuteChangeSet': specific,
      'iam:PassRole': { EvalDecision: 'implicitDeny' },
    }),
  ).toEqual([
    expect.objectContaining({
      outcome: 'FAIL',
      found: `according to IAM's simulator, ${DEPLOY} may not cloudformation:ExecuteChangeSet: no policy allows it`,
    }),
    expect.objectContaining({
      outcome: 'FAIL',
      found: `according to IAM's simulator, ${DEPLOY} may not iam:PassRole: no policy allows it`,
    }),
  ]);
});

test('simulates a hundred actions a call, and reads every page of the answer', async () => {
  const many = Array.from({ length: 150 }, (_, index) => `kms:Action${index}`);
  const answers: Answers = {
    'cloudformation:DescribeType': ({ get }) =>
      get('TypeName') === 'AWS::KMS::Key'
        ? { Schema: JSON.stringify({ handlers: { create: { permissions: many } } }) }
        : {},
    'iam:SimulatePrincipalPolicy': (call) => {
      const actions = members(call, 'ActionNames');
      expect(actions.length).toBeLessThanOrEqual(100);
      const second = call.get('Marker') === 'second';
      const half = Math.ceil(actions.length / 2);
      return {
        EvaluationResults: (second ? actions.slice(half) : actions.slice(0, half)).map((EvalActionName) => ({
          EvalActionName,
          EvalDecision: 'implicitDeny',
        })),
        IsTruncated: !second,
        Marker: 'second',
      };
    },
  };
  const { rows: found } = await checked(permissionsCheck, { stacks, answers });
  expect(found[0]?.found).toContain('and 142 more');
});

test('fails for a role that does not exist', async () => {
  const answers: Answers = {
    ...registry,
    'iam:SimulatePrincipalPolicy': () => {
      throw new Refusal(404, 'NoSuchEntity');
    },
  };
  expect((await checked(permissionsCheck, { stacks, answers })).rows).toEqual(
    [EXECUTION, DEPLOY].map((role) => ({
      outcome: 'FAIL',
      found: `there is no role arn:aws:iam::111122223333:role/${role}`,
      remedy: 'npx cdk bootstrap aws://111122223333/ap-southeast-2 creates it',
    })),
  );
});

test('is unanswered if AWS denies either call, and is not required', async () => {
  expect(permissionsCheck.matters).toBe(false);
  expect((await checked(permissionsCheck, { stacks, answers: registry })).rows).toEqual([
    { outcome: 'SKIPPED', found: expect.stringContaining('may not iam:SimulatePrincipalPolicy'), unanswered: true },
  ]);
  expect((await checked(permissionsCheck, { stacks, answers: simulator() })).rows).toEqual([
    {
      outcome: 'SKIPPED',
      found: expect.stringMatching(/^the actions of AWS::\S+ and \d+ more types are unknown: .*DescribeType/),
      unanswered: true,
    },
  ]);
});
