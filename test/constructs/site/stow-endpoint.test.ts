import { FleetError } from '../../../lib/config/fleet-error';
import { aManagedEnvironment, anEnvironment, aSite, INGEST } from '../../support/builders/sites';
import { siteTemplate } from '../../support/programs/cdk-app';

const basic = aSite({ dicom: { stow: { auth: 'basic' } } });

describe('StowEndpoint', () => {
  test.each([
    ['mtls', aSite(), INGEST.service.mtls],
    ['basic', basic, INGEST.service.basic],
  ])('stow.auth: %s connects to its endpoint service, with an address in every zone', (_, site, serviceName) => {
    siteTemplate(site).hasResourceProperties('AWS::EC2::VPCEndpoint', {
      VpcEndpointType: 'Interface',
      ServiceName: serviceName,
      VpcId: { Ref: 'Vpc' },
      SubnetIds: [{ Ref: 'Subnet1' }, { Ref: 'Subnet2' }],
      PrivateDnsEnabled: false,
    });
  });

  test.each(['mtls', 'basic'])('with a managed ingest, stow.auth: %s connects to the service of the cell', (auth) => {
    const { Resources } = siteTemplate(aSite({ dicom: { stow: { auth } } }), aManagedEnvironment()).toJSON();
    expect(Resources.StowEndpoint.Properties.ServiceName).toEqual({
      'Fn::ImportValue': 'heartlab-auckland-heart-cell-service',
    });
  });

  test('depends on the reserved delivery addresses, so that it never gets one of them', () => {
    siteTemplate(aSite()).hasResource('AWS::EC2::VPCEndpoint', { DependsOn: ['DeliveryAddress1', 'DeliveryAddress2'] });
  });

  test('an appended zone changes it in place, after that zone’s subnet and reserved address', () => {
    const availabilityZones = ['ap-southeast-2a', 'ap-southeast-2b', 'ap-southeast-2c'];
    siteTemplate(aSite(), anEnvironment({ availabilityZones })).hasResource('AWS::EC2::VPCEndpoint', {
      Properties: { SubnetIds: [{ Ref: 'Subnet1' }, { Ref: 'Subnet2' }, { Ref: 'Subnet3' }] },
      DependsOn: ['DeliveryAddress1', 'DeliveryAddress2', 'DeliveryAddress3'],
    });
  });

  test('with a hosted zone, <site>.<domain> resolves to the endpoint', () => {
    const environment = anEnvironment({ ingest: { ...INGEST, hostedZoneId: 'Z0123456789ABCDEFGHIJ' } });
    const entry = { 'Fn::Select': [0, { 'Fn::GetAtt': ['StowEndpoint', 'DnsEntries'] }] };
    const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': [':', entry] }] });
    siteTemplate(aSite(), environment).hasResourceProperties('AWS::Route53::RecordSet', {
      HostedZoneId: 'Z0123456789ABCDEFGHIJ',
      Name: 'auckland-heart.ingest.sydney.heartlab.example',
      Type: 'A',
      AliasTarget: { HostedZoneId: part(0), DNSName: part(1) },
    });
  });

  test('without a hosted zone, the stack creates no record, but has the name as an output', () => {
    const template = siteTemplate(aSite());
    template.resourceCountIs('AWS::Route53::RecordSet', 0);
    template.hasOutput('HostName', { Value: 'auckland-heart.ingest.sydney.heartlab.example' });
  });

  test('fails if the environment has no endpoint service for the method', () => {
    const environment = anEnvironment({ ingest: { ...INGEST, service: { mtls: INGEST.service.mtls } } });
    expect(() => siteTemplate(basic, environment)).toThrow(FleetError);
    expect(() => siteTemplate(basic, environment)).toThrow(
      /auckland-heart: dicom\.stow\.auth: .*sydney has no endpoint service for basic; add sydney\.ingest\.service\.basic/,
    );
  });
});
