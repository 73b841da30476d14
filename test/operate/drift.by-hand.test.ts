import { aDeliveringSite, anEnvironment, aStaticSite } from '../support/builders/sites';
import { Refusal } from '../support/fake-aws/http-wire';
import type { World } from '../support/fake-aws/operate-world';
import { drifted, runDrift } from '../support/programs/operate-commands';
import { deployed, tunnelOptions, type WorldChange } from './drift-worlds';

const SITE = 'auckland-heart';
const one =
  (options: object): WorldChange =>
  (world) =>
    Object.assign(world.interfaceOf(), options);
const vpn =
  (change: (vpn: NonNullable<ReturnType<World['site']>['vpn']>) => void): WorldChange =>
  (world) => {
    const found = world.site().vpn;
    if (found !== undefined) change(found);
  };
const first = 'tunnel 169.254.100.0/30';
const dicom = 'security group DicomSecurityGroup';

describe('what somebody changed by hand: a deploy does nothing about it', () => {
  test.each<readonly [string, string, string | null, string | null, WorldChange]>([
    [
      first,
      'phase 1 encryption',
      'AES128-GCM-16 AES256 AES256-GCM-16',
      'AES128 AES256',
      tunnelOptions({ Phase1EncryptionAlgorithms: [{ Value: 'AES256' }, { Value: 'AES128' }] }),
    ],
    [
      first,
      'phase 2 DH groups',
      '14 15 16 17 18 19 20 21',
      '2',
      tunnelOptions({ Phase2DHGroupNumbers: [{ Value: 2 }] }),
    ],
    [first, 'phase 1 lifetime (s)', '28800', '900', tunnelOptions({ Phase1LifetimeSeconds: 900 })],
    [first, 'IKE version', 'ikev2', 'ikev1 ikev2', tunnelOptions({ IkeVersions: [] })],
    [first, 'DPD timeout (s)', '30', '45', tunnelOptions({ DpdTimeoutSeconds: 45 })],
    [first, 'DPD action', 'restart', 'clear', tunnelOptions({ DpdTimeoutAction: undefined })],
    [first, 'startup', 'start', 'add', tunnelOptions({ StartupAction: 'add' })],
    [first, 'lifecycle control', 'true', 'false', tunnelOptions({ EnableTunnelLifecycleControl: false })],
    [
      first,
      'logs',
      expect.stringMatching(/tunnels as json/) as never,
      'tunnel off, bgp off',
      tunnelOptions({ LogOptions: {} }),
    ],
    [
      first,
      'key generation',
      '1',
      '2',
      vpn(({ tags }) => Object.assign(tags, { 'heartlab:vpn-key/169.254.100.0/30': '2' })),
    ],
    [
      first,
      'key generation',
      '1',
      'not recorded',
      vpn((found) => Object.assign(found, { tags: { 'heartlab:vpn-key/169.254.100.4/30': '1' } })),
    ],
    [
      'customer gateway',
      'address',
      '203.0.113.10',
      '203.0.113.77',
      vpn(({ gateway }) => Object.assign(gateway, { address: '203.0.113.77' })),
    ],
    ['customer gateway', 'ASN', '65010', '65011', vpn(({ gateway }) => Object.assign(gateway, { asn: '65011' }))],
    [
      'VPN connection',
      'pre-shared key storage',
      'Secrets Manager',
      'the VPN service',
      vpn((found) => Object.assign(found, { keyStorage: 'Standard' })),
    ],
    ['VPN connection', 'exists', 'there', null, (world) => Object.assign(world.site(), { vpn: undefined })],
    [
      'route table RouteTable2',
      'routes of the VPN gateway',
      'propagated',
      null,
      (world) => world.site().routeTables[1]?.propagating.splice(0),
    ],
    [
      'route table RouteTable1',
      'routes of gateway vgw-other',
      null,
      'propagated',
      (world) => world.site().routeTables[0]?.propagating.push('vgw-other'),
    ],
    [
      'route table RouteTable1',
      'route 0.0.0.0/0',
      null,
      'igw-1',
      (world) =>
        world.site().routeTables[0]?.routes.push({
          DestinationCidrBlock: '0.0.0.0/0',
          GatewayId: 'igw-1',
          Origin: 'CreateRoute',
        }),
    ],
    [dicom, 'tcp 443 from 10.20.0.0/22', 'there', null, (world) => world.site().groups[0]?.rules.shift()],
    [
      dicom,
      'tcp 22-23 from 0.0.0.0/0',
      null,
      'there',
      (world) =>
        world.site().groups[0]?.rules.push({ egress: false, protocol: 'tcp', from: 22, to: 23, cidr: '0.0.0.0/0' }),
    ],
    [
      dicom,
      'all to 0.0.0.0/0',
      null,
      'there',
      (world) =>
        world.site().groups[0]?.rules.push({ egress: true, protocol: '-1', from: -1, to: -1, cidr: '0.0.0.0/0' }),
    ],
    [
      dicom,
      'tcp 443 from sg-foreign',
      null,
      'there',
      (world) =>
        world.site().groups[0]?.rules.push({ egress: false, protocol: 'tcp', from: 443, to: 443, group: 'sg-foreign' }),
    ],
    [
      'security group sg-hand',
      'udp 53 to 10.0.0.2/32',
      null,
      'there',
      (world) =>
        world.site().groups.push({
          id: 'sg-hand',
          rules: [{ egress: true, protocol: 'udp', from: 53, to: 53, cidr: '10.0.0.2/32' }],
        }),
    ],
    [
      'endpoint',
      'security group sg-foreign',
      null,
      'worn',
      (world) => world.site().endpoint?.groupIds.push('sg-foreign'),
    ],
    [
      'endpoint',
      'security group DicomSecurityGroup',
      'worn',
      null,
      (world) => world.site().endpoint?.groupIds.splice(0),
    ],
    ['endpoint', 'exists', 'there', null, (world) => Object.assign(world.site(), { endpoint: undefined })],
    ['virtual interface primary', 'MTU', '1500', '9001', one({ mtu: 9001 })],
    [
      'virtual interface primary',
      'connection',
      'dxcon-fg1a2b3c',
      'dxcon-other000',
      one({ connectionId: 'dxcon-other000' }),
    ],
    ['virtual interface primary', 'BGP peer: ASN', '65010', '65099', one({ asn: 65099 })],
    [
      'virtual interface primary',
      'BGP peer: address of the hospital',
      '169.254.200.1/30',
      '169.254.9.1/30',
      one({ hospital: '169.254.9.1/30' }),
    ],
    [
      'virtual interface primary',
      'BGP peer: address of AWS',
      '169.254.200.2/30',
      '169.254.9.2/30',
      one({ aws: '169.254.9.2/30' }),
    ],
    [
      'virtual interface primary',
      'BGP peer 2 (ipv6): ASN',
      null,
      '65010',
      one({ morePeers: [{ addressFamily: 'ipv6', asn: 65010 }] }),
    ],
    ['virtual interface primary', 'exists', 'there', null, (world) => world.site().interfaces.clear()],
  ])('%s, %s: %p, live %p', async (subject, option, file, live, change) => {
    const { world, folder } = deployed();
    change(world);
    const { code, sites } = await drifted(world, folder);
    expect(code).toBe(1);
    expect(sites[0]?.differences).toEqual([
      { subject, option, file, live, right: 'file', deploy: 'nothing', says: expect.stringMatching(/\w{4}/) },
    ]);
    const { out } = await runDrift(world, folder);
    expect(out).toContain(`${SITE} (sydney): 1 difference\n  ${subject}, ${option}\n    file: `);
    expect(out).toMatch(/ {4}deploy: a deploy changes nothing: /);
  });

  test('a delivery endpoint that lets the tasks of another cell in', async () => {
    const { world, folder } = deployed(aDeliveringSite());
    const endpoint = world.site().groups.find(({ logicalId }) => logicalId === 'DeliveryEndpointSecurityGroup');
    Object.assign(endpoint?.rules[0] ?? {}, { group: 'sg-of-another-cell' });
    const { sites } = await drifted(world, folder);
    expect(sites[0]?.differences).toMatchObject([
      { option: "tcp 11112 from the site's cell", file: 'there', live: null },
      { option: 'tcp 11112 from sg-of-another-cell', file: null, live: 'there' },
    ]);
  });

  test('an endpoint that leads to the cell of another hospital', async () => {
    const { world, folder } = deployed();
    const other = 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-another';
    Object.assign(world.site().endpoint ?? {}, { serviceName: other });
    const { code, sites } = await drifted(world, folder);
    expect(code).toBe(1);
    expect(sites[0]?.differences).toMatchObject([
      { subject: 'endpoint', option: 'service', live: other, file: expect.stringMatching(/vpce-svc-auckland-heart$/) },
    ]);
  });

  test('a cell that is not told is unknown, and no endpoint is called foreign for it', async () => {
    const { world, folder } = deployed();
    world.trouble = ({ action, get }) => {
      if (action === 'cloudformation:DescribeStacks' && String(get('StackName')).startsWith('CellStack-'))
        throw new Refusal(403, 'AccessDenied');
    };
    const { code, sites } = await drifted(world, folder);
    expect({ code, differences: sites[0]?.differences }).toEqual({ code: 2, differences: [] });
    expect(sites[0]?.unknown.join()).toMatch(/may not cloudformation:DescribeStacks/);
  });

  test('a static route', async () => {
    const { world, folder } = deployed(aStaticSite(['10.20.0.0/22', '10.30.0.0/22']), anEnvironment());
    vpn(({ routes }) => routes.splice(0, 1, '10.99.0.0/24'))(world);
    const { sites } = await drifted(world, folder);
    expect(sites[0]?.differences).toMatchObject([
      { option: 'route 10.20.0.0/22', file: 'there', live: null, deploy: 'nothing' },
      { option: 'route 10.99.0.0/24', file: null, live: 'there', deploy: 'nothing' },
    ]);
  });
});
