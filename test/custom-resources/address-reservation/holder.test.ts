import { Cloud, ID, SITE } from '../../support/fake-aws/reservation-cloud';

const said = jest.spyOn(console, 'error').mockImplementation(() => {});
afterEach(() => said.mockClear());

const BALANCER =
  'arn:aws:elasticloadbalancing:ap-southeast-2:111122223333:loadbalancer/net/SiteSt-Deliv-abc/0123456789abcdef';
const balancing = {
  NetworkInterfaceId: 'eni-0a1',
  Description: 'ELB net/SiteSt-Deliv-abc/0123456789abcdef',
  InterfaceType: 'network_load_balancer',
  OwnerId: '111122223333',
  RequesterId: 'amazon-elb',
  PrivateIpAddress: '100.64.0.14',
};
const endpoint = {
  NetworkInterfaceId: 'eni-0b2',
  Description: 'VPC Endpoint Interface vpce-0a1',
  InterfaceType: 'vpc_endpoint',
  OwnerId: '111122223333',
  RequesterId: '727180483921',
  PrivateIpAddress: '100.64.0.14',
};
const succeeded = { Status: 'SUCCESS', PhysicalResourceId: ID };

describe('Custom::HeartLabAddressReservation: a reservation frees no address', () => {
  test('other addresses of the subnet may be in use', async () => {
    const cloud = new Cloud();
    cloud.interfaces = [
      { ...endpoint, PrivateIpAddress: '100.64.0.4' },
      { ...balancing, PrivateIpAddress: '100.64.0.1' },
      { ...endpoint, PrivateIpAddress: '100.64.0.140', Ipv4Prefixes: [{ Ipv4Prefix: '100.64.0.16/28' }] },
    ];
    expect(await cloud.run()).toMatchObject(succeeded);
  });

  test('the address may be that of the site’s own delivery load balancer', async () => {
    const cloud = new Cloud();
    cloud.interfaces = [balancing];
    cloud.loadBalancers.set(BALANCER, SITE);
    expect(await cloud.run()).toMatchObject(succeeded);
    expect(cloud.reservations).toHaveLength(1);
  });

  test.each([
    [
      'the endpoint of the site',
      endpoint,
      /eni-0b2 \("VPC Endpoint Interface vpce-0a1", vpc_endpoint, of 111122223333, made by 727180483921\)/,
    ],
    [
      'a second address of an instance',
      {
        NetworkInterfaceId: 'eni-0c3',
        InterfaceType: 'interface',
        Description: '',
        OwnerId: '111122223333',
        PrivateIpAddress: '100.64.0.5',
        PrivateIpAddresses: [{ PrivateIpAddress: '100.64.0.5' }, { PrivateIpAddress: '100.64.0.14' }],
      },
      /eni-0c3 \(interface, of 111122223333\)/,
    ],
    [
      'a prefix of an instance',
      { ...endpoint, PrivateIpAddress: '100.64.0.5', Ipv4Prefixes: [{ Ipv4Prefix: '100.64.0.0/28' }] },
      /eni-0b2/,
    ],
    ['a load balancer that is gone', balancing, /eni-0a1 \("ELB net\/SiteSt-Deliv-abc/],
    [
      'an interface that only its description makes a load balancer’s',
      { ...balancing, InterfaceType: 'interface' },
      /eni-0a1/,
    ],
    ['an Application Load Balancer', { ...balancing, Description: 'ELB app/a/0123456789abcdef' }, /eni-0a1 \("ELB app/],
  ])('fails and tells who has the address: %s', async (_, holder, says) => {
    const cloud = new Cloud();
    cloud.interfaces = [holder];
    const { Status, Reason } = await cloud.run();
    expect(Status).toBe('FAILED');
    expect(Reason).toMatch(
      /^The address 100\.64\.0\.14 of subnet subnet-0a1 was not reserved\. The address is in use by /,
    );
    expect(Reason).toMatch(says);
    expect(Reason).toMatch(
      /Only the delivery load balancer of auckland-heart may have it: delete .*, then deploy again$/,
    );
  });

  test.each([[{}], [{ 'heartlab:site': 'perth-clinic' }]])(
    'a load balancer with the tags %j is another’s',
    async (tags) => {
      const cloud = new Cloud();
      cloud.interfaces = [balancing];
      cloud.loadBalancers.set(BALANCER, tags);
      expect(await cloud.run()).toMatchObject({
        Status: 'FAILED',
        Reason: expect.stringMatching(/in use by.*eni-0a1/),
      });
    },
  );

  test('an Update that moves nothing doesn’t ask: its failure would fail the rollback too', async () => {
    const cloud = new Cloud();
    cloud.interfaces = [endpoint];
    expect(await cloud.run({ RequestType: 'Update', PhysicalResourceId: ID })).toMatchObject(succeeded);
    expect(cloud.reservations).toHaveLength(1);
    expect(cloud.count('DescribeNetworkInterfaces')).toBe(0);
  });

  test('an Update to an address that is taken fails, and keeps the physical id before it', async () => {
    const cloud = new Cloud();
    cloud.interfaces = [endpoint];
    const before = 'subnet-0a1/100.64.0.13';
    expect(await cloud.run({ RequestType: 'Update', PhysicalResourceId: before })).toMatchObject({
      Status: 'FAILED',
      PhysicalResourceId: before,
    });
  });
});
