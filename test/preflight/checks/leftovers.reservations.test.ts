import type { PlannedStack } from '../../../lib/preflight/assembly';
import { leftoversCheck } from '../../../lib/preflight/checks/leftovers';
import { anEnvironment, aSite } from '../../support/builders/sites';
import { type Answers, checked, deployedStacks, plannedStacks } from '../../support/fake-aws/preflight-world';

const stacks = plannedStacks([aSite()], [anEnvironment()]);

describe('a reservation in a live subnet', () => {
  const subnet = { logicalId: 'Subnet1', type: 'AWS::EC2::Subnet', properties: {} };
  const [made] = stacks.filter(({ name }) => name === 'SiteStack-auckland-heart');
  if (made === undefined) throw new Error('there is no site stack');
  const reservation = {
    logicalId: 'DeliveryAddress1',
    type: 'Custom::HeartLabAddressReservation',
    properties: { SubnetId: { Ref: 'Subnet1' }, Address: '100.64.0.14' },
  };
  const planned: PlannedStack = { ...made, resources: [subnet, reservation] };
  const found = async (...reservations: readonly object[]) => {
    const answers: Answers = {
      ...deployedStacks([{ ...planned, resources: [subnet] }]),
      'ec2:GetSubnetCidrReservations': ({ get }) => {
        expect(get('SubnetId')).toBe('id-Subnet1');
        return { SubnetIpv4CidrReservations: reservations };
      },
    };
    return (await checked(leftoversCheck, { stacks: [planned], answers })).rows;
  };
  const EQUAL = { SubnetCidrReservationId: 'scr-1', Cidr: '100.64.0.14/32', ReservationType: 'explicit' };

  test.each([
    ['of another address', { ...EQUAL, Cidr: '100.64.0.13/32' }],
    ['of the address, without a tag', EQUAL],
    ['of the address, without a tag of a site', { ...EQUAL, Tags: [{ Key: 'team', Value: 'x' }] }],
    ['of the address, of this site', { ...EQUAL, Tags: [{ Key: 'heartlab:site', Value: 'auckland-heart' }] }],
  ])('passes %s', async (_, one) => {
    expect(await found(one)).toEqual([expect.objectContaining({ outcome: 'PASS' })]);
  });

  test.each([
    ['a prefix', { ...EQUAL, ReservationType: 'prefix' }, '(100.64.0.14/32, prefix)'],
    [
      'a block around it',
      { ...EQUAL, Cidr: '100.64.0.8/29', Description: 'mine' },
      '(100.64.0.8/29, explicit, "mine")',
    ],
    [
      'one of another site',
      { ...EQUAL, Tags: [{ Key: 'heartlab:site', Value: 'other' }] },
      '(100.64.0.14/32, explicit)',
    ],
  ])('fails for %s', async (_, one, text) => {
    expect(await found(one)).toEqual([
      {
        outcome: 'FAIL',
        found: `id-Subnet1: reservation scr-1 ${text} holds 100.64.0.14, which SiteStack-auckland-heart reserves for results`,
        remedy: 'if nothing uses it: aws ec2 delete-subnet-cidr-reservation --subnet-cidr-reservation-id scr-1',
      },
    ]);
  });

  test('is unanswered if AWS denies the call', async () => {
    const answers = deployedStacks([{ ...planned, resources: [subnet] }]);
    expect((await checked(leftoversCheck, { stacks: [planned], answers })).rows).toEqual([
      {
        outcome: 'SKIPPED',
        found: expect.stringMatching(/^address reservations: .*may not ec2:GetSubnetCidrReservations/),
        unanswered: true,
      },
    ]);
  });
});
