import { serviceLinkedRoles } from '../../../lib/preflight/checks/service-linked-roles';
import { aManagedEnvironment, anEnvironment, aSite } from '../../support/builders/sites';
import { Refusal } from '../../support/fake-aws/http-wire';
import { type Answers, checked, deployedStacks, noStacks, plannedStacks } from '../../support/fake-aws/preflight-world';

const environment = aManagedEnvironment();
const managed = plannedStacks([aSite()], [environment]);
const siteOnly = plannedStacks([aSite()], [anEnvironment()]);

const without = (...missing: readonly string[]): Answers => ({
  'iam:GetRole': ({ get }) => {
    const RoleName = String(get('RoleName'));
    if (missing.includes(RoleName)) throw new Refusal(404, 'NoSuchEntity', `The role ${RoleName} cannot be found.`);
    return {
      Role: { RoleName, Path: '/aws-service-role/', RoleId: 'x', Arn: 'arn:aws:iam::x', CreateDate: new Date(0) },
    };
  },
});

test('passes if the roles for the added resources exist', async () => {
  const all = await checked(serviceLinkedRoles, {
    environment,
    stacks: managed,
    answers: { ...noStacks, ...without() },
  });
  expect(all.rows).toEqual([
    {
      outcome: 'PASS',
      found:
        'AWSServiceRoleForECS, AWSServiceRoleForElasticLoadBalancing, AWSServiceRoleForRDS, AWSServiceRoleForVPCS2SVPN',
    },
  ]);
  const one = await checked(serviceLinkedRoles, { stacks: siteOnly, answers: { ...noStacks, ...without() } });
  expect(one.rows).toEqual([{ outcome: 'PASS', found: 'AWSServiceRoleForVPCS2SVPN' }]);
});

test('fails without the role of ECS, which the first cluster creates too late', async () => {
  const { rows } = await checked(serviceLinkedRoles, {
    environment,
    stacks: managed,
    answers: { ...noStacks, ...without('AWSServiceRoleForECS') },
  });
  expect(rows).toEqual([
    {
      outcome: 'FAIL',
      found: expect.stringMatching(/^there is no AWSServiceRoleForECS, which the first AWS::ECS::Cluster .* needs/),
      remedy: 'aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com',
    },
  ]);
});

test('warns of roles that their service creates in time', async () => {
  const { rows } = await checked(serviceLinkedRoles, {
    environment,
    stacks: managed,
    answers: {
      ...noStacks,
      ...without('AWSServiceRoleForElasticLoadBalancing', 'AWSServiceRoleForRDS', 'AWSServiceRoleForVPCS2SVPN'),
    },
  });
  expect(rows).toEqual(
    ['elasticloadbalancing', 'rds', 's2svpn'].map((service) => ({
      outcome: 'WARN',
      found: expect.stringContaining('iam:CreateServiceLinkedRole'),
      remedy: `aws iam create-service-linked-role --aws-service-name ${service}.amazonaws.com`,
    })),
  );
});

test('is skipped if all services are in use already', async () => {
  const { rows } = await checked(serviceLinkedRoles, { stacks: siteOnly, answers: deployedStacks(siteOnly) });
  expect(rows).toEqual([
    { outcome: 'SKIPPED', found: 'this deploy adds no resource that needs one', unanswered: false },
  ]);
});

test('is unanswered if AWS denies the call', async () => {
  const { rows } = await checked(serviceLinkedRoles, { stacks: siteOnly, answers: noStacks });
  expect(rows).toEqual([
    {
      outcome: 'SKIPPED',
      found: expect.stringMatching(/^AWSServiceRoleForVPCS2SVPN: .* may not iam:GetRole/),
      unanswered: true,
    },
  ]);
});
