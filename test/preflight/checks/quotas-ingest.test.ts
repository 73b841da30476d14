import type { PlannedStack } from '../../../lib/preflight/assembly';
import { quotas } from '../../../lib/preflight/checks/quotas';
import { ingestNames } from '../../../lib/site/ingest-names';
import { aSite } from '../../support/fixtures';
import { account, all, managed, RAISED, sites } from '../quota-account';
import { type Answers, checked, deployedStacks, plannedStacks, TODAY } from '../world';

describe('of an ingest that is deployed', () => {
  const names = ingestNames(managed.name);
  const exported: Readonly<Record<string, string>> = {
    [names.vpcId]: 'vpc-ingest',
    [names.endpointSubnetId(0)]: 'subnet-a',
    [names.endpointSubnetId(1)]: 'subnet-b',
  };
  /** Platform and ingest are there; the site is not. */
  function beside(free: number, given: Readonly<Record<string, number>> = {}): Answers {
    const live = deployedStacks(all.filter(({ name }) => !name.startsWith('SiteStack')));
    return {
      ...account(given, RAISED),
      ...live,
      'cloudformation:DescribeStacks': (call) => {
        if (call.get('StackName') !== `IngestStack-${managed.name}`)
          return live['cloudformation:DescribeStacks']?.(call) ?? {};
        return {
          Stacks: [
            {
              ...{ StackName: call.get('StackName'), CreationTime: TODAY, StackStatus: 'CREATE_COMPLETE' },
              Outputs: Object.entries(exported).map(([ExportName, OutputValue]) => ({
                OutputKey: 'x',
                ExportName,
                OutputValue,
              })),
            },
          ],
        };
      },
      'ec2:DescribeSubnets': () => ({
        Subnets: [
          { SubnetId: 'subnet-a', CidrBlock: '10.255.0.0/25', AvailableIpAddressCount: free },
          { SubnetId: 'subnet-b', CidrBlock: '10.255.1.0/25', AvailableIpAddressCount: 100 },
        ],
      }),
    };
  }
  const found = async (answers: Answers) =>
    (await checked(quotas, { stacks: all, sites, environment: managed, answers })).rows;

  test('passes with a free address in each subnet, and an endpoint left in its VPC', async () => {
    const answers = beside(100, { endpoints: 40 });
    const rows = await found(answers);
    expect(rows).toEqual([{ outcome: 'PASS', found: expect.stringContaining('interface endpoints per VPC 41 of 50') }]);
    expect(rows[0]?.found).toContain('addresses of subnet subnet-a for interface endpoints 24 of 123');
  });

  test('an update replaces its tasks beside those that run: half of what the first deploy needs', async () => {
    expect((await found(beside(100, { vcpus: 8 })))[0]?.found).toContain('Fargate On-Demand vCPUs 16 of 100');
  });

  test('fails where a subnet has no address left, and warns where few are', async () => {
    expect(await found(beside(0))).toEqual([
      {
        outcome: 'FAIL',
        found: 'addresses of subnet subnet-a for interface endpoints: 123 used and 1 added, 123 allowed',
        remedy: 'the VPC of an ingest does not grow: begin another environment for some of the sites with deliverTo',
      },
    ]);
    expect(await found(beside(10))).toEqual([expect.objectContaining({ outcome: 'WARN' })]);
  });

  test('fails where its VPC has no interface endpoint left', async () => {
    expect(await found(beside(100, { endpoints: 50 }))).toEqual([
      expect.objectContaining({
        outcome: 'FAIL',
        found: 'interface endpoints per VPC: 50 used and 1 added, 50 allowed',
      }),
    ]);
  });

  test('has no answer about the addresses where AWS denies the question', async () => {
    const { 'ec2:DescribeSubnets': _, ...answers } = beside(100);
    expect(await found(answers)).toEqual([
      {
        outcome: 'SKIPPED',
        found: expect.stringMatching(/^addresses of the ingest .* may not ec2:DescribeSubnets/),
        unanswered: true,
      },
    ]);
  });
});
