import { ingestNames } from '../../../lib/config/naming/ingest-names';
import { quotasCheck } from '../../../lib/preflight/checks/quotas';
import { aDeliveringSite } from '../../support/builders/sites';
import { type Answers, checked, deployedStacks, plannedStacks, TODAY } from '../../support/fake-aws/preflight-world';
import { account, all, managed, RAISED, sites } from '../../support/fake-aws/quota-account';
import { siteNumber } from '../../support/programs/operate-commands';

describe('in a deployed ingest', () => {
  const names = ingestNames(managed.name);
  const exported: Readonly<Record<string, string>> = {
    [names.vpcId]: 'vpc-ingest',
    [names.endpointSubnetId(0)]: 'subnet-a',
    [names.endpointSubnetId(1)]: 'subnet-b',
    [names.balancerSubnetId(0)]: 'subnet-c',
    [names.balancerSubnetId(1)]: 'subnet-d',
    [names.taskSubnetId(0)]: 'subnet-e',
    [names.taskSubnetId(1)]: 'subnet-f',
  };
  const withoutSite = all.filter(({ name }) => !name.startsWith('SiteStack'));
  const withoutCell = withoutSite.filter(({ name }) => !name.startsWith('CellStack'));
  /** The stacks that exist; at first all but the site's. */
  function beside(free: number, given: Readonly<Record<string, number>> = {}, there = withoutSite): Answers {
    const live = deployedStacks(there);
    return {
      ...account(given, RAISED),
      ...live,
      'cloudformation:DescribeStacks': (call) => {
        if (call.get('StackName') !== `IngestStack-${managed.name}`)
          return live['cloudformation:DescribeStacks']?.(call) ?? {};
        return {
          Stacks: [
            {
              StackName: call.get('StackName'),
              CreationTime: TODAY,
              StackStatus: 'CREATE_COMPLETE',
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
          { SubnetId: 'subnet-c', CidrBlock: '10.255.2.0/25', AvailableIpAddressCount: free },
          { SubnetId: 'subnet-d', CidrBlock: '10.255.3.0/25', AvailableIpAddressCount: 100 },
          { SubnetId: 'subnet-e', CidrBlock: '10.255.4.0/24', AvailableIpAddressCount: free },
          { SubnetId: 'subnet-f', CidrBlock: '10.255.5.0/24', AvailableIpAddressCount: 200 },
        ],
      }),
    };
  }
  const found = async (answers: Answers) =>
    (await checked(quotasCheck, { stacks: all, sites, environment: managed, answers })).rows;

  test('passes with a free address in each subnet and room for an endpoint in its VPC', async () => {
    const answers = beside(100, { endpoints: 40 });
    const rows = await found(answers);
    expect(rows).toEqual([{ outcome: 'PASS', found: expect.stringContaining('interface endpoints per VPC 41 of 50') }]);
    expect(rows[0]?.found).toContain('addresses of subnet subnet-a for interface endpoints 24 of 123');
  });

  /** The stacks, with a task definition of another content in the cell. */
  const ofAnotherImage = withoutSite.map((stack) => ({
    ...stack,
    resources: stack.resources.map((one) =>
      one.type === 'AWS::ECS::TaskDefinition' ? { ...one, logicalId: 'TaskDefinitionOfAnotherImage' } : one,
    ),
  }));

  test('no task starts for a cell with a deployed task definition', async () => {
    expect((await found(beside(100, { vcpus: 2 })))[0]?.found).not.toContain('Fargate');
  });

  test('another image starts two tasks beside the two running ones, and a new cell starts all four', async () => {
    const changed = await found(beside(100, { vcpus: 2 }, ofAnotherImage));
    expect(changed[0]?.found).toContain('Fargate On-Demand vCPUs 4 of 100');
    expect(changed[0]?.found).toContain('addresses of subnet subnet-e for tasks 153 of 251');
    const added = await found(beside(100, { vcpus: 2 }, withoutCell));
    expect(added[0]?.found).toContain('Fargate On-Demand vCPUs 6 of 100');
    expect(added[0]?.found).toContain('addresses of subnet subnet-e for tasks 155 of 251');
    // One of the NLB, and two of the ALB.
    expect(added[0]?.found).toContain('addresses of subnet subnet-c for load balancers 26 of 123');
  });

  test('each service counts with the task definition of its own cell', async () => {
    const small = aDeliveringSite([{ aeTitle: 'AKLPACS1', address: '10.20.1.15', port: 11112 }]);
    const three = [small, siteNumber(7, managed.name), siteNumber(8, managed.name)];
    const { rows } = await checked(quotasCheck, {
      stacks: plannedStacks(three, [managed]),
      sites: three,
      environment: managed,
      answers: account({ vcpus: 0 }, { ...RAISED, 'L-F678F1CE': 50, 'L-A4707A72': 50 }),
    });
    // Three cells of two tasks of 1 vCPU, and their successors.
    expect(rows.map((row) => row.found).join()).toContain('Fargate On-Demand vCPUs 12 of 100');
  });

  test('fails if the subnets for load balancers and tasks have no free address for a cell', async () => {
    const rows = await found(beside(0, {}, withoutCell));
    expect(rows.map((row) => row.found)).toEqual([
      'addresses of subnet subnet-a for interface endpoints: 123 used and 1 added, 123 allowed',
      'addresses of subnet subnet-c for load balancers: 123 used and 3 added, 123 allowed',
      'addresses of subnet subnet-e for tasks: 251 used and 4 added, 251 allowed',
    ]);
  });

  test('fails if a subnet has no free address, and warns if it has few', async () => {
    expect(await found(beside(0))).toEqual([
      {
        outcome: 'FAIL',
        found: 'addresses of subnet subnet-a for interface endpoints: 123 used and 1 added, 123 allowed',
        remedy: "the VPC of an ingest can't grow: create another environment for some of the sites",
      },
    ]);
    expect(await found(beside(10))).toEqual([expect.objectContaining({ outcome: 'WARN' })]);
  });

  test('fails if its VPC is at its limit of interface endpoints', async () => {
    expect(await found(beside(100, { endpoints: 50 }))).toEqual([
      expect.objectContaining({
        outcome: 'FAIL',
        found: 'interface endpoints per VPC: 50 used and 1 added, 50 allowed',
      }),
    ]);
  });

  test('the addresses are unanswered if AWS denies the call', async () => {
    const { 'ec2:DescribeSubnets': _, ...answers } = beside(100);
    expect(await found(answers)).toEqual([
      {
        outcome: 'SKIPPED',
        found: expect.stringMatching(/^addresses of the ingest: .* may not ec2:DescribeSubnets/),
        unanswered: true,
      },
    ]);
  });
});
