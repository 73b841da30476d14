import { deliveryHost } from '../../../lib/config/delivery';
import { aDeliveringSite, aManagedEnvironment, anEnvironment, aPacs } from '../../support/builders/sites';
import { siteTemplate } from '../../support/programs/cdk-app';

const ingest = (what: string) => ({ 'Fn::ImportValue': `heartlab-sydney-ingest-${what}` });
const resources = (...args: Parameters<typeof siteTemplate>) => siteTemplate(...args).toJSON().Resources;

describe('PacsDeliveryEndpoint', () => {
  test('has an interface in every zone of the ingest, and connects to the site', () => {
    const zones = ['ap-southeast-2a', 'ap-southeast-2b', 'ap-southeast-2c'];
    const { DeliveryEndpoint } = resources(aDeliveringSite(), aManagedEnvironment({ availabilityZones: zones }));
    expect(DeliveryEndpoint.Properties).toMatchObject({
      VpcEndpointType: 'Interface',
      VpcId: ingest('vpc-id'),
      SubnetIds: [1, 2, 3].map((number) => ingest(`endpoint-subnet-${number}-id`)),
      SecurityGroupIds: [{ 'Fn::GetAtt': ['DeliveryEndpointSecurityGroup', 'GroupId'] }],
      PrivateDnsEnabled: false,
    });
    expect(JSON.stringify(DeliveryEndpoint.Properties.ServiceName)).toContain('"DeliveryService","ServiceId"');
    // Before the permissions exist, the service allows no connection.
    expect(DeliveryEndpoint.DependsOn).toContain('DeliveryServicePermissions');
  });

  test("allows only the cell's tasks, on each listener port", () => {
    const pacs = [aPacs(), aPacs({ address: '10.20.1.16' }), aPacs({ address: '10.20.1.17', port: 104 })];
    const { Properties } = resources(aDeliveringSite(pacs), aManagedEnvironment()).DeliveryEndpointSecurityGroup;
    expect(Properties.VpcId).toEqual(ingest('vpc-id'));
    expect(Properties.SecurityGroupIngress).toEqual(
      [11112, 11113, 104].map((port) => ({
        IpProtocol: 'tcp',
        FromPort: port,
        ToPort: port,
        Description: 'Results from the ingest',
        SourceSecurityGroupId: { 'Fn::ImportValue': 'heartlab-auckland-heart-cell-task-group-id' },
      })),
    );
    expect(Properties.SecurityGroupEgress).toMatchObject([{ CidrIp: '127.0.0.1/32', IpProtocol: '-1' }]);
  });

  test('has the DNS name that the ingest uses', () => {
    const { DeliveryRecord } = resources(aDeliveringSite(), aManagedEnvironment());
    const entry = { 'Fn::Select': [0, { 'Fn::GetAtt': ['DeliveryEndpoint', 'DnsEntries'] }] };
    const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': [':', entry] }] });
    expect(DeliveryRecord.Properties).toEqual({
      HostedZoneId: ingest('delivery-zone-id'),
      Name: deliveryHost('auckland-heart'),
      Type: 'A',
      AliasTarget: { HostedZoneId: part(0), DNSName: part(1), EvaluateTargetHealth: false },
    });
  });

  test('its id is an output', () => {
    siteTemplate(aDeliveringSite(), aManagedEnvironment()).hasOutput('DeliveryEndpointId', {
      Value: { Ref: 'DeliveryEndpoint' },
    });
  });

  test('with existing endpoint services there is no endpoint, and nothing is imported from an ingest', () => {
    const template = siteTemplate(aDeliveringSite(), anEnvironment());
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 1);
    template.resourceCountIs('AWS::Route53::RecordSet', 0);
    expect(Object.keys(template.toJSON().Outputs)).not.toContain('DeliveryEndpointId');
    expect(JSON.stringify(template.toJSON())).not.toContain('-ingest-');
  });
});
