import { anEnvironment, aSite, aVpnSite } from '../../support/builders/sites';
import { siteTemplate } from '../../support/programs/cdk-app';

const threeZones = ['ap-southeast-2a', 'ap-southeast-2b', 'ap-southeast-2c'];

describe('SiteNetwork', () => {
  test('the VPC has the cloudCidr of the site file, and is retained on replacement', () => {
    siteTemplate(aSite()).hasResource('AWS::EC2::VPC', {
      Properties: { CidrBlock: '100.64.0.0/26' },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'Delete',
    });
  });

  test('the virtual private gateway is the only connection', () => {
    const template = siteTemplate(aSite());
    for (const type of [
      'InternetGateway',
      'NatGateway',
      'EgressOnlyInternetGateway',
      'Route',
      'EIP',
      'VPCPeeringConnection',
    ]) {
      template.resourceCountIs(`AWS::EC2::${type}`, 0);
    }
    expect(
      Object.values(template.findResources('AWS::EC2::Subnet')).map(({ Properties }) => Properties.MapPublicIpOnLaunch),
    ).toEqual([false, false]);
  });

  test('each zone has one /28 subnet with a reserved delivery address', () => {
    const template = siteTemplate(aSite(), anEnvironment({ availabilityZones: threeZones }));
    for (const [slot, zone] of threeZones.entries()) {
      template.hasResourceProperties('AWS::EC2::Subnet', {
        AvailabilityZone: zone,
        CidrBlock: `100.64.0.${16 * slot}/28`,
      });
      expect(template.toJSON().Resources[`DeliveryAddress${slot + 1}`]).toEqual({
        Type: 'Custom::HeartLabAddressReservation',
        Properties: {
          ServiceToken: { 'Fn::ImportValue': 'heartlab-sydney-address-reservation-provider-arn' },
          ServiceTimeout: 600,
          SubnetId: { Ref: `Subnet${slot + 1}` },
          Address: `100.64.0.${16 * slot + 14}`,
        },
      });
    }
    template.resourceCountIs('Custom::HeartLabAddressReservation', 3);
    template.resourceCountIs('AWS::EC2::SubnetCidrReservation', 0);
  });

  test('a third zone changes nothing in the first two', () => {
    const two = siteTemplate(aSite()).toJSON().Resources;
    const three = siteTemplate(aSite(), anEnvironment({ availabilityZones: threeZones })).toJSON().Resources;
    for (const [id, resource] of Object.entries(two)) {
      // The endpoint gets one more network interface.
      if (id !== 'StowEndpoint') expect([id, three[id]]).toEqual([id, resource]);
    }
    expect(Object.keys(three).filter((id) => !(id in two))).toEqual([
      'Subnet3',
      'RouteTable3',
      'RouteTableOfSubnet3',
      'DeliveryAddress3',
      'RoutePropagation3',
    ]);
    expect(Object.keys(two).filter((id) => !(id in three))).toEqual([]);
  });

  test('the gateway has the AWS ASN of the site file, is retained on replacement, and propagates routes to every subnet', () => {
    const template = siteTemplate(aVpnSite({ awsAsn: 4200000000 }));
    template.hasResource('AWS::EC2::VPNGateway', {
      Properties: { AmazonSideAsn: 4200000000, Type: 'ipsec.1' },
      UpdateReplacePolicy: 'Retain',
    });
    template.hasResourceProperties('AWS::EC2::VPCGatewayAttachment', {
      VpcId: { Ref: 'Vpc' },
      VpnGatewayId: { Ref: 'VpnGateway' },
    });
    const [attachment] = Object.keys(template.findResources('AWS::EC2::VPCGatewayAttachment'));
    const propagations = template.findResources('AWS::EC2::VPNGatewayRoutePropagation');
    const toTable = (number: number) => ({
      RouteTableIds: [{ Ref: `RouteTable${number}` }],
      VpnGatewayId: { Ref: 'VpnGateway' },
    });
    // One after the other, because the gateway allows one change at a time.
    expect(propagations).toEqual({
      RoutePropagation1: expect.objectContaining({ Properties: toTable(1), DependsOn: [attachment] }),
      RoutePropagation2: expect.objectContaining({
        Properties: toTable(2),
        DependsOn: ['RoutePropagation1', attachment],
      }),
    });
  });

  test('the platform’s function empties the default security group, and runs again for another group', () => {
    siteTemplate(aSite()).hasResourceProperties('Custom::HeartLabDefaultSecurityGroup', {
      GroupId: { 'Fn::GetAtt': ['Vpc', 'DefaultSecurityGroup'] },
      ServiceToken: { 'Fn::ImportValue': 'heartlab-sydney-default-security-group-provider-arn' },
    });
  });

  test('the platform’s role logs all traffic, encrypted, for a year', () => {
    const template = siteTemplate(aSite());
    template.hasResourceProperties('AWS::EC2::FlowLog', {
      ResourceId: { Ref: 'Vpc' },
      TrafficType: 'ALL',
      LogGroupName: { Ref: 'FlowLogs' },
      DeliverLogsPermissionArn: { 'Fn::ImportValue': 'heartlab-sydney-flow-log-role-arn' },
    });
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: {
        LogGroupName: '/aws/vendedlogs/heartlab/auckland-heart/flows',
        KmsKeyId: { 'Fn::ImportValue': 'heartlab-sydney-key-arn' },
        RetentionInDays: 365,
      },
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  });
});
