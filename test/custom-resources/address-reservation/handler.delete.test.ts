import { Refusal } from '../../support/fake-aws/http-wire';
import { Cloud, ID, SITE, SUBNET } from '../../support/fake-aws/reservation-cloud';

const errorLog = jest.spyOn(console, 'error').mockImplementation(() => {});
afterEach(() => errorLog.mockClear());

const deletion = { RequestType: 'Delete', PhysicalResourceId: ID } as const;
const succeeded = { Status: 'SUCCESS', PhysicalResourceId: ID };

describe('Custom::HeartLabAddressReservation, Delete', () => {
  test('deletes the reservation of the site, and nothing else of the subnet', async () => {
    const cloud = new Cloud();
    const others = [
      cloud.reserve({ cidr: '100.64.0.10/32' }),
      cloud.reserve({ cidr: '100.64.0.11/32', tags: {} }),
      cloud.reserve({ cidr: '100.64.0.12/32', type: 'prefix' }),
    ];
    cloud.reserve();
    expect(await cloud.run(deletion)).toMatchObject(succeeded);
    expect(cloud.reservations).toEqual(others);
  });

  test('uses the physical id and not the properties', async () => {
    const cloud = new Cloud();
    cloud.reserve();
    const other = cloud.reserve({ cidr: '100.64.0.10/32' });
    const ResourceProperties = { SubnetId: SUBNET, Address: '100.64.0.10' };
    expect(await cloud.run({ ...deletion, ResourceProperties })).toMatchObject(succeeded);
    expect(cloud.reservations).toEqual([other]);
  });

  test.each([
    ['of another site', { tags: { ...SITE, 'heartlab:site': 'perth-clinic' } }],
    ['without tags', { tags: {} }],
    ['of this site for a larger block', { cidr: '100.64.0.8/29' }],
    ['of this site for prefixes', { type: 'prefix' as const }],
  ])('succeeds without deleting a reservation %s', async (_, reservation) => {
    const cloud = new Cloud();
    const other = cloud.reserve(reservation);
    expect(await cloud.run(deletion)).toMatchObject(succeeded);
    expect(cloud.reservations).toEqual([other]);
    expect(cloud.count('DeleteSubnetCidrReservation')).toBe(0);
  });

  test.each([
    ['no reservation', () => {}],
    ['no subnet', (cloud: Cloud) => cloud.subnets.delete(SUBNET)],
    ['a subnet without tags', (cloud: Cloud) => cloud.subnets.set(SUBNET, {})],
  ])('succeeds at once if there is %s', async (_, prepare) => {
    const cloud = new Cloud();
    prepare(cloud);
    expect(await cloud.run(deletion)).toMatchObject(succeeded);
    expect(cloud.count('DeleteSubnetCidrReservation')).toBe(0);
    expect(cloud.waited).toBe(0);
  });

  test.each([
    ['the subnet', (cloud: Cloud) => cloud.subnets.delete(SUBNET), 'GetSubnetCidrReservations'],
    ['the reservation', (cloud: Cloud) => cloud.reservations.pop(), 'DeleteSubnetCidrReservation'],
  ])('succeeds if %s is deleted in the meantime', async (_, remove, before) => {
    const cloud: Cloud = new Cloud({
      before: (action) => {
        if (action === before) remove(cloud);
      },
    });
    cloud.reserve();
    expect(await cloud.run(deletion)).toMatchObject(succeeded);
  });

  test.each([
    ['is throttled', { before: true, error: () => new Refusal(503, 'RequestLimitExceeded') }],
    ['has a lost response', { before: false, error: () => Object.assign(new Error('x'), { code: 'ECONNRESET' }) }],
  ])('repeats a call that %s', async (_, { before, error }) => {
    const failure = (_action: string, count: number) => {
      if (count === 1) throw error();
    };
    const cloud = new Cloud(before ? { before: failure } : { after: failure });
    cloud.reserve();
    expect(await cloud.run(deletion)).toMatchObject(succeeded);
    expect(cloud.reservations).toEqual([]);
  });

  test('reports what AWS refuses', async () => {
    const cloud = new Cloud({
      before: (action) => {
        if (action === 'DeleteSubnetCidrReservation') throw new Refusal(403, 'UnauthorizedOperation', 'denied');
      },
    });
    cloud.reserve();
    expect(await cloud.run(deletion)).toMatchObject({
      Status: 'FAILED',
      Reason: 'The address 100.64.0.14 of subnet subnet-0a1 was not released. UnauthorizedOperation: denied',
      PhysicalResourceId: ID,
    });
  });

  describe('after a Create that failed', () => {
    test.each([
      ['of another site', { tags: { 'heartlab:site': 'perth-clinic' } }],
      ['without tags', { cidr: '100.64.0.0/28', type: 'prefix' as const, tags: {} }],
    ])('keeps the conflicting reservation %s', async (_, reservation) => {
      const cloud = new Cloud();
      const conflicting = cloud.reserve(reservation);
      const { Status, PhysicalResourceId } = await cloud.run();
      expect(Status).toBe('FAILED');
      expect(await cloud.run({ RequestType: 'Delete', PhysicalResourceId })).toMatchObject({ Status: 'SUCCESS' });
      expect(cloud.reservations).toEqual([conflicting]);
    });

    test.each([
      ['without tags', {}, 1],
      ['of this run', undefined, 0],
    ])('because the address was in use deletes only its own reservation: %s', async (_, tags, remaining) => {
      const cloud = new Cloud();
      cloud.interfaces = [{ NetworkInterfaceId: 'eni-1', PrivateIpAddress: '100.64.0.14' }];
      if (tags !== undefined) cloud.reserve({ tags });
      const { Status, PhysicalResourceId } = await cloud.run();
      expect(Status).toBe('FAILED');
      expect(await cloud.run({ RequestType: 'Delete', PhysicalResourceId })).toMatchObject({ Status: 'SUCCESS' });
      expect(cloud.reservations).toHaveLength(remaining);
    });

    test('with invalid properties calls nothing of AWS', async () => {
      const cloud = new Cloud();
      const { PhysicalResourceId } = await cloud.run({ ResourceProperties: {} });
      expect(PhysicalResourceId).toBe('DeliveryAddress1');
      expect(await cloud.run({ RequestType: 'Delete', PhysicalResourceId })).toMatchObject({ Status: 'SUCCESS' });
      expect(cloud.asked).toEqual([]);
    });
  });
});
