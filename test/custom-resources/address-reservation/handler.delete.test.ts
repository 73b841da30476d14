import { Refusal } from '../../support/fake-aws/http-wire';
import { Cloud, ID, SITE, SUBNET } from '../../support/fake-aws/reservation-cloud';

const said = jest.spyOn(console, 'error').mockImplementation(() => {});
afterEach(() => said.mockClear());

const gone = { RequestType: 'Delete', PhysicalResourceId: ID } as const;
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
    expect(await cloud.run(gone)).toMatchObject(succeeded);
    expect(cloud.reservations).toEqual(others);
  });

  test('goes by the physical id, whatever the properties are by now', async () => {
    const cloud = new Cloud();
    cloud.reserve();
    const kept = cloud.reserve({ cidr: '100.64.0.10/32' });
    const ResourceProperties = { SubnetId: SUBNET, Address: '100.64.0.10' };
    expect(await cloud.run({ ...gone, ResourceProperties })).toMatchObject(succeeded);
    expect(cloud.reservations).toEqual([kept]);
  });

  test.each([
    ['of another site', { tags: { ...SITE, 'heartlab:site': 'perth-clinic' } }],
    ['without tags', { tags: {} }],
    ['of this site that is wider', { cidr: '100.64.0.8/29' }],
    ['of this site of prefixes', { type: 'prefix' as const }],
  ])('leaves a reservation %s, and that is a success', async (_, reservation) => {
    const cloud = new Cloud();
    const kept = cloud.reserve(reservation);
    expect(await cloud.run(gone)).toMatchObject(succeeded);
    expect(cloud.reservations).toEqual([kept]);
    expect(cloud.count('DeleteSubnetCidrReservation')).toBe(0);
  });

  test.each([
    ['no reservation', () => {}],
    ['no subnet', (cloud: Cloud) => cloud.subnets.delete(SUBNET)],
    ['a subnet without tags', (cloud: Cloud) => cloud.subnets.set(SUBNET, {})],
  ])('is a success at once where there is %s', async (_, prepare) => {
    const cloud = new Cloud();
    prepare(cloud);
    expect(await cloud.run(gone)).toMatchObject(succeeded);
    expect(cloud.count('DeleteSubnetCidrReservation')).toBe(0);
    expect(cloud.waited).toBe(0);
  });

  test.each([
    ['the subnet goes', (cloud: Cloud) => cloud.subnets.delete(SUBNET), 'GetSubnetCidrReservations'],
    ['the reservation goes', (cloud: Cloud) => cloud.reservations.pop(), 'DeleteSubnetCidrReservation'],
  ])('is a success where %s in the meantime', async (_, happens, before) => {
    const cloud: Cloud = new Cloud({
      before: (action) => {
        if (action === before) happens(cloud);
      },
    });
    cloud.reserve();
    expect(await cloud.run(gone)).toMatchObject(succeeded);
  });

  test.each([
    ['is throttled', { before: true, error: () => new Refusal(503, 'RequestLimitExceeded') }],
    ['has its answer lost', { before: false, error: () => Object.assign(new Error('x'), { code: 'ECONNRESET' }) }],
  ])('is tried again where a call %s', async (_, { before, error }) => {
    const trouble = (_action: string, count: number) => {
      if (count === 1) throw error();
    };
    const cloud = new Cloud(before ? { before: trouble } : { after: trouble });
    cloud.reserve();
    expect(await cloud.run(gone)).toMatchObject(succeeded);
    expect(cloud.reservations).toEqual([]);
  });

  test('reports what AWS refuses', async () => {
    const cloud = new Cloud({
      before: (action) => {
        if (action === 'DeleteSubnetCidrReservation') throw new Refusal(403, 'UnauthorizedOperation', 'denied');
      },
    });
    cloud.reserve();
    expect(await cloud.run(gone)).toMatchObject({
      Status: 'FAILED',
      Reason: 'The address 100.64.0.14 of subnet subnet-0a1 was not released. UnauthorizedOperation: denied',
      PhysicalResourceId: ID,
    });
  });

  describe('after a Create that failed', () => {
    test.each([
      ['of another site', { tags: { 'heartlab:site': 'perth-clinic' } }],
      ['of somebody else', { cidr: '100.64.0.0/28', type: 'prefix' as const, tags: {} }],
    ])('leaves the reservation %s that was in the way', async (_, reservation) => {
      const cloud = new Cloud();
      const theirs = cloud.reserve(reservation);
      const { Status, PhysicalResourceId } = await cloud.run();
      expect(Status).toBe('FAILED');
      expect(await cloud.run({ RequestType: 'Delete', PhysicalResourceId })).toMatchObject({ Status: 'SUCCESS' });
      expect(cloud.reservations).toEqual([theirs]);
    });

    test.each([
      ['that was made by hand, without tags', {}, 1],
      ['that this run made', undefined, 0],
    ])('whose address was taken, of the reservation %s, leaves what is not its own', async (_, tags, left) => {
      const cloud = new Cloud();
      cloud.interfaces = [{ NetworkInterfaceId: 'eni-1', PrivateIpAddress: '100.64.0.14' }];
      if (tags !== undefined) cloud.reserve({ tags });
      const { Status, PhysicalResourceId } = await cloud.run();
      expect(Status).toBe('FAILED');
      expect(await cloud.run({ RequestType: 'Delete', PhysicalResourceId })).toMatchObject({ Status: 'SUCCESS' });
      expect(cloud.reservations).toHaveLength(left);
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
