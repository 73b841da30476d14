import { CfnResource, TagManager } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  SITE_METADATA_KEY,
  SITE_OUTPUTS,
  virtualInterfaceId,
  virtualInterfaceOutputs,
} from '../../../lib/config/naming/stack-contract';
import { SiteStack } from '../../../lib/constructs/site/site-stack';
import {
  aDeliveringSite,
  aDirectSite,
  aManagedEnvironment,
  anEnvironment,
  anInterface,
  aPacs,
  aSite,
  aStaticSite,
  aVpnSite,
} from '../../support/builders/sites';
import { anApp, siteTemplate } from '../../support/programs/cdk-app';

/** The resources whose replacement would affect the hospital. A changed logical id is a replacement, so these must never change. */
const PINNED = {
  Vpc: 'AWS::EC2::VPC',
  Subnet1: 'AWS::EC2::Subnet',
  Subnet2: 'AWS::EC2::Subnet',
  Subnet3: 'AWS::EC2::Subnet',
  DeliveryAddress1: 'Custom::HeartLabAddressReservation',
  DeliveryAddress2: 'Custom::HeartLabAddressReservation',
  DeliveryAddress3: 'Custom::HeartLabAddressReservation',
  RoutePropagation1: 'AWS::EC2::VPNGatewayRoutePropagation',
  RoutePropagation2: 'AWS::EC2::VPNGatewayRoutePropagation',
  RoutePropagation3: 'AWS::EC2::VPNGatewayRoutePropagation',
  VpnGateway: 'AWS::EC2::VPNGateway',
  CustomerGateway: 'AWS::EC2::CustomerGateway',
  VpnConnection: 'AWS::EC2::VPNConnection',
  VpnTunnels: 'Custom::HeartLabVpnTunnels',
  DicomSecurityGroup: 'AWS::EC2::SecurityGroup',
  StowEndpoint: 'AWS::EC2::VPCEndpoint',
  TunnelLogs: 'AWS::Logs::LogGroup',
  BgpLogs: 'AWS::Logs::LogGroup',
  FlowLogs: 'AWS::Logs::LogGroup',
  DefaultSecurityGroup: 'Custom::HeartLabDefaultSecurityGroup',
  RouteTable1: 'AWS::EC2::RouteTable',
  RouteTable2: 'AWS::EC2::RouteTable',
  RouteTable3: 'AWS::EC2::RouteTable',
};

const cidrs = (count: number) => Array.from({ length: count }, (_, index) => `10.${index}.0.0/16`);
const movedSite = aVpnSite({
  gateway: {
    publicIp: '203.0.113.11',
    device: 'cisco-ios-xe',
    asn: 65010,
    previous: [{ publicIp: '203.0.113.10', asn: 65010 }],
  },
});

const threeZones = anEnvironment({
  availabilityZones: ['ap-southeast-2a', 'ap-southeast-2b', 'ap-southeast-2c'],
});

describe('SiteStack', () => {
  test('the logical ids of the resources that a hospital depends on are fixed', () => {
    const { Resources } = siteTemplate(aSite(), threeZones).toJSON();
    expect(Object.fromEntries(Object.keys(PINNED).map((id) => [id, Resources[id]?.Type]))).toEqual(PINNED);
  });

  test('the logical ids of Direct Connect are fixed', () => {
    const { Resources } = siteTemplate(
      aDirectSite([anInterface(), anInterface({ name: 'path-2', connectionId: 'dxlag-fh4d5e6f' })]),
    ).toJSON();
    expect(
      Object.entries<{ readonly Type: string }>(Resources)
        .filter(([, { Type }]) => /DirectConnect|Secret/.test(Type))
        .map(([id, { Type }]) => [id, Type]),
    ).toEqual([
      ['DirectConnectGateway', 'AWS::DirectConnect::DirectConnectGateway'],
      ['DirectConnectAssociation', 'AWS::DirectConnect::DirectConnectGatewayAssociation'],
      ['VirtualInterfacePrimaryKey', 'AWS::SecretsManager::Secret'],
      ['VirtualInterfacePrimary', 'AWS::DirectConnect::PrivateVirtualInterface'],
      ['VirtualInterfacePathDash2Key', 'AWS::SecretsManager::Secret'],
      ['VirtualInterfacePathDash2', 'AWS::DirectConnect::PrivateVirtualInterface'],
    ]);
  });

  test('the logical ids of the delivery to the hospital are fixed', () => {
    const { Resources } = siteTemplate(aDeliveringSite(), aManagedEnvironment()).toJSON();
    expect(
      Object.entries<{ readonly Type: string }>(Resources)
        .filter(([id]) => id.startsWith('Delivery') && !id.startsWith('DeliveryAddress'))
        .map(([id, { Type }]) => [id, Type]),
    ).toEqual([
      ['DeliverySecurityGroup', 'AWS::EC2::SecurityGroup'],
      ['DeliveryLoadBalancer', 'AWS::ElasticLoadBalancingV2::LoadBalancer'],
      ['DeliveryTarget010020001015Port11112', 'AWS::ElasticLoadBalancingV2::TargetGroup'],
      ['DeliveryListener11112', 'AWS::ElasticLoadBalancingV2::Listener'],
      ['DeliveryService', 'AWS::EC2::VPCEndpointService'],
      ['DeliveryServicePermissions', 'AWS::EC2::VPCEndpointServicePermissions'],
      ['DeliveryEndpointSecurityGroup', 'AWS::EC2::SecurityGroup'],
      ['DeliveryEndpoint', 'AWS::EC2::VPCEndpoint'],
      ['DeliveryRecord', 'AWS::Route53::RecordSet'],
    ]);
  });

  test('two interface names never have the same logical id', () => {
    const names = [
      'ab',
      'a-b',
      'a--b',
      'a-dash-b',
      'a---b',
      'adashb',
      'a1',
      'a-1',
      'a-',
      'a',
      'dash',
      'd-ash',
      'key',
      'k-ey',
    ];
    expect(new Set(names.map(virtualInterfaceId)).size).toBe(names.length);
    for (const name of names) expect(virtualInterfaceId(name)).toMatch(/^[A-Za-z0-9]+$/);
  });

  test('the names of the outputs are fixed', () => {
    const bgp = siteTemplate(aSite()).toJSON().Outputs;
    expect(Object.keys(bgp).sort()).toEqual([
      'BgpLogGroup',
      'CustomerGatewayId',
      'EndpointDnsName',
      'EndpointId',
      'FlowLogGroup',
      'HostName',
      'TunnelLogGroup',
      'VpcId',
      'VpnConnectionId',
      'VpnGatewayId',
      'VpnTunnelsReport',
    ]);
    const { vpn } = aSite();
    const { dicom } = aDeliveringSite();
    const direct = siteTemplate(aDirectSite([anInterface()], { vpn, dicom }), aManagedEnvironment()).toJSON().Outputs;
    expect(Object.keys(direct).filter((name) => !(name in bgp))).toEqual([
      'DeliveryServiceName',
      'DeliveryEndpointId',
      'DirectConnectGatewayId',
      'VirtualInterfacePrimaryId',
      'VirtualInterfacePrimaryKeySecret',
    ]);
    expect(Object.keys(direct).sort()).toEqual(
      [...Object.values(SITE_OUTPUTS), ...Object.values(virtualInterfaceOutputs('primary'))].sort(),
    );
    expect(Object.keys(siteTemplate(aStaticSite()).toJSON().Outputs)).not.toContain('BgpLogGroup');
  });

  test('the template contains the settings of the site file', () => {
    const site = aSite();
    expect(siteTemplate(site).toJSON().Metadata[SITE_METADATA_KEY]).toEqual(JSON.parse(JSON.stringify(site)));
  });

  test('is in the account and Region of its environment, with termination protection and without lookups', () => {
    const app = anApp();
    const stack = new SiteStack(app, 'SiteStack-auckland-heart', { site: aSite(), environment: anEnvironment() });
    expect(stack).toMatchObject({ account: '111122223333', region: 'ap-southeast-2', terminationProtection: true });
    expect(stack.availabilityZones).toEqual(['ap-southeast-2a', 'ap-southeast-2b']);
    expect(app.synth().manifest.missing).toBeUndefined();
  });

  test.each([
    ['with BGP', aSite()],
    ['with static routes and two security groups', aStaticSite(cidrs(20))],
    ['moved to another gateway', movedSite],
    ['with only Direct Connect', aDirectSite()],
    ['with Direct Connect and VPN', aDirectSite([anInterface()], { vpn: aSite().vpn })],
    [
      'with delivery and quietAfterHours',
      aDeliveringSite([aPacs()], { alarms: { quietAfterHours: 24 } }),
      aManagedEnvironment(),
    ],
  ])(
    'all taggable resources have the tags of the site and its environment: %s',
    (_, site, environment = anEnvironment()) => {
      const stack = new SiteStack(anApp(), 'Stack', { site, environment });
      const { Resources } = Template.fromStack(stack).toJSON();
      const taggable = stack.node
        .findAll()
        .filter(CfnResource.isCfnResource)
        .filter((resource) => TagManager.of(resource) !== undefined)
        .map((resource) => stack.resolve(resource.logicalId));
      expect(taggable.length).toBeGreaterThan(15);
      for (const id of taggable) {
        expect([id, Resources[id].Properties.Tags]).toEqual([
          id,
          expect.arrayContaining([
            { Key: 'heartlab:environment', Value: 'sydney' },
            { Key: 'heartlab:site', Value: 'auckland-heart' },
          ]),
        ]);
      }
    },
  );

  test('no template contains a key, a password, or a path of the machine', () => {
    const text = JSON.stringify(siteTemplate(aSite()).toJSON());
    expect(text).not.toMatch(/PreSharedKey"|password"|"AuthKey"/i);
    expect(text).not.toContain(process.cwd());
  });
});
