import { Cloud, ID, SITE } from '../../support/fake-aws/reservation-cloud';

const errorLog = jest.spyOn(console, 'error').mockImplementation(() => {});
afterEach(() => errorLog.mockClear());

const LOAD_BALANCER_ARN =
  'arn:aws:elasticloadbalancing:ap-southeast-2:111122223333:loadbalancer/net/SiteSt-Deliv-abc/0123456789abcdef';
const loadBalancer = {
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

describe('Custom::HeartLabAddressReservation and an address in use', () => {
  test('other addresses of the subnet may be in use', async () => {
    const cloud = new Cloud();
    cloud.interfaces = [
      { ...endpoint, PrivateIpAddress: '100.64.0.4' },
      { ...loadBalancer, PrivateIpAddress: '100.64.0.1' },
      { ...endpoint, PrivateIpAddress: '100.64.0.140', Ipv4Prefixes: [{ Ipv4Prefix: '100.64.0.16/28' }] },
    ];
    expect(await cloud.run()).toMatchObject(succeeded);
  });

  test('the delivery load balancer of the site may use the address', async () => {
    const cloud = new Cloud();
    cloud.interfaces = [loadBalancer];
    cloud.loadBalancers.set(LOAD_BALANCER_ARN, SITE);
    expect(await cloud.run()).toMatchObject(succeeded);
    expect(cloud.reservations).toHaveLength(1);
  });

  test.each([
    [
      'the endpoint of the site',
      endpoint,
      /eni-0b2 \("VPC Endpoint Interface vpce-0a1", vpc_endpoint, owner 111122223333, requester 727180483921\)/,
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
      /eni-0c3 \(interface, owner 111122223333\)/,
    ],
    [
      'a prefix of an instance',
      { ...endpoint, PrivateIpAddress: '100.64.0.5', Ipv4Prefixes: [{ Ipv4Prefix: '100.64.0.0/28' }] },
      /eni-0b2/,
    ],
    ['a load balancer that does not exist', loadBalancer, /eni-0a1 \("ELB net\/SiteSt-Deliv-abc/],
    [
      'an interface that only its description assigns to a load balancer',
      { ...loadBalancer, InterfaceType: 'interface' },
      /eni-0a1/,
    ],
    [
      'an Application Load Balancer',
      { ...loadBalancer, Description: 'ELB app/a/0123456789abcdef' },
      /eni-0a1 \("ELB app/,
    ],
  ])('the failure names the user of the address: %s', async (_, holder, description) => {
    const cloud = new Cloud();
    cloud.interfaces = [holder];
    const { Status, Reason } = await cloud.run();
    expect(Status).toBe('FAILED');
    expect(Reason).toMatch(
      /^The address 100\.64\.0\.14 of subnet subnet-0a1 was not reserved\. The network interface /,
    );
    expect(Reason).toMatch(description);
    expect(Reason).toMatch(
      /Only the delivery load balancer of auckland-heart may use it: delete .*, then deploy again$/,
    );
  });

  test.each([[{}], [{ 'heartlab:site': 'perth-clinic' }]])(
    'a load balancer with the tags %j does not belong to the site',
    async (tags) => {
      const cloud = new Cloud();
      cloud.interfaces = [loadBalancer];
      cloud.loadBalancers.set(LOAD_BALANCER_ARN, tags);
      expect(await cloud.run()).toMatchObject({
        Status: 'FAILED',
        Reason: expect.stringMatching(/The network interface eni-0a1 .* uses the address/),
      });
    },
  );

  test('an Update without a change does not check the address: a failure would also fail the rollback', async () => {
    const cloud = new Cloud();
    cloud.interfaces = [endpoint];
    expect(await cloud.run({ RequestType: 'Update', PhysicalResourceId: ID })).toMatchObject(succeeded);
    expect(cloud.reservations).toHaveLength(1);
    expect(cloud.count('DescribeNetworkInterfaces')).toBe(0);
  });

  test('an Update to an address in use fails, and keeps the previous physical id', async () => {
    const cloud = new Cloud();
    cloud.interfaces = [endpoint];
    const before = 'subnet-0a1/100.64.0.13';
    expect(await cloud.run({ RequestType: 'Update', PhysicalResourceId: before })).toMatchObject({
      Status: 'FAILED',
      PhysicalResourceId: before,
    });
  });
});
