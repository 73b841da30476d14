import {
  cloudDelivery,
  cloudRoutesOut,
  endpointIngress,
  endpointSubnets,
  recordNames,
  returnRouteProblem,
} from '../../../lib/rehearsal/cloud/cloud-network';
import { cloudVpn } from '../../../lib/rehearsal/cloud/cloud-vpn';
import { endpointConf } from '../../../lib/rehearsal/cloud/endpoint-conf';
import { ikeProposals } from '../../../lib/rehearsal/cloud/proposals';
import { TemplateError } from '../../../lib/rehearsal/cloud/template';
import { TemplateView } from '../../../lib/template/view';
import { aTunnel, att } from '../../support/builders/rule-templates';

type Properties = Readonly<Record<string, unknown>>;
type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>;

const viewOf = (Resources: Resources): TemplateView => new TemplateView({ Resources });

const options = (inside: string) =>
  aTunnel({
    TunnelInsideCidr: inside,
    StartupAction: 'start',
    EnableTunnelLifecycleControl: true,
    LogOptions: { CloudWatchLogOptions: { LogEnabled: true, LogGroupArn: { Ref: 'Logs' }, LogOutputFormat: 'json' } },
  });
const INSIDE_1 = '169.254.100.0/30';
const INSIDE_2 = '169.254.100.4/30';
const desired = (inside: string, more: Properties = {}) => ({ ...options(inside), KeyGeneration: 1, ...more });
const rule = (cidr: string, port: number, protocol = 'tcp') => ({
  IpProtocol: protocol,
  CidrIp: cidr,
  FromPort: port,
  ToPort: port,
  Description: '-',
});
const group = (id: string) => att(id, 'GroupId');

const RESOURCES: Resources = {
  Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '100.64.0.0/26' } },
  Subnet: { Type: 'AWS::EC2::Subnet', Properties: { AvailabilityZone: 'a', CidrBlock: '100.64.0.0/28' } },
  // Not used: it has no endpoint.
  Empty: { Type: 'AWS::EC2::Subnet', Properties: { AvailabilityZone: 'b', CidrBlock: '100.64.0.16/28' } },
  Table: { Type: 'AWS::EC2::RouteTable', Properties: {} },
  Association: {
    Type: 'AWS::EC2::SubnetRouteTableAssociation',
    Properties: { SubnetId: { Ref: 'Subnet' }, RouteTableId: { Ref: 'Table' } },
  },
  Attachment: { Type: 'AWS::EC2::VPCGatewayAttachment', Properties: { VpnGatewayId: { Ref: 'Vgw' } } },
  Propagation: { Type: 'AWS::EC2::VPNGatewayRoutePropagation', Properties: { RouteTableIds: [{ Ref: 'Table' }] } },
  Vgw: { Type: 'AWS::EC2::VPNGateway', Properties: { AmazonSideAsn: 64512 } },
  Old: { Type: 'AWS::EC2::CustomerGateway', Properties: { IpAddress: '203.0.113.1', BgpAsn: 65010 } },
  New: { Type: 'AWS::EC2::CustomerGateway', Properties: { IpAddress: '203.0.113.10', BgpAsnExtended: 4200000123 } },
  Connection: {
    Type: 'AWS::EC2::VPNConnection',
    Properties: { VpnTunnelOptionsSpecifications: [options(INSIDE_1), options(INSIDE_2)] },
  },
  Tunnels: {
    Type: 'Custom::HeartLabVpnTunnels',
    Properties: {
      CustomerGatewayId: { Ref: 'New' },
      // In reverse order: the inside CIDR identifies the tunnel.
      Tunnels: [desired(INSIDE_2, { DPDTimeoutSeconds: 60 }), desired(INSIDE_1, { Phase2LifetimeSeconds: 1800 })],
    },
  },
  // The first endpoint, in the ingest VPC: the hospital does not reach it.
  Delivery: {
    Type: 'AWS::EC2::VPCEndpoint',
    Properties: { VpcId: { 'Fn::ImportValue': 'ingest-vpc' }, SecurityGroupIds: [group('Results')] },
  },
  Stow: {
    Type: 'AWS::EC2::VPCEndpoint',
    Properties: {
      VpcId: { Ref: 'Vpc' },
      SecurityGroupIds: [group('Dicom'), group('More')],
      SubnetIds: [{ Ref: 'Subnet' }],
    },
  },
  Results: { Type: 'AWS::EC2::SecurityGroup', Properties: { SecurityGroupIngress: [rule('10.0.0.0/8', 1)] } },
  Dicom: { Type: 'AWS::EC2::SecurityGroup', Properties: { SecurityGroupIngress: [rule('10.20.0.0/22', 443)] } },
  More: { Type: 'AWS::EC2::SecurityGroup', Properties: { SecurityGroupIngress: [rule('10.30.0.0/24', 443)] } },
};
const TEMPLATE = viewOf(RESOURCES);
const withResource = (id: string, change: Properties, type = RESOURCES[id]?.Type ?? ''): TemplateView =>
  viewOf({ ...RESOURCES, [id]: { Type: type, Properties: { ...RESOURCES[id]?.Properties, ...change } } });

describe('the AWS side of the VPN', () => {
  const vpn = cloudVpn(TEMPLATE);

  test('is the created connection, with each tunnel updated to the desired state', () => {
    expect(vpn.tunnels.map(({ TunnelInsideCidr }) => TunnelInsideCidr)).toEqual([INSIDE_1, INSIDE_2]);
    expect(vpn.tunnels.map(({ Phase2LifetimeSeconds }) => Phase2LifetimeSeconds)).toEqual([1800, 3600]);
    expect(vpn.tunnels.map(({ DPDTimeoutSeconds }) => DPDTimeoutSeconds)).toEqual([30, 60]);
  });

  test('uses the customer gateway of the desired state', () => {
    expect(vpn.gateway).toEqual({ address: '203.0.113.10', asn: 4200000123 });
    expect(vpn).toMatchObject({ awsAsn: 64512, vpcCidr: '100.64.0.0/26', staticRoutes: undefined });
  });

  test('has static routes if the connection is created with them', () => {
    const Connection = {
      Type: 'AWS::EC2::VPNConnection',
      Properties: { ...RESOURCES.Connection?.Properties, StaticRoutesOnly: true },
    };
    const Route = { Type: 'AWS::EC2::VPNConnectionRoute', Properties: { DestinationCidrBlock: '10.20.0.0/22' } };
    expect(cloudVpn(viewOf({ ...RESOURCES, Connection, Route })).staticRoutes).toEqual(['10.20.0.0/22']);
  });

  test('a desired state for other tunnels than those of the connection is refused', () => {
    const other = withResource('Tunnels', { Tunnels: [desired(INSIDE_1), desired('169.254.9.0/30')] });
    expect(() => cloudVpn(other)).toThrow(
      'a tunnel of the connection has the inside CIDR 169.254.100.4/30; Tunnels has 169.254.100.0/30 and 169.254.9.0/30',
    );
  });

  test('a missing resource or an invalid property is named', () => {
    expect(() => cloudVpn(withResource('New', { IpAddress: { Ref: 'Parameter' } }))).toThrow(/New\.IpAddress/);
    const lists = withResource('Tunnels', { Tunnels: [desired(INSIDE_1, { IKEVersions: [] }), desired(INSIDE_2)] });
    expect(() => cloudVpn(lists)).toThrow(/Tunnels\.IKEVersions/);
    const { Vgw: _, ...without } = RESOURCES;
    expect(() => cloudVpn(viewOf(without))).toThrow('has 0 resources of type AWS::EC2::VPNGateway');
  });
});

describe("strongSwan's configuration of an AWS endpoint has the template's values", () => {
  const conf = (index: 0 | 1) =>
    endpointConf({
      tunnel: cloudVpn(TEMPLATE).tunnels[index],
      outsideAddress: '198.51.100.201',
      gatewayAddress: '203.0.113.10',
      key: 'k',
    });

  test.each([
    [0, 'version = 2'],
    [0, 'rekey_time = 28530s'],
    [0, 'over_time = 270s'],
    [0, 'rekey_time = 1530s'],
    [0, 'life_time = 1800s'],
    [0, 'dpd_delay = 13s'],
    [1, 'dpd_delay = 43s'],
    [1, 'life_time = 3600s'],
    [1, 'dpd_action = restart'],
    [1, 'start_action = start'],
    [1, 'proposals = aes256gcm16-prfsha384-ecp384'],
    [1, 'esp_proposals = aes256gcm16-ecp384'],
    [1, 'local_ts = 0.0.0.0/0'],
  ] as const)('tunnel %d: %s', (index, line) => {
    expect(
      conf(index)
        .split('\n')
        .map((one) => one.trim()),
    ).toContain(line);
  });

  test('a policy with only groups that strongSwan does not support is refused', () => {
    const [tunnel] = cloudVpn(TEMPLATE).tunnels;
    expect(() => ikeProposals({ ...tunnel, Phase1DHGroupNumbers: [{ Value: 22 }, { Value: 23 }] })).toThrow(
      "phase 1 permits only DH group 22, 23, which Debian's strongSwan does not support",
    );
  });
});

describe("the site's VPC", () => {
  test('accepts the ingress of all security groups of its own endpoint, and of no other', () => {
    expect(endpointIngress(TEMPLATE)).toEqual([
      { cidr: '10.20.0.0/22', from: 443, to: 443 },
      { cidr: '10.30.0.0/24', from: 443, to: 443 },
    ]);
  });

  test('accepts the ingress of a rule that is a separate resource', () => {
    const apart = { ...rule('10.40.0.0/24', 104), GroupId: group('Dicom') };
    const more = endpointIngress(withResource('Apart', apart, 'AWS::EC2::SecurityGroupIngress'));
    expect(more).toContainEqual({ cidr: '10.40.0.0/24', from: 104, to: 104 });
    const foreign = withResource('Apart', { ...apart, GroupId: group('Results') }, 'AWS::EC2::SecurityGroupIngress');
    expect(endpointIngress(foreign)).toHaveLength(2);
  });

  test('a rule for all protocols covers every port; a rule for UDP is refused', () => {
    const all = { SecurityGroupIngress: [{ IpProtocol: '-1', CidrIp: '10.20.0.0/22' }] };
    expect(endpointIngress(withResource('Dicom', all))[0]).toEqual({ cidr: '10.20.0.0/22', from: 0, to: 65535 });
    const udp = { SecurityGroupIngress: [rule('10.20.0.0/22', 443, 'udp')] };
    expect(() => endpointIngress(withResource('Dicom', udp))).toThrow(TemplateError);
  });

  test('has the subnets of its endpoint and the names of its DNS records', () => {
    expect(endpointSubnets(TEMPLATE)).toEqual([{ zone: 'a', cidr: '100.64.0.0/28' }]);
    expect(recordNames(TEMPLATE)).toEqual([]);
    const record = withResource('Record', { Name: 'a-site.example' }, 'AWS::Route53::RecordSet');
    expect(recordNames(record)).toEqual(['a-site.example']);
  });

  test('answers reach the VPN gateway only with attachment, association and propagation', () => {
    const without = (id: string): TemplateView => {
      const { [id]: _, ...others } = RESOURCES;
      return viewOf(others);
    };
    expect(returnRouteProblem(TEMPLATE)).toBeUndefined();
    expect(returnRouteProblem(without('Attachment'))).toBe('the VPN gateway is attached to no VPC');
    for (const id of ['Propagation', 'Association'])
      expect(returnRouteProblem(without(id))).toBe(
        "subnet Subnet has no route table that receives the VPN gateway's routes",
      );
  });

  test('has only the routes out that the template names', () => {
    expect(cloudRoutesOut(TEMPLATE)).toEqual([]);
    expect(cloudRoutesOut(withResource('Out', { DestinationCidrBlock: '100.64.0.0/10' }, 'AWS::EC2::Route'))).toEqual([
      '100.64.0.0/10',
    ]);
  });

  test('delivers through the listeners, targets and egress of its load balancer', () => {
    expect(cloudDelivery(TEMPLATE)).toBeUndefined();
    const resources: Resources = {
      ...RESOURCES,
      Balancer: {
        Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
        Properties: { SecurityGroups: [group('Out')], SubnetMappings: [{ PrivateIPv4Address: '100.64.0.14' }] },
      },
      Listener: {
        Type: 'AWS::ElasticLoadBalancingV2::Listener',
        Properties: { Port: 11113, DefaultActions: [{ TargetGroupArn: { Ref: 'Target' } }] },
      },
      Target: {
        Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
        Properties: { Targets: [{ Id: '10.20.1.15', Port: 11112 }] },
      },
      Out: {
        Type: 'AWS::EC2::SecurityGroup',
        Properties: {
          SecurityGroupEgress: [rule('10.20.1.15/32', 11112), { IpProtocol: '-1', CidrIp: '127.0.0.1/32' }],
        },
      },
    };
    expect(cloudDelivery(viewOf(resources))).toEqual({
      sources: ['100.64.0.14'],
      paths: [{ listenerPort: 11113, address: '10.20.1.15', port: 11112 }],
      egress: [{ cidr: '10.20.1.15/32', from: 11112, to: 11112 }],
    });
  });
});
