import { QUOTAS } from '../../../lib/config/capacity/quotas';
import { quotasCheck } from '../../../lib/preflight/checks/quotas';
import { anEnvironment, aSite } from '../../support/builders/sites';
import { Refusal } from '../../support/fake-aws/http-wire';
import { checked, noStacks, plannedStacks } from '../../support/fake-aws/preflight-world';
import { account, all, managed, many, RAISED, sites } from '../../support/fake-aws/quota-account';

const stacks = plannedStacks([aSite()], [anEnvironment()]);

async function outcome(given: Readonly<Record<string, number>>, applied = {}) {
  const { rows } = await checked(quotasCheck, {
    stacks: all,
    sites,
    environment: managed,
    answers: account(given, { ...RAISED, ...applied }),
  });
  return rows;
}

test('passes below the limits, and reports the use of each quota', async () => {
  const { rows, calls } = await checked(quotasCheck, { stacks, answers: account({ vpcs: 1 }) });
  expect(rows).toEqual([
    {
      outcome: 'PASS',
      found: expect.stringMatching(
        /^VPCs per Region 2 of 5; virtual private gateways per Region 1 of 5; customer gateways per Region 1 of 50; VPN connections per Region 1 of 50; VPC security groups per Region 2 of 2500; network interfaces per Region 2 of 5000; rules per security group and direction \d+ of 60; security groups per network interface 1 of 5$/,
      ),
    },
  ]);
  // No call concerns resources that this deploy does not add.
  expect(calls.map(({ action }) => action)).not.toContain('elasticloadbalancing:DescribeTrustStores');
});

test('passes for a managed ingest and Direct Connect, with every quota counted', async () => {
  const rows = await outcome({});
  expect(rows).toHaveLength(1);
  for (const id of Object.keys(QUOTAS).filter((name) => name !== 'virtualInterfaces'))
    expect(rows[0]?.found).toContain(QUOTAS[id as keyof typeof QUOTAS].what);
});

test.each([
  ['vpcs', 4, 'VPCs per Region: 4 used and 2 added, 5 allowed', 'vpc', 'L-F678F1CE', 8],
  ['vpnGateways', 5, 'virtual private gateways per Region: 5 used and 1 added, 5 allowed', 'ec2', 'L-7029FAB6', 8],
  ['customerGateways', 50, 'customer gateways per Region: 50 used and 1 added, 50 allowed', 'ec2', 'L-4FB7FF5D', 62],
  ['vpnConnections', 50, 'VPN connections per Region: 50 used and 1 added, 50 allowed', 'ec2', 'L-3E6EC3A3', 62],
  [
    'networkBalancers',
    49,
    'Network Load Balancers per Region: 49 used and 2 added, 50 allowed',
    'elasticloadbalancing',
    'L-69A177A2',
    62,
  ],
  [
    'applicationBalancers',
    50,
    'Application Load Balancers per Region: 50 used and 1 added, 50 allowed',
    'elasticloadbalancing',
    'L-53DA6B97',
    62,
  ],
  [
    'trustStores',
    20,
    'trust stores of load balancers: 20 used and 1 added, 20 allowed',
    'elasticloadbalancing',
    'L-A8F7060B',
    26,
  ],
  [
    'targetGroups',
    2998,
    'target groups per Region: 2998 used and 3 added, 3000 allowed',
    'elasticloadbalancing',
    'L-B22855CB',
    3602,
  ],
  // The site has 4 and the default group of its VPC, the ingest has 3 and one, the cell has 3.
  [
    'securityGroups',
    2490,
    'VPC security groups per Region: 2490 used and 11 added, 2500 allowed',
    'vpc',
    'L-E79EC296',
    3002,
  ],
  ['vcpus', 97, 'Fargate On-Demand vCPUs: 97 used and 4 added, 100 allowed', 'fargate', 'L-3032A538', 122],
])(
  'fails if %s would exceed its limit, with the command that raises it',
  async (what, used, found, service, code, desired) => {
    expect(await outcome({ [what]: used })).toEqual([
      {
        outcome: 'FAIL',
        found,
        remedy: `aws service-quotas request-service-quota-increase --region ap-southeast-2 --service-code ${service} --quota-code ${code} --desired-value ${desired}`,
      },
    ]);
  },
);

test('fails at the network interfaces of the Region: endpoints, load balancers, tasks and database in each zone', async () => {
  expect(await outcome({ networkInterfaces: 4990 })).toEqual([
    {
      outcome: 'FAIL',
      found: expect.stringMatching(/^network interfaces per Region: 4990 used and \d+ added, 5000 allowed$/),
      remedy: expect.stringContaining('--service-code vpc --quota-code L-DF5E4CA3'),
    },
  ]);
});

test.each([
  [
    'insightsAlarms',
    197,
    'Metrics Insights alarms per Region: 197 used and 4 added, 200 allowed',
    /^AWS does not raise this quota: .*another account$/,
  ],
  [
    'directConnectGateways',
    200,
    'Direct Connect gateways per account: 200 used and 1 added, 200 allowed',
    /account team/,
  ],
])(
  'fails if %s would exceed a limit that AWS does not raise, with an alternative',
  async (what, used, found, remedy) => {
    expect(await outcome({ [what]: used })).toEqual([
      { outcome: 'FAIL', found, remedy: expect.stringMatching(remedy) },
    ]);
  },
);

test('does not count alarms without Metrics Insights', async () => {
  expect(await outcome({ alarms: 5000 })).toEqual([expect.objectContaining({ outcome: 'PASS' })]);
});

test('warns from nine tenths of the limit, and requests more than is needed now', async () => {
  const { rows } = await checked(quotasCheck, { stacks, answers: account({ vpcs: 4, vpnGateways: 3 }) });
  expect(rows).toEqual([
    {
      outcome: 'WARN',
      found: 'VPCs per Region: 4 used and 1 added, 5 allowed',
      remedy: expect.stringContaining('--quota-code L-F678F1CE --desired-value 6'),
    },
  ]);
});

test('uses the limit that was applied to the account', async () => {
  const answer = (limit: number) =>
    checked(quotasCheck, { stacks, answers: account({ vpcs: 50 }, { 'L-F678F1CE': limit }) });
  expect((await answer(100)).rows).toEqual([expect.objectContaining({ outcome: 'PASS' })]);
  expect((await answer(50)).rows).toEqual([expect.objectContaining({ outcome: 'FAIL' })]);
});

test('uses the documented default of a quota that Service Quotas does not have in the Region', async () => {
  const absent = () => {
    throw new Refusal(400, 'NoSuchResourceException', 'no such quota');
  };
  const { rows } = await checked(quotasCheck, {
    stacks,
    answers: {
      ...account({ vpcs: 5 }),
      'servicequotas:GetServiceQuota': absent,
      'servicequotas:GetAWSDefaultServiceQuota': absent,
    },
  });
  expect(rows).toEqual([expect.objectContaining({ outcome: 'FAIL', found: expect.stringContaining('5 allowed') })]);
});

test('fails if a raised number of rules a group leaves too few groups an interface', async () => {
  const hospitalCidrs = Array.from({ length: 50 }, (_, index) => `10.20.${index}.0/24`);
  const wide = aSite({
    network: { hospitalCidrs, cloudCidr: '100.64.0.0/26' },
    dicom: { stow: { auth: 'mtls' }, dimse: { ports: [104, 2762, 11112], callingAeTitles: ['CT1'] } },
  });
  const answer = async (groups: number) => {
    const planned = plannedStacks([wide], [anEnvironment()]);
    const { rows } = await checked(quotasCheck, {
      stacks: planned,
      sites: [wide],
      answers: account({}, { 'L-2AFB9258': groups, 'L-0EA8095F': 60 }),
    });
    return rows;
  };
  // Sixty rules a group are the design: no warning.
  expect(await answer(5)).toEqual([
    {
      outcome: 'PASS',
      found: expect.stringContaining('direction 60 of 60; security groups per network interface 4 of 5'),
    },
  ]);
  expect(await answer(2)).toEqual([
    expect.objectContaining({
      outcome: 'FAIL',
      found: 'security groups per network interface: 0 used and 4 added, 2 allowed',
    }),
  ]);
});

test('fails if the number of rules a group was lowered', async () => {
  const { rows } = await checked(quotasCheck, { stacks, answers: account({}, { 'L-0EA8095F': 0 }) });
  expect(rows).toEqual([
    expect.objectContaining({
      outcome: 'FAIL',
      found: expect.stringMatching(/^rules per security group and direction: /),
    }),
  ]);
});

test('a deleted gateway or connection is not counted', async () => {
  const gone = { State: 'deleted' };
  const { rows } = await checked(quotasCheck, {
    stacks,
    answers: {
      ...account(),
      'ec2:DescribeVpnGateways': () => ({ VpnGateways: many(5, gone) }),
      'ec2:DescribeCustomerGateways': () => ({ CustomerGateways: many(50, gone) }),
      'ec2:DescribeVpnConnections': () => ({ VpnConnections: many(50, gone) }),
    },
  });
  expect(rows).toEqual([expect.objectContaining({ outcome: 'PASS' })]);
});

test('each quota is unanswered separately if AWS denies its call', async () => {
  const { rows } = await checked(quotasCheck, { stacks, answers: noStacks });
  expect(rows.map(({ outcome }) => outcome)).toEqual(Array(8).fill('SKIPPED'));
  for (const row of rows)
    expect(row).toEqual({
      outcome: 'SKIPPED',
      found: expect.stringMatching(
        /: the credentials may not (ec2:Describe\w+|servicequotas:GetServiceQuota) in account 111122223333/,
      ),
      unanswered: true,
    });
});
