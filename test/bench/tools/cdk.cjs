/** `NODE_MODULES OUTDIR COUNT`: plain L1 constructs of the AWS CDK, without checks. */
const { join } = require('node:path');
const { siteName, site } = require('./model.cjs');

const [modules = '', outdir = '', count = '1'] = process.argv.slice(2);
const { App, Stack } = require(join(modules, 'aws-cdk-lib'));
const ec2 = require(join(modules, 'aws-cdk-lib/aws-ec2'));
const { CfnAlarm } = require(join(modules, 'aws-cdk-lib/aws-cloudwatch'));
const { CfnLogGroup } = require(join(modules, 'aws-cdk-lib/aws-logs'));

const values = (list) => list.map((value) => ({ value }));
const app = new App({ outdir });
for (let index = 0; index < Number(count); index += 1) {
  const { asn, ipAddress, amazonAsn, tunnels, routes, ports, alarms, vpcId } = site(index);
  const stack = new Stack(app, siteName(index), { env: { account: '111122223333', region: 'ap-southeast-2' } });
  const customer = new ec2.CfnCustomerGateway(stack, 'Customer', { bgpAsn: asn, ipAddress, type: 'ipsec.1' });
  const gateway = new ec2.CfnVPNGateway(stack, 'Gateway', { type: 'ipsec.1', amazonSideAsn: amazonAsn });
  const connection = new ec2.CfnVPNConnection(stack, 'Connection', {
    type: 'ipsec.1',
    customerGatewayId: customer.ref,
    vpnGatewayId: gateway.ref,
    staticRoutesOnly: true,
    vpnTunnelOptionsSpecifications: tunnels.map((tunnel) => ({
      tunnelInsideCidr: tunnel.insideCidr,
      ikeVersions: values(tunnel.ikeVersions),
      phase1EncryptionAlgorithms: values(tunnel.encryption),
      phase1IntegrityAlgorithms: values(tunnel.integrity),
      phase1DhGroupNumbers: values(tunnel.dhGroups),
      phase1LifetimeSeconds: tunnel.phase1Seconds,
      phase2EncryptionAlgorithms: values(tunnel.encryption),
      phase2IntegrityAlgorithms: values(tunnel.integrity),
      phase2DhGroupNumbers: values(tunnel.dhGroups),
      phase2LifetimeSeconds: tunnel.phase2Seconds,
      replayWindowSize: tunnel.replaySize,
      dpdTimeoutSeconds: tunnel.dpdSeconds,
      dpdTimeoutAction: tunnel.dpdAction,
      startupAction: tunnel.startup,
    })),
  });
  for (const [number, destinationCidrBlock] of routes.entries())
    new ec2.CfnVPNConnectionRoute(stack, `Route${number}`, { destinationCidrBlock, vpnConnectionId: connection.ref });
  new ec2.CfnSecurityGroup(stack, 'Group', {
    groupDescription: 'DICOM',
    vpcId,
    securityGroupIngress: ports.map((port) => ({
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
      cidrIp: routes[0],
    })),
  });
  for (const name of alarms)
    new CfnAlarm(stack, name, {
      alarmName: `${siteName(index)}-${name}`,
      namespace: 'AWS/VPN',
      metricName: 'TunnelState',
      statistic: 'Maximum',
      period: 300,
      evaluationPeriods: 2,
      threshold: 1,
      comparisonOperator: 'LessThanThreshold',
      dimensions: [{ name: 'VpnId', value: connection.ref }],
    });
  new CfnLogGroup(stack, 'Logs', { logGroupName: `/site/${siteName(index)}`, retentionInDays: 365 });
}
app.synth();
