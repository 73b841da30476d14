/** `NODE_MODULES OUTDIR COUNT`: the same resources in CDKTF, without generated provider bindings. */
const { join } = require('node:path');
const { siteName, site } = require('./model.cjs');

const [modules = '', outdir = '', count = '1'] = process.argv.slice(2);
const { App, TerraformResource, TerraformStack } = require(join(modules, 'cdktf'));

class Resource extends TerraformResource {
  constructor(scope, id, type, properties) {
    super(scope, id, { terraformResourceType: type, terraformGeneratorMetadata: { providerName: 'aws' } });
    this.properties = properties;
  }
  synthesizeAttributes() {
    return this.properties;
  }
}

const app = new App({ outdir, skipValidation: true });
for (let index = 0; index < Number(count); index += 1) {
  const { asn, ipAddress, amazonAsn, tunnels, routes, ports, alarms, vpcId } = site(index);
  const stack = new TerraformStack(app, siteName(index));
  const add = (id, type, properties) => new Resource(stack, id, type, properties);
  const customer = add('customer', 'aws_customer_gateway', { bgp_asn: asn, ip_address: ipAddress, type: 'ipsec.1' });
  const gateway = add('gateway', 'aws_vpn_gateway', { amazon_side_asn: amazonAsn });
  const options = tunnels.map((tunnel, half) => ({
    inside_cidr: tunnel.insideCidr,
    ike_versions: tunnel.ikeVersions,
    phase1_encryption_algorithms: tunnel.encryption,
    phase1_integrity_algorithms: tunnel.integrity,
    phase1_dh_group_numbers: tunnel.dhGroups,
    phase1_lifetime_seconds: tunnel.phase1Seconds,
    phase2_encryption_algorithms: tunnel.encryption,
    phase2_integrity_algorithms: tunnel.integrity,
    phase2_dh_group_numbers: tunnel.dhGroups,
    phase2_lifetime_seconds: tunnel.phase2Seconds,
    replay_window_size: tunnel.replaySize,
    dpd_timeout_seconds: tunnel.dpdSeconds,
    dpd_timeout_action: tunnel.dpdAction,
    startup_action: tunnel.startup,
    number: half + 1,
  }));
  const connection = add('connection', 'aws_vpn_connection', {
    type: 'ipsec.1',
    customer_gateway_id: customer.getStringAttribute('id'),
    vpn_gateway_id: gateway.getStringAttribute('id'),
    static_routes_only: true,
    ...Object.fromEntries(
      options.flatMap(({ number, ...tunnel }) =>
        Object.entries(tunnel).map(([name, value]) => [`tunnel${number}_${name}`, value]),
      ),
    ),
  });
  const connectionId = connection.getStringAttribute('id');
  for (const [number, destination] of routes.entries())
    add(`route-${number}`, 'aws_vpn_connection_route', {
      destination_cidr_block: destination,
      vpn_connection_id: connectionId,
    });
  add('group', 'aws_security_group', {
    description: 'DICOM',
    vpc_id: vpcId,
    ingress: ports.map((port) => ({ protocol: 'tcp', from_port: port, to_port: port, cidr_blocks: [routes[0]] })),
  });
  for (const name of alarms)
    add(name, 'aws_cloudwatch_metric_alarm', {
      alarm_name: `${siteName(index)}-${name}`,
      namespace: 'AWS/VPN',
      metric_name: 'TunnelState',
      statistic: 'Maximum',
      period: 300,
      evaluation_periods: 2,
      threshold: 1,
      comparison_operator: 'LessThanThreshold',
      dimensions: { VpnId: connectionId },
    });
  add('logs', 'aws_cloudwatch_log_group', { name: `/site/${siteName(index)}`, retention_in_days: 365 });
}
app.synth();
