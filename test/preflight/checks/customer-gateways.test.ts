import { customerGatewaysCheck } from '../../../lib/preflight/checks/customer-gateways';
import { anEnvironment, aSite, aStaticSite } from '../../support/builders/sites';
import { type Answers, checked, deployedStacks, noStacks, plannedStacks } from '../../support/fake-aws/preflight-world';

const stacks = plannedStacks([aSite()], [anEnvironment()]);
const GATEWAY = {
  CustomerGatewayId: 'cgw-1',
  Type: 'ipsec.1',
  State: 'available',
  IpAddress: '203.0.113.10',
  BgpAsn: '65010',
  DeviceName: 'heartlab-auckland-heart',
};
const account = (...found: readonly object[]): Answers => ({
  ...noStacks,
  'ec2:DescribeCustomerGateways': () => ({ CustomerGateways: found }),
});
const rows = async (...found: readonly object[]) =>
  (await checked(customerGatewaysCheck, { stacks, answers: account(...found) })).rows;

test.each([
  ['nothing', []],
  ['another address', [{ ...GATEWAY, IpAddress: '203.0.113.11' }]],
  ['another ASN', [{ ...GATEWAY, BgpAsn: '65011' }]],
  ['one that is deleted', [{ ...GATEWAY, State: 'deleted' }]],
  ['one with a certificate', [{ ...GATEWAY, CertificateArn: 'arn:aws:acm:ap-southeast-2:111122223333:certificate/x' }]],
])('passes beside %s', async (_, found) => {
  expect(await rows(...found)).toEqual([
    { outcome: 'PASS', found: expect.stringMatching(/^1 to create, \d existing, none for the same device$/) },
  ]);
});

test('fails if EC2 would return the gateway of another stack', async () => {
  const Tags = [{ Key: 'aws:cloudformation:stack-name', Value: 'OldVpn' }];
  expect(await rows({ ...GATEWAY, Tags })).toEqual([
    {
      outcome: 'FAIL',
      found:
        'customer gateway cgw-1 (203.0.113.10, ASN 65010, device name heartlab-auckland-heart) already exists, of stack OldVpn: EC2 would return it to SiteStack-auckland-heart too, and a delete by either owner removes it for both',
      remedy:
        'aws cloudformation describe-stacks --stack-name OldVpn --region ap-southeast-2 shows that stack; remove one of the two gateways',
    },
  ]);
});

test('fails for a gateway that was created by hand, with the command that deletes it', async () => {
  expect(await rows(GATEWAY)).toEqual([
    {
      outcome: 'FAIL',
      found: expect.stringContaining('created without CloudFormation'),
      remedy:
        'if no VPN connection uses it: aws ec2 delete-customer-gateway --customer-gateway-id cgw-1 --region ap-southeast-2',
    },
  ]);
});

test('warns for the same device under another name, because EC2 creates a second gateway', async () => {
  expect(await rows({ ...GATEWAY, DeviceName: undefined })).toEqual([
    {
      outcome: 'WARN',
      found: expect.stringMatching(
        /^customer gateway cgw-1, created without .* \(203.0.113.10, ASN 65010\): the hospital's device may have a VPN/,
      ),
      remedy: expect.stringContaining('cgw-1'),
    },
  ]);
});

test('knows the ASN of a gateway without BGP', async () => {
  const answers = account({ ...GATEWAY, BgpAsn: '65000' });
  const planned = plannedStacks([aStaticSite()], [anEnvironment()]);
  expect((await checked(customerGatewaysCheck, { stacks: planned, answers })).rows).toEqual([
    expect.objectContaining({ outcome: 'FAIL' }),
  ]);
});

test('is skipped if every gateway exists', async () => {
  const { rows: found, calls } = await checked(customerGatewaysCheck, { stacks, answers: deployedStacks(stacks) });
  expect(found).toEqual([{ outcome: 'SKIPPED', found: 'this deploy adds no customer gateway', unanswered: false }]);
  expect(calls.map(({ action }) => action)).not.toContain('ec2:DescribeCustomerGateways');
});

test('is unanswered if AWS denies the call', async () => {
  expect((await checked(customerGatewaysCheck, { stacks, answers: noStacks })).rows).toEqual([
    {
      outcome: 'SKIPPED',
      found: expect.stringContaining('may not ec2:DescribeCustomerGateways in account 111122223333'),
      unanswered: true,
    },
  ]);
});
