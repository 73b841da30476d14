import { Refusal } from '../../support/fake-aws/http-wire';
import { ADDRESS, Cloud, ID, SITE, SUBNET } from '../../support/fake-aws/reservation-cloud';

const errorLog = jest.spyOn(console, 'error').mockImplementation(() => {});
afterEach(() => errorLog.mockClear());

const connectionReset = () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
const succeeded = { Status: 'SUCCESS', PhysicalResourceId: ID };
const reservation = { subnet: SUBNET, cidr: `${ADDRESS}/32`, type: 'explicit', tags: SITE };
const moved = {
  RequestType: 'Update',
  PhysicalResourceId: 'subnet-0b2/100.64.0.30',
} as const;
const own = expect.objectContaining(reservation);

describe('Custom::HeartLabAddressReservation, Create and Update', () => {
  test.each([
    ['Create', {}],
    ['an Update with another subnet and address', moved],
  ])('%s lists, creates an explicit /32 with the tags of the subnet’s site, and lists again', async (_, changes) => {
    const cloud = new Cloud();
    cloud.subnets.set(SUBNET, { ...SITE, Name: 'heartlab-auckland-heart-ap-southeast-2a', other: 'tag' });
    expect(await cloud.run(changes)).toMatchObject(succeeded);
    expect(cloud.reservations).toEqual([own]);
    expect(cloud.asked).toEqual([
      'DescribeSubnets',
      'GetSubnetCidrReservations',
      'CreateSubnetCidrReservation',
      'GetSubnetCidrReservations',
      'DescribeNetworkInterfaces',
    ]);
    expect(cloud.answers[0]).toMatchObject({
      url: 'https://cloudformation.example/presigned',
      body: { RequestId: 'request-1', LogicalResourceId: 'DeliveryAddress1' },
    });
    expect(cloud.waited).toBe(0);
  });

  test.each([
    ['of this site', SITE],
    ['without tags', {}],
    ['with other tags', { Name: 'made by hand' }],
  ])('an existing explicit reservation %s is used, on any page of the list', async (_, tags) => {
    const cloud = new Cloud();
    for (const last of [1, 2, 3, 4]) cloud.reserve({ cidr: `100.64.0.${last}/32`, tags: {} });
    cloud.reserve({ tags });
    const before = [...cloud.reservations];
    expect(await cloud.run()).toMatchObject(succeeded);
    expect(cloud.reservations).toEqual(before);
    expect(cloud.count('CreateSubnetCidrReservation')).toBe(0);
    expect(cloud.count('GetSubnetCidrReservations')).toBe(3);
  });

  test.each([
    [
      'of another site',
      { tags: { 'heartlab:site': 'perth-clinic' } },
      /scr-1 \(100\.64\.0\.14\/32, explicit\).*tag heartlab:site of another site, perth-clinic/,
    ],
    [
      'of a larger block',
      { cidr: '100.64.0.8/29', tags: {} },
      /scr-1 \(100\.64\.0\.8\/29, explicit\).*covers 100\.64\.0\.14/,
    ],
    ['for prefixes', { type: 'prefix' as const }, /scr-1 \(100\.64\.0\.14\/32, prefix\).*covers 100\.64\.0\.14/],
    ['for prefixes, wider', { cidr: '100.64.0.0/28', type: 'prefix' as const }, /scr-1 \(100\.64\.0\.0\/28, prefix\)/],
  ])('the failure names a conflicting reservation, and what to do: %s', async (_, other, description) => {
    const cloud = new Cloud();
    cloud.reserve(other);
    const { Status, Reason, PhysicalResourceId } = await cloud.run();
    expect([Status, PhysicalResourceId]).toEqual(['FAILED', ID]);
    expect(Reason).toMatch(
      /^The address 100\.64\.0\.14 of subnet subnet-0a1 was not reserved\. Subnet subnet-0a1 of auckland-heart has the reservation /,
    );
    expect(Reason).toMatch(description);
    expect(Reason).toContain('aws ec2 delete-subnet-cidr-reservation --subnet-cidr-reservation-id scr-1');
    expect(cloud.count('CreateSubnetCidrReservation')).toBe(0);
    expect(cloud.waited).toBe(0);
    expect(JSON.stringify(errorLog.mock.calls)).not.toContain('presigned');
  });

  test('a creation with a lost response is found in the list, and not repeated', async () => {
    const cloud = new Cloud({
      after: (action) => {
        if (action === 'CreateSubnetCidrReservation') throw connectionReset();
      },
    });
    expect(await cloud.run()).toMatchObject(succeeded);
    expect(cloud.reservations).toEqual([own]);
    expect(cloud.count('CreateSubnetCidrReservation')).toBe(1);
  });

  test('a creation with a lost response that EC2 lists only later is not repeated', async () => {
    const cloud = new Cloud({
      after: (action, count) => {
        if (action === 'CreateSubnetCidrReservation' && count === 1) throw connectionReset();
      },
    });
    cloud.lag = 3;
    expect(await cloud.run()).toMatchObject(succeeded);
    expect(cloud.reservations).toEqual([own]);
  });

  test('a creation that did not reach EC2 is repeated after another list', async () => {
    const cloud = new Cloud({
      before: (action, count) => {
        if (action === 'CreateSubnetCidrReservation' && count === 1) throw connectionReset();
      },
    });
    expect(await cloud.run()).toMatchObject(succeeded);
    expect(cloud.reservations).toEqual([own]);
    expect(cloud.asked.slice(1, 5)).toEqual([
      'GetSubnetCidrReservations',
      'CreateSubnetCidrReservation',
      'GetSubnetCidrReservations',
      'CreateSubnetCidrReservation',
    ]);
  });

  test('a reservation that EC2 lists only later is created once', async () => {
    const cloud = new Cloud();
    cloud.lag = 4;
    expect(await cloud.run()).toMatchObject(succeeded);
    expect(cloud.count('CreateSubnetCidrReservation')).toBe(1);
    expect(cloud.waited).toBeGreaterThan(0);
  });

  test.each([
    ['for this site', SITE, succeeded],
    ['for another site', { 'heartlab:site': 'perth-clinic' }, { Status: 'FAILED' }],
  ])('a reservation that another caller creates first decides: %s', async (_, tags, outcome) => {
    const cloud: Cloud = new Cloud({
      before: (action, count) => {
        if (action !== 'CreateSubnetCidrReservation' || count > 1) return;
        cloud.reserve({ tags });
        cloud.lag = 2;
      },
    });
    expect(await cloud.run()).toMatchObject(outcome);
    expect(cloud.reservations).toHaveLength(1);
    expect(cloud.count('CreateSubnetCidrReservation')).toBeGreaterThan(0);
  });

  test.each([
    ['throttled', () => new Refusal(503, 'RequestLimitExceeded')],
    ['an error of EC2', () => new Refusal(500, 'InternalError')],
    ['a connection reset', connectionReset],
  ])('every call is repeated after %s', async (_, failure) => {
    const cloud = new Cloud({
      before: (_action, count) => {
        if (count === 1) throw failure();
      },
    });
    expect(await cloud.run()).toMatchObject(succeeded);
    expect(cloud.reservations).toEqual([own]);
    expect(cloud.waited).toBeGreaterThan(0);
  });

  test('a lasting failure is reported with the last message of AWS, before Lambda ends the run', async () => {
    const cloud = new Cloud({
      before: (action) => {
        if (action === 'CreateSubnetCidrReservation') throw new Refusal(503, 'RequestLimitExceeded', 'slow down');
      },
    });
    expect(await cloud.run()).toMatchObject({
      Status: 'FAILED',
      Reason: 'The address 100.64.0.14 of subnet subnet-0a1 was not reserved. RequestLimitExceeded: slow down',
      PhysicalResourceId: ID,
    });
    expect(cloud.waited).toBeGreaterThan(40_000);
    expect(cloud.waited).toBeLessThanOrEqual(75_000);
  });

  test.each([
    ['DescribeSubnets', 'UnauthorizedOperation'],
    ['GetSubnetCidrReservations', 'UnauthorizedOperation'],
    ['CreateSubnetCidrReservation', 'UnauthorizedOperation'],
    ['CreateSubnetCidrReservation', 'InvalidParameterValue'],
    ['DescribeNetworkInterfaces', 'UnauthorizedOperation'],
  ])('a refusal of %s (%s) is reported at once', async (refused, code) => {
    const cloud = new Cloud({
      before: (action) => {
        if (action === refused) throw new Refusal(400, code, 'message of EC2');
      },
    });
    expect(await cloud.run()).toMatchObject({
      Status: 'FAILED',
      Reason: `The address 100.64.0.14 of subnet subnet-0a1 was not reserved. ${code}: message of EC2`,
    });
    expect(cloud.count(refused)).toBe(1);
    expect(cloud.waited).toBe(0);
  });

  test('the run waits until EC2 returns the subnet and its tags', async () => {
    const cloud: Cloud = new Cloud({
      before: (action, count) => {
        if (action === 'DescribeSubnets' && count === 2) cloud.subnets.set(SUBNET, {});
        if (action === 'DescribeSubnets' && count === 3) cloud.subnets.set(SUBNET, SITE);
      },
    });
    cloud.subnets.delete(SUBNET);
    expect(await cloud.run()).toMatchObject(succeeded);
    expect(cloud.reservations).toEqual([own]);
  });

  test.each([
    ['no such subnet', undefined, /EC2 does not find the subnet subnet-0a1/],
    ['no tag', {}, /has no tag heartlab:environment and no tag heartlab:site/],
    ['no tag of a site', { 'heartlab:environment': 'sydney' }, /has no tag heartlab:site, so its site is unknown/],
  ])('nothing is reserved in a subnet of an unknown site: %s', async (_, tags, reason) => {
    const cloud = new Cloud();
    if (tags === undefined) cloud.subnets.delete(SUBNET);
    else cloud.subnets.set(SUBNET, tags);
    expect(await cloud.run()).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(reason) });
    expect(new Set(cloud.asked)).toEqual(new Set(['DescribeSubnets']));
  });

  test.each([
    [{}],
    [{ SubnetId: SUBNET }],
    [{ SubnetId: 'vpc-0a1', Address: ADDRESS }],
    [{ SubnetId: `${SUBNET} `, Address: ADDRESS }],
    [{ SubnetId: SUBNET, Address: `${ADDRESS}/32` }],
    [{ SubnetId: SUBNET, Address: '100.64.0.014' }],
    [{ SubnetId: SUBNET, Address: 14 }],
  ])('nothing of AWS is called for the properties %j', async (ResourceProperties) => {
    const cloud = new Cloud();
    expect(await cloud.run({ ResourceProperties })).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(
        /^No address was reserved\. SubnetId must be the id of a subnet, and Address an IPv4 address/,
      ),
      PhysicalResourceId: 'DeliveryAddress1',
    });
    expect(cloud.asked).toEqual([]);
  });

  test('two zones have two reservations', async () => {
    const cloud = new Cloud();
    cloud.subnets.set('subnet-0b2', SITE);
    const second = { ResourceProperties: { SubnetId: 'subnet-0b2', Address: '100.64.0.30' } };
    const answers = await Promise.all([cloud.run(), cloud.run(second)]);
    expect(answers.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS']);
    expect(cloud.reservations).toEqual(
      expect.arrayContaining([
        own,
        expect.objectContaining({ subnet: 'subnet-0b2', cidr: '100.64.0.30/32', tags: SITE }),
      ]),
    );
  });
});
