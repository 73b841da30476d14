import { GetRoleCommand } from '@aws-sdk/client-iam';
import type { AwsClients } from '../../operate/aws/clients';
import { askAws } from '../../operate/aws/failure';
import { attemptQuery } from '../../operate/fleet';
import {
  type CheckFinding,
  failFinding,
  type PreflightCheck,
  passUnless,
  skippedFinding,
  unansweredFinding,
  warnFinding,
} from '../check';

interface ServiceLinkedRole {
  readonly name: string;
  readonly service: string;
  /** The first resource of this type in an account needs the role. */
  readonly type: string;
  /** The consequence for a deploy without the role. */
  readonly without: string;
  readonly finding: typeof failFinding;
}

const MADE_BY_SERVICE = 'the service creates it if the execution role may iam:CreateServiceLinkedRole';

const ROLES: readonly ServiceLinkedRole[] = [
  {
    name: 'AWSServiceRoleForECS',
    service: 'ecs.amazonaws.com',
    type: 'AWS::ECS::Cluster',
    // aws-cloudformation/cloudformation-coverage-roadmap#818, 1Password/scim-examples#356.
    without:
      'ECS creates it with the first cluster and assumes it immediately, which often fails: "Unable to assume the service linked role"',
    finding: failFinding,
  },
  {
    name: 'AWSServiceRoleForElasticLoadBalancing',
    service: 'elasticloadbalancing.amazonaws.com',
    type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    without: MADE_BY_SERVICE,
    finding: warnFinding,
  },
  {
    name: 'AWSServiceRoleForRDS',
    service: 'rds.amazonaws.com',
    type: 'AWS::RDS::DBInstance',
    without: MADE_BY_SERVICE,
    finding: warnFinding,
  },
  {
    name: 'AWSServiceRoleForVPCS2SVPN',
    service: 's2svpn.amazonaws.com',
    type: 'AWS::EC2::VPNConnection',
    // Managed policy AWSVPCS2SVpnServiceRolePolicy: the role writes the secret s2svpn!* of a connection.
    without: `it keeps the pre-shared keys in Secrets Manager; ${MADE_BY_SERVICE}`,
    finding: warnFinding,
  },
];

/** An existing resource proves that its role exists: AWS refuses to delete a role in use. */
export const serviceLinkedRoles: PreflightCheck = {
  id: 'service-linked-roles',
  question: 'Do the service-linked roles exist that the first resource of each type needs?',
  matters: true,
  run: async (target) => {
    const needed = (
      await Promise.all(ROLES.map(async (role) => ((await target.added(role.type)).length > 0 ? [role] : [])))
    ).flat();
    if (needed.length === 0) return [skippedFinding('this deploy adds no resource that needs one')];
    const findings = await Promise.all(needed.map((role) => roleFinding(target.clients, role)));
    return passUnless(findings.flat(), needed.map(({ name }) => name).join(', '));
  },
};

async function roleFinding(
  clients: AwsClients,
  { name, service, type, without, finding }: ServiceLinkedRole,
): Promise<readonly CheckFinding[]> {
  const found = await attemptQuery(() => exists(clients, name));
  if ('failure' in found) return [unansweredFinding(`${name}: ${found.failure}`)];
  if (found.value) return [];
  return [
    finding(
      `there is no ${name}, which the first ${type} of the account needs: ${without}`,
      `aws iam create-service-linked-role --aws-service-name ${service}`,
    ),
  ];
}

async function exists(clients: AwsClients, RoleName: string): Promise<boolean> {
  return askAws('iam:GetRole', clients.place, async () => {
    try {
      await clients.iam.send(new GetRoleCommand({ RoleName }));
      return true;
    } catch (error) {
      if (error instanceof Error && /^NoSuchEntity/.test(error.name)) return false;
      throw error;
    }
  });
}
