import { SiteStack } from '../../lib/constructs/site-stack';
import { SITE_METADATA_KEY, SITE_OUTPUTS } from '../../lib/site/metadata';
import { anApp, siteTemplate } from '../support/app';
import { anEnvironment, aSite, aStaticSite } from '../support/fixtures';

/** What a hospital would notice the replacement of. A changed id is a replacement: none of these may ever change. */
const PINNED = {
  Vpc: 'AWS::EC2::VPC',
  Subnet1: 'AWS::EC2::Subnet',
  Subnet2: 'AWS::EC2::Subnet',
  Subnet3: 'AWS::EC2::Subnet',
  DeliveryAddress1: 'AWS::EC2::SubnetCidrReservation',
  DeliveryAddress2: 'AWS::EC2::SubnetCidrReservation',
  DeliveryAddress3: 'AWS::EC2::SubnetCidrReservation',
  VpnGateway: 'AWS::EC2::VPNGateway',
  CustomerGateway: 'AWS::EC2::CustomerGateway',
  VpnConnection: 'AWS::EC2::VPNConnection',
  DicomSecurityGroup: 'AWS::EC2::SecurityGroup',
  StowEndpoint: 'AWS::EC2::VPCEndpoint',
  TunnelLogs: 'AWS::Logs::LogGroup',
  BgpLogs: 'AWS::Logs::LogGroup',
  FlowLogs: 'AWS::Logs::LogGroup',
};

const threeZones = anEnvironment({
  availabilityZones: ['ap-southeast-2a', 'ap-southeast-2b', 'ap-southeast-2c'],
});

describe('SiteStack', () => {
  test('the logical ids of what a hospital would notice are pinned', () => {
    const { Resources } = siteTemplate(aSite(), threeZones).toJSON();
    expect(Object.fromEntries(Object.keys(PINNED).map((id) => [id, Resources[id]?.Type]))).toEqual(PINNED);
  });

  test('the names of the outputs are pinned', () => {
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
    ]);
    expect(Object.keys(bgp).sort()).toEqual([...Object.values(SITE_OUTPUTS)].sort());
    expect(Object.keys(siteTemplate(aStaticSite()).toJSON().Outputs)).not.toContain('BgpLogGroup');
  });

  test('the template says what the site file said', () => {
    const site = aSite();
    expect(siteTemplate(site).toJSON().Metadata[SITE_METADATA_KEY]).toEqual(JSON.parse(JSON.stringify(site)));
  });

  test('lives in the account and Region of its environment, guarded against deletion, asking AWS for nothing', () => {
    const app = anApp();
    const stack = new SiteStack(app, 'SiteStack-auckland-heart', { site: aSite(), environment: anEnvironment() });
    expect(stack).toMatchObject({ account: '111122223333', region: 'ap-southeast-2', terminationProtection: true });
    expect(stack.availabilityZones).toEqual(['ap-southeast-2a', 'ap-southeast-2b']);
    expect(app.synth().manifest.missing).toBeUndefined();
  });

  test('fails when the site asks for something that it would leave out', () => {
    const site = aSite({
      dicom: { stow: { auth: 'mtls' }, deliverTo: [{ aeTitle: 'PACS', address: '10.20.1.15', port: 11112 }] },
    });
    expect(() => new SiteStack(anApp(), 'Stack', { site, environment: anEnvironment() })).toThrow(
      /auckland-heart: dicom\.deliverTo can't be built yet/,
    );
  });

  test('everything that can be tagged names its site and its environment', () => {
    const { Resources } = siteTemplate(aSite()).toJSON();
    const tags = [
      { Key: 'heartlab:environment', Value: 'sydney' },
      { Key: 'heartlab:site', Value: 'auckland-heart' },
    ];
    for (const id of Object.keys(PINNED).filter((id) => id in Resources)) {
      expect([id, Resources[id].Properties.Tags]).toEqual([id, expect.arrayContaining(tags)]);
    }
  });

  test('no template contains a key, a password, or a place of this machine', () => {
    const text = JSON.stringify(siteTemplate(aSite()).toJSON());
    expect(text).not.toMatch(/PreSharedKey"|password"|"AuthKey"/i);
    expect(text).not.toContain(process.cwd());
  });
});
