import { Match } from 'aws-cdk-lib/assertions';
import { baselineTunnel, desiredTunnels } from '../../../lib/config/tunnels';
import { vpnTunnelsProperties } from '../../../lib/constructs/site/site-vpn';
import { parseProperties } from '../../../lib/custom-resources/vpn-tunnels/properties';
import { aSite, aStaticSite, aVpnSite } from '../../support/builders/sites';
import { siteTemplate } from '../../support/programs/cdk-app';

const LOGS = 'arn:aws:logs:ap-southeast-2:111122223333:log-group:/aws/vendedlogs/heartlab/auckland-heart';

const gateway = (publicIp: string, asn: number, previous: readonly unknown[] = []) => ({
  gateway: { publicIp, asn, device: 'cisco-asa', previous },
});

describe('SiteVpn: the connection', () => {
  test.each([
    ['BGP', aSite(), `${LOGS}/bgp`],
    ['static routes', aStaticSite(), undefined],
  ])('with %s it has exactly the baseline', (_, site, bgpLogGroupArn) => {
    const logs = { tunnelLogGroupArn: `${LOGS}/tunnels`, ...(bgpLogGroupArn === undefined ? {} : { bgpLogGroupArn }) };
    const [connection] = Object.values(siteTemplate(site).findResources('AWS::EC2::VPNConnection'));
    // CloudFormation has its own names for the log options; all other names are those of the EC2 API.
    const expected = ['169.254.100.0/30', '169.254.100.4/30'].map((inside) => {
      const { LogOptions, ...rest } = baselineTunnel(inside, logs);
      return { ...rest, LogOptions: { CloudwatchLogOptions: LogOptions.CloudWatchLogOptions } };
    });
    expect(connection?.Properties.VpnTunnelOptionsSpecifications).toEqual(expected);
  });

  test('keys are in Secrets Manager, and none is in the template', () => {
    const template = siteTemplate(aSite());
    template.hasResourceProperties('AWS::EC2::VPNConnection', {
      PreSharedKeyStorage: 'SecretsManager',
      VpnTunnelOptionsSpecifications: Match.arrayWith([Match.objectLike({ PreSharedKey: Match.absent() })]),
    });
  });

  test('is retained on replacement, and deleted before its gateways and log groups', () => {
    siteTemplate(aSite()).hasResource('AWS::EC2::VPNConnection', {
      Properties: {
        CustomerGatewayId: { Ref: 'CustomerGateway' },
        VpnGatewayId: { Ref: 'VpnGateway' },
        StaticRoutesOnly: false,
      },
      UpdateReplacePolicy: 'Retain',
      DependsOn: ['BgpLogs', 'CustomerGateway', 'TunnelLogs'],
    });
  });
});

describe('SiteVpn: static routes', () => {
  test('each hospital CIDR has one, with the whole CIDR in its logical id', () => {
    const template = siteTemplate(aStaticSite(['10.1.11.0/24', '10.11.1.0/24', '10.11.0.0/16', '11.0.0.0/8']));
    template.hasResourceProperties('AWS::EC2::VPNConnection', { StaticRoutesOnly: true });
    const routes = template.findResources('AWS::EC2::VPNConnectionRoute');
    expect(Object.keys(routes)).toEqual([
      'StaticRoute010001011000Prefix24',
      'StaticRoute010011001000Prefix24',
      'StaticRoute010011000000Prefix16',
      'StaticRoute011000000000Prefix08',
    ]);
    expect(routes.StaticRoute010001011000Prefix24?.Properties).toEqual({
      DestinationCidrBlock: '10.1.11.0/24',
      VpnConnectionId: { Ref: 'VpnConnection' },
    });
  });

  test('there are none with BGP', () => {
    siteTemplate(aSite()).resourceCountIs('AWS::EC2::VPNConnectionRoute', 0);
  });
});

describe('SiteVpn: customer gateways', () => {
  test("the gateway has the address and ASN of the hospital's device, and a name with the site, without the device's model", () => {
    siteTemplate(aSite()).hasResource('AWS::EC2::CustomerGateway', {
      Properties: { IpAddress: '203.0.113.10', BgpAsn: 65010, Type: 'ipsec.1', DeviceName: 'heartlab-auckland-heart' },
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('without BGP its ASN is 65000', () => {
    siteTemplate(aStaticSite()).hasResourceProperties('AWS::EC2::CustomerGateway', { BgpAsn: 65000 });
  });

  test.each([
    [2147483647, { BgpAsn: 2147483647, BgpAsnExtended: Match.absent() }],
    [2147483648, { BgpAsn: Match.absent(), BgpAsnExtended: 2147483648 }],
    [4294967295, { BgpAsn: Match.absent(), BgpAsnExtended: 4294967295 }],
  ])('ASN %p is in the property that accepts it', (asn, properties) => {
    siteTemplate(aVpnSite(gateway('203.0.113.10', asn))).hasResourceProperties('AWS::EC2::CustomerGateway', properties);
  });

  test('a move adds a gateway beside the first one, with which the connection was created', () => {
    const template = siteTemplate(aVpnSite(gateway('198.51.100.7', 65010, [{ publicIp: '203.0.113.10', asn: 65010 }])));
    const gateways = template.findResources('AWS::EC2::CustomerGateway');
    expect(Object.keys(gateways)).toEqual(['CustomerGateway', 'CustomerGateway198051100007As0000065010']);
    expect(gateways.CustomerGateway?.Properties.IpAddress).toBe('203.0.113.10');
    template.hasResource('AWS::EC2::VPNConnection', {
      Properties: { CustomerGatewayId: { Ref: 'CustomerGateway' } },
      DependsOn: Match.arrayWith(['CustomerGateway', 'CustomerGateway198051100007As0000065010']),
    });
    template.hasOutput('CustomerGatewayId', { Value: { Ref: 'CustomerGateway198051100007As0000065010' } });
  });

  test('a hospital that moves back uses its first gateway again', () => {
    const first = { publicIp: '203.0.113.10', asn: 65010 };
    const template = siteTemplate(
      aVpnSite(gateway('203.0.113.10', 65010, [first, { publicIp: '198.51.100.7', asn: 65010 }])),
    );
    template.resourceCountIs('AWS::EC2::CustomerGateway', 2);
    template.hasOutput('CustomerGatewayId', { Value: { Ref: 'CustomerGateway' } });
  });

  test('1.11.1.1 and 11.1.1.1 have different logical ids, and so have two ASNs of one address', () => {
    const template = siteTemplate(
      aVpnSite(
        gateway('11.1.1.1', 65010, [
          { publicIp: '203.0.113.10', asn: 65010 },
          { publicIp: '1.11.1.1', asn: 65010 },
          { publicIp: '11.1.1.1', asn: 6501 },
        ]),
      ),
    );
    template.resourceCountIs('AWS::EC2::CustomerGateway', 4);
  });
});

describe('SiteVpn: logs', () => {
  test.each([
    ['BGP', aSite(), ['tunnels', 'bgp', 'flows']],
    ['static routes', aStaticSite(), ['tunnels', 'flows']],
  ])('with %s each log has its own group, encrypted and retained, for a year', (_, site, logs) => {
    const groups = Object.values(siteTemplate(site).findResources('AWS::Logs::LogGroup'));
    expect(groups.map(({ Properties }) => Properties.LogGroupName).sort()).toEqual(
      logs.map((log) => `/aws/vendedlogs/heartlab/auckland-heart/${log}`).sort(),
    );
    for (const group of groups) {
      expect(group.Properties.KmsKeyId).toEqual({ 'Fn::ImportValue': 'heartlab-sydney-key-arn' });
      expect(group.Properties.RetentionInDays).toBe(365);
      expect(group.DeletionPolicy).toBe('RetainExceptOnCreate');
    }
  });
});

describe('SiteVpn: the desired state', () => {
  const moved = aVpnSite({
    ...gateway('198.51.100.7', 65010, [{ publicIp: '203.0.113.10', asn: 65010 }]),
    ipsec: 'nzism',
    tunnels: [{ keyGeneration: 2 }, {}],
    acceptOutage: true,
  });

  test.each([
    ['BGP', moved, 'CustomerGateway198051100007As0000065010', `${LOGS}/bgp`],
    ['static routes', aStaticSite(), 'CustomerGateway', undefined],
  ])('with %s it has exactly the settings of the site file', (_, site, current, bgpLogGroupArn) => {
    const logs = { tunnelLogGroupArn: `${LOGS}/tunnels`, ...(bgpLogGroupArn === undefined ? {} : { bgpLogGroupArn }) };
    if (site.vpn === undefined) throw new Error('the site has a vpn');
    const { Resources } = siteTemplate(site).toJSON();
    expect(Resources.VpnTunnels.Type).toBe('Custom::HeartLabVpnTunnels');
    expect(Resources.VpnTunnels.Properties).toEqual({
      ServiceToken: { 'Fn::ImportValue': 'heartlab-sydney-vpn-tunnels-provider-arn' },
      VpnConnectionId: { Ref: 'VpnConnection' },
      CustomerGatewayId: { Ref: current },
      AcceptOutage: site.vpn.acceptOutage,
      Tunnels: desiredTunnels(site.vpn, logs),
    });
  });

  test('the handler can read it in the form that CloudFormation sends', () => {
    const { Properties } = siteTemplate(moved).toJSON().Resources.VpnTunnels;
    const strings = JSON.parse(
      JSON.stringify({ ...Properties, ServiceToken: 'arn', VpnConnectionId: 'vpn-1', CustomerGatewayId: 'cgw-1' }),
      (_, value) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value),
    );
    expect(parseProperties('auckland-heart', strings)).toMatchObject({ AcceptOutage: true, VpnConnectionId: 'vpn-1' });
  });

  test('depends on every static route and every gateway, and gets no Delete event', () => {
    siteTemplate(aStaticSite(['10.1.0.0/16', '10.2.0.0/16'])).hasResource('Custom::HeartLabVpnTunnels', {
      DependsOn: ['CustomerGateway', 'StaticRoute010001000000Prefix16', 'StaticRoute010002000000Prefix16'],
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
    siteTemplate(moved).hasResource('Custom::HeartLabVpnTunnels', {
      DependsOn: ['CustomerGateway', 'CustomerGateway198051100007As0000065010'],
    });
  });

  test('its report is an output of the stack', () => {
    siteTemplate(aSite()).hasOutput('VpnTunnelsReport', { Value: { 'Fn::GetAtt': ['VpnTunnels', 'Report'] } });
  });
});

describe('vpnTunnelsProperties', () => {
  test('has the settings of the site file, independent of those at the connection’s creation', () => {
    const site = aVpnSite({
      ipsec: 'nzism',
      acceptOutage: true,
      startup: 'add',
      tunnels: [{ keyGeneration: 2 }, {}],
    });
    if (site.vpn === undefined) throw new Error('the site has a vpn');
    const properties = vpnTunnelsProperties(site.vpn, {
      vpnConnectionId: 'vpn-1',
      customerGatewayId: 'cgw-2',
      logs: { tunnelLogGroupArn: 'arn' },
    });
    expect(properties).toMatchObject({ VpnConnectionId: 'vpn-1', CustomerGatewayId: 'cgw-2', AcceptOutage: true });
    expect(properties.Tunnels).toMatchObject([
      { TunnelInsideCidr: '169.254.100.0/30', KeyGeneration: 2, StartupAction: 'add', Phase1LifetimeSeconds: 14400 },
      { TunnelInsideCidr: '169.254.100.4/30', KeyGeneration: 1, StartupAction: 'add', Phase1LifetimeSeconds: 14400 },
    ]);
  });
});
