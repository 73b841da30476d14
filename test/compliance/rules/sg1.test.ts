import type { JsonObject } from '../../../lib/template/json';
import {
  aGroup,
  anIngress,
  found,
  HOSPITAL_VPC,
  outcome,
  type Resources,
  ref,
  TOKEN,
} from '../../support/builders/rule-templates';
import { aDeliveringSite, aPacs, aSite } from '../../support/builders/sites';

const rule = 'HeartLab-SG1';
const ingress = (changes: JsonObject): Resources => ({
  ...HOSPITAL_VPC,
  Group: aGroup({ SecurityGroupIngress: [anIngress(changes)] }),
});
const egress = (changes: JsonObject): Resources => ({
  ...HOSPITAL_VPC,
  Group: aGroup({
    SecurityGroupEgress: [anIngress({ CidrIp: '10.20.1.15/32', FromPort: 11112, ToPort: 11112, ...changes })],
  }),
});

describe(rule, () => {
  test.each([104, '443', 2762, 11112])('passes TCP %p', (port) => {
    expect(outcome(rule, ingress({ FromPort: port, ToPort: port }))).toEqual({ rule, judged: 1, findings: [] });
    expect(found(rule, ingress({ IpProtocol: 6 }))).toEqual([]);
  });

  test.each<[string, JsonObject, RegExp]>([
    ['another port', { FromPort: 22, ToPort: 22 }, /ingress rule 1: TCP 22 is not a DICOM port/],
    ['a range', { FromPort: 104, ToPort: 443 }, /a range of ports, TCP 104 to 443/],
    ['no port', { FromPort: undefined, ToPort: undefined }, /every TCP port/],
    ['UDP', { IpProtocol: 'udp' }, /protocol udp, not TCP/],
    ['any protocol', { IpProtocol: '-1' }, /protocol any \(-1\)/],
    ['a token for the port', { FromPort: TOKEN }, /port can't be determined/],
    ['a token for the protocol', { IpProtocol: TOKEN }, /protocol can't be determined/],
  ])('finds %s, inline and in a separate resource', (_, changes, message) => {
    expect(found(rule, ingress(changes))).toEqual([expect.stringMatching(message)]);
    const Rule = ['AWS::EC2::SecurityGroupIngress', { GroupId: ref('Group'), ...anIngress(changes) }] as const;
    expect(found(rule, { ...HOSPITAL_VPC, Group: aGroup(), Rule })).toEqual([
      expect.stringMatching(/^Group: its ingress rule Rule: /),
    ]);
  });

  test('finds rules that are a single token', () => {
    const Group = aGroup({ SecurityGroupIngress: TOKEN });
    expect(found(rule, { ...HOSPITAL_VPC, Group })).toEqual([expect.stringMatching(/can't be determined/)]);
  });

  test('compares open ports with those that the site file turns on', () => {
    const site = aSite();
    expect(found(rule, ingress({ FromPort: 104, ToPort: 104 }), { site })).toEqual([
      expect.stringMatching(/TCP 104, which the site file doesn't turn on/),
    ]);
  });

  test('permits only egress that deliverTo names', () => {
    const site = aDeliveringSite([aPacs()]);
    expect(found(rule, egress({}), { site })).toEqual([]);
    for (const changes of [
      { FromPort: 104, ToPort: 104 },
      { CidrIp: '10.20.1.16/32' },
      { CidrIp: '10.20.1.0/24' },
      { IpProtocol: '-1' },
    ])
      expect(found(rule, egress(changes), { site })).toEqual([expect.stringMatching(/deliverTo doesn't name/)]);
    expect(found(rule, egress({}), { site: aSite() })).toHaveLength(1);
    expect(found(rule, egress({}))).toEqual([expect.stringMatching(/deliverTo is unknown/)]);
  });

  test("passes both forms of no egress, and finds EC2's default rule, which permits all egress", () => {
    const cdk = {
      CidrIp: '255.255.255.255/32',
      IpProtocol: 'icmp',
      FromPort: 252,
      ToPort: 86,
      Description: 'Disallow',
    };
    expect(found(rule, { ...HOSPITAL_VPC, Group: aGroup({ SecurityGroupEgress: [cdk] }) })).toEqual([]);
    const none = { ...HOSPITAL_VPC, Group: aGroup({ SecurityGroupEgress: undefined }) };
    expect(found(rule, none)).toEqual([expect.stringMatching(/one that permits all egress/)]);
    const Rule = ['AWS::EC2::SecurityGroupEgress', { GroupId: ref('Group'), ...cdk }] as const;
    expect(found(rule, { ...none, Rule })).toEqual([]);
  });

  test('ignores the groups of a service that hospitals reach by PrivateLink', () => {
    const Group = aGroup({ SecurityGroupIngress: [anIngress({ FromPort: 5433, ToPort: 5433 })] });
    expect(outcome(rule, { Vpc: ['AWS::EC2::VPC', {}], Group })).toEqual({ rule, judged: 0, findings: [] });
  });

  test('checks a VPC on the transit gateway of a VPN connection, and a group associated with a VPC', () => {
    const Group = aGroup({ SecurityGroupIngress: [anIngress({ FromPort: 22, ToPort: 22 })] });
    const transit: Resources = {
      Vpc: ['AWS::EC2::VPC', {}],
      Connection: ['AWS::EC2::VPNConnection', { TransitGatewayId: ref('Transit') }],
      Attachment: ['AWS::EC2::TransitGatewayVpcAttachment', { TransitGatewayId: ref('Transit'), VpcId: ref('Vpc') }],
    };
    expect(found(rule, { ...transit, Group })).toHaveLength(1);
    const Other = aGroup({ VpcId: 'vpc-1', SecurityGroupIngress: [anIngress({ FromPort: 22, ToPort: 22 })] });
    const Association = [
      'AWS::EC2::SecurityGroupVpcAssociation',
      { VpcId: ref('Vpc'), GroupId: ref('Other') },
    ] as const;
    expect(found(rule, { ...HOSPITAL_VPC, Other })).toEqual([]);
    expect(found(rule, { ...HOSPITAL_VPC, Other, Association })).toHaveLength(1);
  });

  test("a site's group in the ingest's VPC permits only the listener ports of its deliveries, and no egress", () => {
    const site = aDeliveringSite([aPacs({ port: 104 }), aPacs({ address: '10.20.1.16', port: 104 })]);
    const from = (port: number, more: JsonObject = {}): Resources => ({
      Group: aGroup({
        VpcId: { 'Fn::ImportValue': 'ingest-vpc' },
        SecurityGroupIngress: [
          anIngress({ CidrIp: undefined, SourceSecurityGroupId: TOKEN, FromPort: port, ToPort: port }),
        ],
        ...more,
      }),
    });
    for (const port of [104, 105]) expect(found(rule, from(port), { site })).toEqual([]);
    expect(found(rule, from(443), { site })).toEqual([
      expect.stringMatching(/no listener port of the site's deliveries/),
    ]);
    expect(found(rule, from(104, { SecurityGroupEgress: [anIngress()] }), { site })).toHaveLength(1);
  });

  test('checks a rule that a site adds to a group outside the template', () => {
    const Rule = [
      'AWS::EC2::SecurityGroupIngress',
      { GroupId: { 'Fn::ImportValue': 'x' }, ...anIngress({ FromPort: 22, ToPort: 22 }) },
    ] as const;
    expect(found(rule, { Rule }, { site: aSite() })).toEqual([
      expect.stringMatching(/^Rule: its ingress rule: TCP 22/),
    ]);
    expect(found(rule, { Rule })).toEqual([]);
  });
});
