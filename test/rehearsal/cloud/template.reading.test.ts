import {
  cloudDelivery,
  cloudRoutesOut,
  endpointIngress,
  endpointSubnets,
  knownNames,
  wayBackMissing,
} from '../../../lib/rehearsal/cloud/cloud-network';
import { cloudVpn } from '../../../lib/rehearsal/cloud/cloud-vpn';
import { endpointConf } from '../../../lib/rehearsal/cloud/endpoint-conf';
import { ikeProposals } from '../../../lib/rehearsal/cloud/proposals';
import { TemplateError } from '../../../lib/rehearsal/cloud/template';
import { TemplateView } from '../../../lib/template/view';

type Properties = Readonly<Record<string, unknown>>;
type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>;

const viewOf = (Resources: Resources): TemplateView => new TemplateView({ Resources });

const values = (...items: readonly (string | number)[]) => items.map((Value) => ({ Value }));
const options = (inside: string): Properties => ({
  TunnelInsideCidr: inside,
  IKEVersions: values('ikev2'),
  Phase1EncryptionAlgorithms: values('AES256-GCM-16'),
  Phase1IntegrityAlgorithms: values('SHA2-384'),
  Phase1DHGroupNumbers: values(20),
  Phase1LifetimeSeconds: 28800,
  Phase2EncryptionAlgorithms: values('AES256-GCM-16'),
  Phase2IntegrityAlgorithms: values('SHA2-384'),
  Phase2DHGroupNumbers: values(20),
  Phase2LifetimeSeconds: 3600,
  DPDTimeoutSeconds: 30,
  DPDTimeoutAction: 'restart',
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
const group = (id: string) => ({ 'Fn::GetAtt': [id, 'GroupId'] });

const RESOURCES: Resources = {
  Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '100.64.0.0/26' } },
  Subnet: { Type: 'AWS::EC2::Subnet', Properties: { AvailabilityZone: 'a', CidrBlock: '100.64.0.0/28' } },
  // Of nobody: the endpoint is not there.
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
      // The other way round: which is meant the inside CIDR says.
      Tunnels: [desired(INSIDE_2, { DPDTimeoutSeconds: 60 }), desired(INSIDE_1, { Phase2LifetimeSeconds: 1800 })],
    },
  },
  // In the ingest's VPC, and first: not the one that the hospital reaches.
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

describe("the cloud's half of the VPN", () => {
  const vpn = cloudVpn(TEMPLATE);

  test('is the connection as it is created, brought to the desired state, tunnel by tunnel', () => {
    expect(vpn.tunnels.map(({ TunnelInsideCidr }) => TunnelInsideCidr)).toEqual([INSIDE_1, INSIDE_2]);
    expect(vpn.tunnels.map(({ Phase2LifetimeSeconds }) => Phase2LifetimeSeconds)).toEqual([1800, 3600]);
    expect(vpn.tunnels.map(({ DPDTimeoutSeconds }) => DPDTimeoutSeconds)).toEqual([30, 60]);
  });

  test('talks to the customer gateway that the desired state names', () => {
    expect(vpn.gateway).toEqual({ address: '203.0.113.10', asn: 4200000123 });
    expect(vpn).toMatchObject({ awsAsn: 64512, vpcCidr: '100.64.0.0/26', staticRoutes: undefined });
  });

  test('has static routes where it is created so', () => {
    const Connection = {
      Type: 'AWS::EC2::VPNConnection',
      Properties: { ...RESOURCES.Connection?.Properties, StaticRoutesOnly: true },
    };
    const Route = { Type: 'AWS::EC2::VPNConnectionRoute', Properties: { DestinationCidrBlock: '10.20.0.0/22' } };
    expect(cloudVpn(viewOf({ ...RESOURCES, Connection, Route })).staticRoutes).toEqual(['10.20.0.0/22']);
  });

  test('a desired state of other tunnels than the connection has is refused', () => {
    const other = withResource('Tunnels', { Tunnels: [desired(INSIDE_1), desired('169.254.9.0/30')] });
    expect(() => cloudVpn(other)).toThrow(
      'a tunnel of the connection is 169.254.100.4/30 inside, and Tunnels speaks of 169.254.100.0/30 and 169.254.9.0/30',
    );
  });

  test('what is not there, or not as it must be, is named', () => {
    expect(() => cloudVpn(withResource('New', { IpAddress: { Ref: 'Parameter' } }))).toThrow(/New\.IpAddress/);
    const lists = withResource('Tunnels', { Tunnels: [desired(INSIDE_1, { IKEVersions: [] }), desired(INSIDE_2)] });
    expect(() => cloudVpn(lists)).toThrow(/Tunnels\.IKEVersions/);
    const { Vgw: _, ...without } = RESOURCES;
    expect(() => cloudVpn(viewOf(without))).toThrow('has 0 resources of type AWS::EC2::VPNGateway');
  });
});

describe("an endpoint of AWS, as strongSwan has it, is the template's", () => {
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

  test('a policy of groups that strongSwan does not have is refused, and not offered without any', () => {
    const [tunnel] = cloudVpn(TEMPLATE).tunnels;
    expect(() => ikeProposals({ ...tunnel, Phase1DHGroupNumbers: [{ Value: 22 }, { Value: 23 }] })).toThrow(
      'phase 1 permits only DH group 22, 23, which strongSwan does not have here',
    );
  });
});

describe("the site's VPC", () => {
  test('lets in what all security groups of the endpoint in this VPC let in, and of no other', () => {
    expect(endpointIngress(TEMPLATE)).toEqual([
      { cidr: '10.20.0.0/22', from: 443, to: 443 },
      { cidr: '10.30.0.0/24', from: 443, to: 443 },
    ]);
  });

  test('and what a rule lets in that is a resource of its own', () => {
    const apart = { ...rule('10.40.0.0/24', 104), GroupId: group('Dicom') };
    const more = endpointIngress(withResource('Apart', apart, 'AWS::EC2::SecurityGroupIngress'));
    expect(more).toContainEqual({ cidr: '10.40.0.0/24', from: 104, to: 104 });
    const foreign = withResource('Apart', { ...apart, GroupId: group('Results') }, 'AWS::EC2::SecurityGroupIngress');
    expect(endpointIngress(foreign)).toHaveLength(2);
  });

  test('a rule for all protocols is one for every port; one for UDP is refused', () => {
    const all = { SecurityGroupIngress: [{ IpProtocol: '-1', CidrIp: '10.20.0.0/22' }] };
    expect(endpointIngress(withResource('Dicom', all))[0]).toEqual({ cidr: '10.20.0.0/22', from: 0, to: 65535 });
    const udp = { SecurityGroupIngress: [rule('10.20.0.0/22', 443, 'udp')] };
    expect(() => endpointIngress(withResource('Dicom', udp))).toThrow(TemplateError);
  });

  test('is where its endpoint is, and known by the names of its records', () => {
    expect(endpointSubnets(TEMPLATE)).toEqual([{ zone: 'a', cidr: '100.64.0.0/28' }]);
    expect(knownNames(TEMPLATE)).toEqual([]);
    const record = withResource('Record', { Name: 'a-site.example' }, 'AWS::Route53::RecordSet');
    expect(knownNames(record)).toEqual(['a-site.example']);
  });

  test('its answers find the VPN gateway only with attachment, association and propagation', () => {
    const without = (id: string): TemplateView => {
      const { [id]: _, ...others } = RESOURCES;
      return viewOf(others);
    };
    expect(wayBackMissing(TEMPLATE)).toBeUndefined();
    expect(wayBackMissing(without('Attachment'))).toBe('the VPN gateway is attached to no VPC');
    for (const id of ['Propagation', 'Association'])
      expect(wayBackMissing(without(id))).toBe("subnet Subnet has no route table that gets the VPN gateway's routes");
  });

  test('has no way out but the VPN, or these', () => {
    expect(cloudRoutesOut(TEMPLATE)).toEqual([]);
    expect(cloudRoutesOut(withResource('Out', { DestinationCidrBlock: '100.64.0.0/10' }, 'AWS::EC2::Route'))).toEqual([
      '100.64.0.0/10',
    ]);
  });

  test('delivers nothing, or by listeners, targets and the egress of its load balancer', () => {
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
      ways: [{ listenerPort: 11113, address: '10.20.1.15', port: 11112 }],
      egress: [{ cidr: '10.20.1.15/32', from: 11112, to: 11112 }],
    });
  });
});
