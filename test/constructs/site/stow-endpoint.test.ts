import { FleetError } from '../../../lib/config/fleet-error';
import { aManagedEnvironment, anEnvironment, aSite, INGEST } from '../../support/builders/sites';
import { siteTemplate } from '../../support/programs/cdk-app';

const basic = aSite({ dicom: { stow: { auth: 'basic' } } });

describe('StowEndpoint', () => {
  test.each([
    ['mtls', aSite(), INGEST.service.mtls],
    ['basic', basic, INGEST.service.basic],
  ])('stow.auth: %s leads to that door, with an address in every zone', (_, site, serviceName) => {
    siteTemplate(site).hasResourceProperties('AWS::EC2::VPCEndpoint', {
      VpcEndpointType: 'Interface',
      ServiceName: serviceName,
      VpcId: { Ref: 'Vpc' },
      SubnetIds: [{ Ref: 'Subnet1' }, { Ref: 'Subnet2' }],
      PrivateDnsEnabled: false,
    });
  });

  test.each(['mtls', 'basic'])('with a managed ingest, stow.auth: %s leads to the service of the cell', (auth) => {
    const { Resources } = siteTemplate(aSite({ dicom: { stow: { auth } } }), aManagedEnvironment()).toJSON();
    expect(Resources.StowEndpoint.Properties.ServiceName).toEqual({
      'Fn::ImportValue': 'heartlab-auckland-heart-cell-service',
    });
  });

  test('comes after the reserved delivery addresses, so that it can never be given one of them', () => {
    siteTemplate(aSite()).hasResource('AWS::EC2::VPCEndpoint', { DependsOn: ['DeliveryAddress1', 'DeliveryAddress2'] });
  });

  test('an appended zone changes it in place, after the subnet and the reserved address of that zone', () => {
    const availabilityZones = ['ap-southeast-2a', 'ap-southeast-2b', 'ap-southeast-2c'];
    siteTemplate(aSite(), anEnvironment({ availabilityZones })).hasResource('AWS::EC2::VPCEndpoint', {
      Properties: { SubnetIds: [{ Ref: 'Subnet1' }, { Ref: 'Subnet2' }, { Ref: 'Subnet3' }] },
      DependsOn: ['DeliveryAddress1', 'DeliveryAddress2', 'DeliveryAddress3'],
    });
  });

  test('with a hosted zone, <site>.<domain> leads to the endpoint', () => {
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

  test('without one, the stack creates no record, but outputs its name', () => {
    const template = siteTemplate(aSite());
    template.resourceCountIs('AWS::Route53::RecordSet', 0);
    template.hasOutput('HostName', { Value: 'auckland-heart.ingest.sydney.heartlab.example' });
  });

  test('fails when the environment has no such door', () => {
    const environment = anEnvironment({ ingest: { ...INGEST, service: { mtls: INGEST.service.mtls } } });
    expect(() => siteTemplate(basic, environment)).toThrow(FleetError);
    expect(() => siteTemplate(basic, environment)).toThrow(
      /auckland-heart: dicom\.stow\.auth: basic .*sydney\.ingest\.service\.basic/,
    );
  });
});
