import { siteStackName } from '../../lib/config/naming/stack-contract';
import {
  aDeliveringSite,
  aDirectSite,
  aManagedEnvironment,
  anEnvironment,
  anInterface,
  aSite,
  aStaticSite,
  aVpnSite,
} from '../support/builders/sites';
import { Refusal } from '../support/fake-aws/http-wire';
import { World } from '../support/fake-aws/operate-world';
import { drifted, filesOf, runDrift } from '../support/programs/operate-commands';

const MANAGED = aManagedEnvironment();
const PEERING = { hospital: '169.254.200.1/30', aws: '169.254.200.2/30' };
const DIRECT = aDirectSite([anInterface({ peering: PEERING })], { vpn: aSite().vpn });

function deployed(site = DIRECT, environment = MANAGED) {
  return { world: new World([site, environment]), folder: filesOf([site, environment]) };
}

const sixteen = Array.from({ length: 16 }, (_, index) => `10.${index}.0.0/24`);

describe('a site that is as its file says', () => {
  test.each([
    ['VPN with BGP and Direct Connect, managed ingest', DIRECT, MANAGED],
    ['static routes', aStaticSite(['10.20.0.0/22', '10.30.0.0/22']), anEnvironment()],
    [
      'more CIDRs than one security group holds, DIMSE',
      aSite({
        network: { hospitalCidrs: sixteen, cloudCidr: '100.64.0.0/26' },
        dicom: { stow: { auth: 'basic' }, dimse: { ports: [104, 2762] } },
      }),
      anEnvironment(),
    ],
    ['deliveries, managed ingest', aDeliveringSite(), MANAGED],
    ['deliveries, an ingest of somebody else', aDeliveringSite(), anEnvironment()],
    ['addresses that AWS chose', aDirectSite(), anEnvironment()],
    [
      'another policy, keys made anew',
      aVpnSite({
        ipsec: 'nzism',
        dpdTimeoutSeconds: 60,
        startup: 'add',
        tunnels: [{ insideCidr: '169.254.100.0/30', keyGeneration: 3 }, { insideCidr: '169.254.100.4/30' }],
      }),
      anEnvironment(),
    ],
  ])('%s', async (_, site, environment) => {
    const { world, folder } = deployed(site, environment);
    const found = await drifted(world, folder);
    expect(found.sites).toEqual([
      { site: site.site, environment: 'sydney', deployed: true, differences: [], unknown: [] },
    ]);
    expect(found.code).toBe(0);
    expect((await runDrift(world, folder)).out.split('\n')[0]).toBe(`${site.site} (sydney): no differences`);
  });
});

type Change = (world: World) => void;
const SITE = 'auckland-heart';
const tunnel =
  (options: object): Change =>
  (world) =>
    Object.assign(world.tunnel(1).options, options);
const one =
  (options: object): Change =>
  (world) =>
    Object.assign(world.interfaceOf(), options);
const vpn =
  (change: (vpn: NonNullable<ReturnType<World['site']>['vpn']>) => void): Change =>
  (world) => {
    const found = world.site().vpn;
    if (found !== undefined) change(found);
  };
const first = 'tunnel 169.254.100.0/30';
const dicom = 'security group DicomSecurityGroup';

describe('what somebody changed by hand: a deploy does nothing about it', () => {
  test.each<readonly [string, string, string | null, string | null, Change]>([
    [
      first,
      'phase 1 encryption',
      'AES128-GCM-16 AES256 AES256-GCM-16',
      'AES128 AES256',
      tunnel({ Phase1EncryptionAlgorithms: [{ Value: 'AES256' }, { Value: 'AES128' }] }),
    ],
    [first, 'phase 2 DH groups', '14 15 16 17 18 19 20 21', '2', tunnel({ Phase2DHGroupNumbers: [{ Value: 2 }] })],
    [first, 'phase 1 lifetime (s)', '28800', '900', tunnel({ Phase1LifetimeSeconds: 900 })],
    [first, 'IKE version', 'ikev2', 'ikev1 ikev2', tunnel({ IkeVersions: [] })],
    [first, 'DPD timeout (s)', '30', '45', tunnel({ DpdTimeoutSeconds: 45 })],
    [first, 'DPD action', 'restart', 'clear', tunnel({ DpdTimeoutAction: undefined })],
    [first, 'startup', 'start', 'add', tunnel({ StartupAction: 'add' })],
    [first, 'lifecycle control', 'true', 'false', tunnel({ EnableTunnelLifecycleControl: false })],
    [
      first,
      'logs',
      expect.stringMatching(/tunnels as json/) as never,
      'tunnel off, bgp off',
      tunnel({ LogOptions: {} }),
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

describe('what the file has changed since the last deploy', () => {
  /** The world has what `before` says; the file is `after`. */
  async function since(
    before: typeof DIRECT,
    after: typeof DIRECT,
    change: Change = () => undefined,
    environment = MANAGED,
  ) {
    const world = new World([before, environment]);
    change(world);
    const { sites } = await drifted(world, filesOf([after, environment]));
    return (sites[0]?.differences ?? []).map((found) => [found.subject, found.option, found.deploy]);
  }
  const tunnels = (keyGeneration: number) => [
    { insideCidr: '169.254.100.0/30', keyGeneration },
    { insideCidr: '169.254.100.4/30', keyGeneration: 1 },
  ];

  test('a tunnel’s options, key and gateway are changed in place, and with them what was changed by hand', async () => {
    const after = aVpnSite({ dpdTimeoutSeconds: 60, tunnels: tunnels(2) });
    const found = await since(aSite(), after, (world) => {
      Object.assign(world.tunnel(2).options, { StartupAction: 'add' });
      Object.assign(world.site().vpn?.gateway ?? {}, { address: '203.0.113.77' });
    });
    expect(found).toEqual([
      ['customer gateway', 'address', 'in-place'],
      [first, 'DPD timeout (s)', 'in-place'],
      [first, 'key generation', 'in-place'],
      ['tunnel 169.254.100.4/30', 'DPD timeout (s)', 'in-place'],
      ['tunnel 169.254.100.4/30', 'startup', 'in-place'],
    ]);
  });

  test('nor does a change of the tunnels move their keys: only a new key goes to Secrets Manager', async () => {
    const standard = (world: World) => Object.assign(world.site().vpn ?? {}, { keyStorage: 'Standard' });
    expect(await since(aSite(), aVpnSite({ dpdTimeoutSeconds: 60 }), standard)).toContainEqual([
      'VPN connection',
      'pre-shared key storage',
      'nothing',
    ]);
    const world = new World([aSite(), MANAGED]);
    standard(world);
    world.site().deployed = undefined;
    const { sites } = await drifted(world, filesOf([aSite(), MANAGED]));
    expect(sites[0]?.differences).toEqual([
      expect.objectContaining({ deploy: 'nothing', says: expect.stringMatching(/raise keyGeneration of one tunnel/) }),
    ]);
  });

  test('DH groups are listed as numbers', async () => {
    const eifu = aVpnSite({ ipsec: 'eifu' });
    const world = new World([eifu, MANAGED]);
    const live = [21, 2, 14, 5].map((Value) => ({ Value }));
    Object.assign(world.tunnel(1).options, { Phase2DHGroupNumbers: live });
    const { out } = await runDrift(world, filesOf([eifu, MANAGED]));
    expect(out).toMatch(/file: {3}2 5 14 15 16 17 18 19 20 21 22 23 24\n/);
    expect(out).toMatch(/live: {3}2 5 14 21\n/);
  });

  test('a key never goes back', async () => {
    expect(await since(aVpnSite({ tunnels: tunnels(3) }), aVpnSite({ tunnels: tunnels(2) }))).toEqual([
      [first, 'key generation', 'nothing'],
    ]);
  });

  test('a port more, a door, an interface, an MTU', async () => {
    const after = aDirectSite(
      [anInterface({ peering: PEERING, mtu: 9001, vlan: 102 }), anInterface({ name: 'second', vlan: 103 })],
      {
        vpn: aSite().vpn,
        dicom: { stow: { auth: 'basic' }, dimse: { ports: [104] } },
      },
    );
    expect(await since(DIRECT, after)).toEqual([
      [dicom, 'tcp 104 from 10.20.0.0/22', 'in-place'],
      ['virtual interface primary', 'VLAN', 'replaces'],
      ['virtual interface primary', 'MTU', 'in-place'],
      ['virtual interface second', 'exists', 'in-place'],
    ]);
  });

  test('from mTLS to Basic: a cell keeps its endpoint service, and somebody else’s services are two', async () => {
    const basic = aSite({ dicom: { stow: { auth: 'basic' } } });
    expect(await since(aSite(), basic)).toEqual([]);
    expect(await since(aSite(), basic, () => undefined, anEnvironment())).toEqual([
      ['endpoint', 'service', 'replaces'],
    ]);
  });

  test('routing and inside addresses: another connection', async () => {
    const after = aStaticSite(['10.20.0.0/22']);
    expect(await since(aSite(), after)).toContainEqual(['VPN connection', 'routing', 'replaces']);
    const moved = aVpnSite({ tunnels: [{ insideCidr: '169.254.101.0/30' }, { insideCidr: '169.254.100.4/30' }] });
    expect(await since(aSite(), moved)).toContainEqual(['tunnel 169.254.101.0/30', 'inside addresses', 'replaces']);
  });

  test('an interface taken out, a VPN taken out', async () => {
    const without = await since(DIRECT, aSite());
    expect(without).toEqual([['virtual interface primary', 'exists', 'in-place']]);
    expect(await since(DIRECT, { ...DIRECT, vpn: undefined })).toEqual([['VPN connection', 'exists', 'in-place']]);
  });

  test('where the last deploy can’t be read, a deploy may do nothing', async () => {
    const { world, folder } = deployed();
    world.site().deployed = undefined;
    tunnel({ StartupAction: 'add' })(world);
    const { sites } = await drifted(world, folder);
    expect(sites[0]).toMatchObject({ unknown: [], differences: [{ deploy: 'perhaps' }] });
  });
});

describe('the trust store of the mTLS entrance', () => {
  test.each([
    ['CA certificates', '1', '2', { certificates: 2, revocationLists: 0 }],
    ['revocation lists', '0', '3', { certificates: 1, revocationLists: 3 }],
  ])('%s', async (option, file, live, state) => {
    const { world, folder } = deployed();
    world.trustStores.set('sydney', state);
    const { code, sites, environments } = await drifted(world, folder);
    expect(code).toBe(1);
    expect(sites[0]?.differences).toEqual([]);
    expect(environments).toMatchObject([
      { environment: 'sydney', differences: [{ option, file, live, deploy: 'perhaps' }] },
    ]);
    expect((await runDrift(world, folder)).out).toMatch(/environment sydney: 1 difference/);
  });

  test('that is gone', async () => {
    const { world, folder } = deployed();
    world.trustStores.clear();
    expect((await drifted(world, folder)).environments[0]?.differences).toMatchObject([
      { option: 'exists', live: null },
    ]);
  });
});

test('a site that is not deployed is one line, and a difference', async () => {
  const { world, folder } = deployed(aSite(), anEnvironment());
  world.site().stackStatus = undefined;
  expect(await runDrift(world, folder)).toEqual({
    code: 1,
    out: `auckland-heart (sydney): ${siteStackName(SITE)} is not deployed yet: npx cdk deploy --exclusively SiteStack-auckland-heart`,
    err: '',
  });
  expect((await drifted(world, folder)).sites).toMatchObject([{ deployed: false, differences: [] }]);
});

test('what one service doesn’t tell leaves the rest, with exit code 2', async () => {
  const { world, folder } = deployed();
  tunnel({ StartupAction: 'add' })(world);
  world.trouble = ({ action }) => {
    if (action === 'ec2:DescribeRouteTables' || action === 'cloudformation:GetTemplateSummary')
      throw new Refusal(403, 'UnauthorizedOperation');
  };
  const { code, sites } = await drifted(world, folder);
  expect(code).toBe(2);
  expect(sites[0]).toMatchObject({
    unknown: [
      expect.stringMatching(/may not cloudformation:GetTemplateSummary/),
      expect.stringMatching(/may not ec2:DescribeRouteTables/),
    ],
    differences: [{ option: 'startup', deploy: 'perhaps' }],
  });
});
