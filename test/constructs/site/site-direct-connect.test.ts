import { Match, type Template } from 'aws-cdk-lib/assertions';
import type { Site } from '../../../lib/config/model';
import { secretsIn } from '../../support/builders/secrets';
import { aDirectSite, anInterface, aSite, aStaticSite, aVpnSite, TWO_INTERFACES } from '../../support/builders/sites';
import { siteTemplate } from '../../support/programs/cdk-app';

const INTERFACE = 'AWS::DirectConnect::PrivateVirtualInterface';
const { vpn } = aSite();

const peerOf = (template: Template, id = 'VirtualInterfacePrimary') =>
  template.toJSON().Resources[id].Properties.BgpPeers[0];

describe('SiteDirectConnect: the paths of a site', () => {
  test.each<[string, Site, number, number]>([
    ['only Direct Connect, two interfaces on two connections', aDirectSite(), 2, 0],
    ['Direct Connect with the VPN behind it', aDirectSite([anInterface()], { vpn }), 1, 1],
    ['only a VPN', aSite(), 0, 1],
    [
      'four interfaces',
      aDirectSite([1, 2, 3, 4].map((number) => anInterface({ name: `path-${number}`, vlan: number }))),
      4,
      0,
    ],
  ])('%s', (_, site, interfaces, connections) => {
    const template = siteTemplate(site);
    template.resourceCountIs(INTERFACE, interfaces);
    template.resourceCountIs('AWS::DirectConnect::DirectConnectGateway', interfaces === 0 ? 0 : 1);
    template.resourceCountIs('AWS::DirectConnect::DirectConnectGatewayAssociation', interfaces === 0 ? 0 : 1);
    template.resourceCountIs('AWS::EC2::VPNConnection', connections);
    template.resourceCountIs('AWS::EC2::VPNGateway', 1);
  });

  test('the gateway belongs to the site, has its own ASN, and connects only to the site VPC', () => {
    const directConnect = { awsAsn: 4294967294, virtualInterfaces: TWO_INTERFACES };
    const template = siteTemplate(aSite({ directConnect }));
    template.hasResourceProperties('AWS::DirectConnect::DirectConnectGateway', {
      DirectConnectGatewayName: 'heartlab-auckland-heart',
      AmazonSideAsn: '4294967294',
    });
    template.hasResourceProperties('AWS::DirectConnect::DirectConnectGatewayAssociation', {
      DirectConnectGatewayId: { 'Fn::GetAtt': ['DirectConnectGateway', 'DirectConnectGatewayId'] },
      AssociatedGatewayId: { Ref: 'VpnGateway' },
      AllowedPrefixesToDirectConnectGateway: ['100.64.0.0/26'],
    });
    template.hasResourceProperties('AWS::EC2::VPNGateway', { AmazonSideAsn: 64512 });
  });

  test('the association depends on the attachment, and the routes on the association', () => {
    const template = siteTemplate(aDirectSite());
    const [attachment] = Object.keys(template.findResources('AWS::EC2::VPCGatewayAttachment'));
    template.hasResource('AWS::DirectConnect::DirectConnectGatewayAssociation', { DependsOn: [attachment] });
    const dependencies = (found: Template) =>
      Object.entries(found.findResources('AWS::EC2::VPNGatewayRoutePropagation')).map(([id, { DependsOn }]) => [
        id,
        DependsOn,
      ]);
    expect(dependencies(template)).toEqual([
      ['RoutePropagation1', ['DirectConnectAssociation', attachment]],
      ['RoutePropagation2', ['DirectConnectAssociation', 'RoutePropagation1', attachment]],
    ]);
    expect(dependencies(siteTemplate(aSite()))).toEqual([
      ['RoutePropagation1', [attachment]],
      ['RoutePropagation2', ['RoutePropagation1', attachment]],
    ]);
  });

  test('resources are retained on replacement, and deleted with the stack', () => {
    const { Resources } = siteTemplate(aDirectSite()).toJSON();
    for (const id of ['DirectConnectGateway', 'DirectConnectAssociation', 'VirtualInterfacePrimary']) {
      expect(Resources[id]).toMatchObject({ UpdateReplacePolicy: 'Retain', DeletionPolicy: 'Delete' });
    }
  });
});

describe('SiteDirectConnect: a virtual interface', () => {
  test('has connection, VLAN, MTU and peer from the file, and nothing else', () => {
    const template = siteTemplate(aDirectSite());
    expect(template.toJSON().Resources.VirtualInterfaceSecondary.Properties).toEqual({
      VirtualInterfaceName: 'heartlab-auckland-heart-secondary',
      ConnectionId: 'dxcon-fh4d5e6f',
      Vlan: 101,
      Mtu: 1500,
      DirectConnectGatewayId: { 'Fn::GetAtt': ['DirectConnectGateway', 'DirectConnectGatewayId'] },
      BgpPeers: [{ AddressFamily: 'ipv4', Asn: '65010', AuthKey: expect.anything() }],
      Tags: [
        { Key: 'heartlab:environment', Value: 'sydney' },
        { Key: 'heartlab:site', Value: 'auckland-heart' },
      ],
    });
  });

  test.each([1500, 9001])('MTU %p', (mtu) => {
    siteTemplate(aDirectSite([anInterface({ mtu })])).hasResourceProperties(INTERFACE, { Mtu: mtu });
  });

  test.each([1, 65535, 2147483647, 2147483648, 4294967295])('ASN %p is a string', (asn) => {
    expect(peerOf(siteTemplate(aDirectSite([anInterface({ asn })]))).Asn).toBe(String(asn));
  });

  test('can use a LAG instead of a connection', () => {
    siteTemplate(aDirectSite([anInterface({ connectionId: 'dxlag-fh4d5e6f' })])).hasResourceProperties(INTERFACE, {
      ConnectionId: 'dxlag-fh4d5e6f',
    });
  });

  test('has both peer addresses or neither', () => {
    const peering = { hospital: '10.99.0.1/31', aws: '10.99.0.0/31' };
    expect(peerOf(siteTemplate(aDirectSite([anInterface({ peering })])))).toMatchObject({
      CustomerAddress: '10.99.0.1/31',
      AmazonAddress: '10.99.0.0/31',
    });
    const without = peerOf(siteTemplate(aDirectSite([anInterface()])));
    expect(without).not.toHaveProperty('CustomerAddress');
    expect(without).not.toHaveProperty('AmazonAddress');
  });
});

describe('SiteDirectConnect: the BGP key', () => {
  test('is generated in a form that Direct Connect and routers accept, encrypted with the platform’s key, and retained', () => {
    const template = siteTemplate(aDirectSite([anInterface()]));
    template.hasResource('AWS::SecretsManager::Secret', {
      Properties: {
        Name: 'heartlab/auckland-heart/dx-primary',
        KmsKeyId: { 'Fn::ImportValue': 'heartlab-sydney-key-arn' },
        GenerateSecretString: {
          PasswordLength: 24,
          ExcludeNumbers: true,
          ExcludePunctuation: true,
          IncludeSpace: false,
          SecretStringTemplate: Match.absent(),
        },
        SecretString: Match.absent(),
      },
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
    expect(peerOf(template).AuthKey).toEqual({
      'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'VirtualInterfacePrimaryKey' }, ':SecretString:::}}']],
    });
  });

  test('of the hospital or the carrier is read by its secret’s name, and none is generated', () => {
    const template = siteTemplate(aDirectSite([anInterface({ authKeySecret: 'heartlab/auckland-heart/carrier' })]));
    template.resourceCountIs('AWS::SecretsManager::Secret', 0);
    expect(peerOf(template).AuthKey).toBe('{{resolve:secretsmanager:heartlab/auckland-heart/carrier:SecretString:::}}');
    template.hasOutput('VirtualInterfacePrimaryKeySecret', { Value: 'heartlab/auckland-heart/carrier' });
  });

  test('is different for each interface', () => {
    const template = siteTemplate(aDirectSite());
    template.resourceCountIs('AWS::SecretsManager::Secret', 2);
    expect(peerOf(template, 'VirtualInterfaceSecondary').AuthKey).not.toEqual(peerOf(template).AuthKey);
    template.hasOutput('VirtualInterfaceSecondaryKeySecret', { Value: 'heartlab/auckland-heart/dx-secondary' });
  });

  test.each([
    ['generated', aDirectSite()],
    ['by name', aDirectSite([anInterface({ authKeySecret: 'heartlab/auckland-heart/carrier' })])],
  ])('is never in the template in clear text: %s', (_, site) => {
    expect(secretsIn(siteTemplate(site).toJSON())).toEqual([]);
  });
});

describe('adding a path to a live site', () => {
  /** The resources that must not change at all, because nearly every change of them is a replacement. */
  const untouched = (site: Site, ids: readonly string[]) => {
    const { Resources } = siteTemplate(site).toJSON();
    return Object.fromEntries(ids.map((id) => [id, Resources[id]]));
  };
  const VPN_IDS = ['VpnConnection', 'CustomerGateway', 'VpnGateway', 'Vpc', 'StowEndpoint'];
  const directConnect = { awsAsn: 4200000000, virtualInterfaces: TWO_INTERFACES };

  test.each<[string, Site, Site]>([
    ['BGP', aSite(), aSite({ directConnect })],
    ['an AWS ASN of its own', aVpnSite({ awsAsn: 64599 }), aVpnSite({ awsAsn: 64599 }, { directConnect })],
    ['static routes', aStaticSite(), { ...aStaticSite(), directConnect: aSite({ directConnect }).directConnect }],
  ])('Direct Connect beside a VPN with %s does not change the VPN', (_, before, after) => {
    expect(untouched(after, VPN_IDS)).toEqual(untouched(before, VPN_IDS));
    const [ids, now] = [before, after].map((site) => Object.keys(siteTemplate(site).toJSON().Resources));
    expect(ids?.filter((id) => !now?.includes(id))).toEqual([]);
  });

  test('a VPN behind Direct Connect does not change Direct Connect', () => {
    const ids = ['DirectConnectGateway', 'DirectConnectAssociation', 'VirtualInterfacePrimary', 'VpnGateway', 'Vpc'];
    expect(untouched(aDirectSite(TWO_INTERFACES, { vpn }), ids)).toEqual(untouched(aDirectSite(), ids));
  });

  test('adding or reordering interfaces does not change the others', () => {
    const ids = ['DirectConnectGateway', 'DirectConnectAssociation', 'VirtualInterfacePrimary'];
    const before = untouched(aDirectSite([anInterface()]), ids);
    expect(untouched(aDirectSite(), ids)).toEqual(before);
    expect(untouched(aDirectSite([...TWO_INTERFACES].reverse()), ids)).toEqual(before);
  });
});
