import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import fc from 'fast-check';
import { defineVpn } from '../../../lib/config/define';
import { DicomSecurityGroup } from '../../../lib/constructs/site/dicom-security-group';
import { SiteVpn } from '../../../lib/constructs/site/site-vpn';
import { anApp } from '../../support/programs/cdk-app';

/** The connection in another team's stack, without a site file and without our stacks. */

type Vpn = Parameters<typeof defineVpn>[0];
const VPN: Vpn = {
  gateway: { publicIp: '203.0.113.10', device: 'cisco-asa' },
  routing: 'static',
  ipsec: 'strong',
};

function templateOf(vpns: Readonly<Record<string, Vpn>>) {
  const stack = new Stack(anApp(), 'Theirs', { env: { account: '111122223333', region: 'ap-southeast-2' } });
  const key = new Key(stack, 'Key');
  for (const [logicalIdPrefix, vpn] of Object.entries(vpns))
    new SiteVpn(stack, `Vpn${logicalIdPrefix}`, {
      site: { site: `clinic${logicalIdPrefix.toLowerCase()}`, environment: 'theirs' },
      vpn: defineVpn(vpn),
      hospitalCidrs: ['10.20.0.0/22'],
      vpnGatewayId: 'vgw-0123',
      key,
      vpnTunnelsProviderArn: 'arn:aws:lambda:ap-southeast-2:111122223333:function:tunnels',
      logicalIdPrefix,
    });
  return Template.fromStack(stack);
}

const resources = (template: Template, type: string) => template.findResources(type);

test('two hospitals in one stack: each connection has its own gateway, routes, logs and desired state', () => {
  const template = templateOf({ '': VPN, Other: { ...VPN, gateway: { ...VPN.gateway, publicIp: '203.0.113.11' } } });
  expect(Object.keys(resources(template, 'AWS::EC2::VPNConnection'))).toEqual(['VpnConnection', 'OtherVpnConnection']);
  template.hasResourceProperties('AWS::EC2::VPNConnection', {
    CustomerGatewayId: { Ref: 'OtherCustomerGateway' },
    VpnGatewayId: 'vgw-0123',
  });
  template.hasResourceProperties('Custom::HeartLabVpnTunnels', { VpnConnectionId: { Ref: 'OtherVpnConnection' } });
  for (const type of ['AWS::EC2::CustomerGateway', 'AWS::EC2::VPNConnectionRoute', 'AWS::Logs::LogGroup'])
    expect(Object.keys(resources(template, type))).toHaveLength(2);
});

test('no setting that may change affects the connection', () => {
  const connectionOf = (vpn: Vpn) => {
    const { VpnConnection } = resources(templateOf({ '': vpn }), 'AWS::EC2::VPNConnection');
    return VpnConnection?.Properties;
  };
  const before = connectionOf(VPN);
  fc.assert(
    fc.property(
      fc.record({
        ipsec: fc.constantFrom('strong', 'nzism', 'eifu'),
        dpdTimeoutSeconds: fc.integer({ min: 30, max: 3600 }),
        startup: fc.constantFrom('start', 'add'),
        acceptOutage: fc.boolean(),
        keyGeneration: fc.integer({ min: 1, max: 9 }),
        moved: fc.boolean(),
      }),
      ({ keyGeneration, moved, ...settings }) => {
        const gateway = moved
          ? { ...VPN.gateway, publicIp: '198.51.100.7', previous: [{ publicIp: VPN.gateway.publicIp }] }
          : VPN.gateway;
        expect(connectionOf({ ...VPN, ...settings, gateway, tunnels: [{ keyGeneration }, {}] } as Vpn)).toEqual(before);
      },
    ),
    { numRuns: 25 },
  );
});

describe('the DICOM security group without our stacks', () => {
  const groupsOf = (hospitalCidrs: readonly string[], dimsePorts: readonly number[]) => {
    const stack = new Stack(anApp(), 'Theirs');
    const site = { site: 'clinic', environment: 'theirs' };
    const props = { site, vpcId: 'vpc-1', hospitalCidrs, dimsePorts: dimsePorts as never, logicalIdPrefix: 'Clinic' };
    new DicomSecurityGroup(stack, 'Dicom', props);
    return Template.fromStack(stack);
  };

  test('opens 443 and the given ports, independent of their order', () => {
    const template = groupsOf(['10.20.0.0/22'], [2762, 104]);
    expect(template.toJSON()).toEqual(groupsOf(['10.20.0.0/22'], [104, 2762]).toJSON());
    const { ClinicDicomSecurityGroup: group } = resources(template, 'AWS::EC2::SecurityGroup');
    expect(group?.Properties.SecurityGroupIngress.map(({ FromPort }: { FromPort: number }) => FromPort)).toEqual([
      443, 104, 2762,
    ]);
  });

  test('reports all wrong values in one error', () => {
    expect(() => groupsOf(['10.20.0.300/22', '10.30.0.0'], [8042])).toThrow(
      'hospitalCidrs[0]: "10.20.0.300/22" is not an IPv4 CIDR block; write it like 10.20.0.0/22\n' +
        'hospitalCidrs[1]: "10.30.0.0" is not an IPv4 CIDR block; write it like 10.20.0.0/22\n' +
        'dimsePorts[0]: 8042 is not a DIMSE port; use one of 104, 11112, 2762',
    );
    expect(() => groupsOf([], [])).toThrow('hospitalCidrs: the list is empty');
  });
});
