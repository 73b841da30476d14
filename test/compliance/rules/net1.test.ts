import type { JsonObject, TemplateValue } from '../../../lib/template/json';
import {
  aConnection,
  aLine,
  att,
  found,
  HOSPITAL_VPC,
  outcome,
  type Resources,
  ref,
  TOKEN,
} from '../../support/builders/rule-templates';

const rule = 'HeartLab-NET1';
const CLOSED: Resources = {
  ...HOSPITAL_VPC,
  FlowLog: ['AWS::EC2::FlowLog', { ResourceId: ref('Vpc'), ResourceType: 'VPC', TrafficType: 'ALL' }],
  Default: ['Custom::HeartLabDefaultSecurityGroup', { GroupId: att('Vpc', 'DefaultSecurityGroup') }],
  Table: ['AWS::EC2::RouteTable', { VpcId: ref('Vpc') }],
  Subnet: ['AWS::EC2::Subnet', { VpcId: ref('Vpc') }],
};
const route = (target: JsonObject, table: TemplateValue = ref('Table')): Resources => ({
  Route: ['AWS::EC2::Route', { RouteTableId: table, DestinationCidrBlock: '10.0.0.0/8', ...target }],
});

describe(rule, () => {
  test('passes a VPC with nothing but a virtual private gateway', () => {
    expect(outcome(rule, CLOSED)).toEqual({ rule, judged: 1, findings: [] });
  });

  test("recognizes the CDK's own custom resource for the default security group", () => {
    const Default = [
      'Custom::VpcRestrictDefaultSG',
      { DefaultSecurityGroupId: att('Vpc', 'DefaultSecurityGroup') },
    ] as const;
    expect(found(rule, { ...CLOSED, Default })).toEqual([]);
  });

  test('ignores a VPC that no hospital reaches', () => {
    const Elsewhere = ['AWS::EC2::VPC', { CidrBlock: '10.255.0.0/22' }] as const;
    expect(outcome(rule, { Elsewhere })).toEqual({ rule, judged: 0, findings: [] });
    expect(outcome(rule, { ...CLOSED, Elsewhere }).judged).toBe(1);
  });

  test.each<[string, Resources, RegExp]>([
    ['no flow log', { FlowLog: ['AWS::EC2::VPC', {}] }, /^Vpc: its flow logs are off/],
    [
      'a flow log of refused traffic only',
      { FlowLog: ['AWS::EC2::FlowLog', { ResourceId: ref('Vpc'), TrafficType: 'REJECT' }] },
      /record REJECT/,
    ],
    ['an open default group', { Default: ['AWS::EC2::VPC', {}] }, /^Vpc: its default security group is open/],
    [
      'a default group opened again',
      { Rule: ['AWS::EC2::SecurityGroupIngress', { GroupId: att('Vpc', 'DefaultSecurityGroup') }] },
      /opened by Rule/,
    ],
    [
      'an internet gateway',
      { Igw: ['AWS::EC2::VPCGatewayAttachment', { VpcId: ref('Vpc'), InternetGatewayId: ref('I') }] },
      /^Igw: attaches an internet/,
    ],
    ['one for IPv6', { Igw: ['AWS::EC2::EgressOnlyInternetGateway', { VpcId: ref('Vpc') }] }, /is an internet gateway/],
    ['a NAT gateway', { Nat: ['AWS::EC2::NatGateway', { SubnetId: ref('Subnet') }] }, /^Nat: is a NAT gateway/],
    ['a NAT gateway in a subnet that is a token', { Nat: ['AWS::EC2::NatGateway', { SubnetId: TOKEN }] }, /NAT/],
    [
      'peering',
      { Peering: ['AWS::EC2::VPCPeeringConnection', { VpcId: TOKEN, PeerVpcId: ref('Vpc') }] },
      /^Peering: peers/,
    ],
    [
      'a transit gateway',
      { T: ['AWS::EC2::TransitGatewayAttachment', { VpcId: att('Vpc', 'VpcId') }] },
      /transit gateway/,
    ],
    ['SiteLink', { Line: aLine({ EnableSiteLink: true }) }, /SiteLink/],
    ['SiteLink that is a token', { Line: aLine({ EnableSiteLink: TOKEN }) }, /SiteLink/],
    [
      'a route to another VPC',
      route({ VpcPeeringConnectionId: 'pcx-1' }),
      /^Route: is a route out .* VpcPeeringConnectionId pcx-1/,
    ],
    ['a route to the internet', route({ GatewayId: ref('Igw') }), /by GatewayId/],
    ['a route by an interface', route({ NetworkInterfaceId: TOKEN }), /by NetworkInterfaceId/],
    ['a route of a table that is a token', route({ GatewayId: TOKEN }, TOKEN), /by GatewayId/],
  ])('finds %s', (_, resources, message) => {
    expect(found(rule, { ...CLOSED, ...resources })).toEqual([expect.stringMatching(message)]);
  });

  test.each<[string, JsonObject]>([
    ['the virtual private gateway', { GatewayId: ref('VpnGateway') }],
    ['one by its id', { GatewayId: 'vgw-0123' }],
    ['an endpoint', { VpcEndpointId: TOKEN }],
  ])('passes a route to %s', (_, target) => {
    expect(found(rule, { ...CLOSED, ...route(target) })).toEqual([]);
  });

  test('finds a second connection on one virtual private gateway, which would connect two hospitals', () => {
    expect(found(rule, { ...CLOSED, One: aConnection(), Two: aConnection() })).toEqual([
      expect.stringMatching(/^Two: shares its virtual private gateway/),
    ]);
    const Two = aConnection({}, { VpnGatewayId: ref('Other') });
    expect(found(rule, { ...CLOSED, One: aConnection(), Two })).toEqual([]);
  });
});
