import { judgeTemplate, RULE_PACK } from '../../../lib/compliance/rules';
import { HEARTLAB_RULE_IDS, type HeartLabRule } from '../../../lib/config/heartlab-rules';
import { siteStackName } from '../../../lib/config/naming/stack-contract';
import { TemplateView } from '../../../lib/template/view';
import { exampleTemplates, type RawTemplate } from '../../support/builders/examples';

/** The rules on the templates of the example sites: no unexpected findings, and each rule reports a fault that is injected. */

const { fleet, templates } = exampleTemplates();

const findings = (template: unknown): readonly (readonly [rule: HeartLabRule, logicalId: string])[] =>
  judgeTemplate(template).flatMap(({ rule, findings }) => findings.map(({ logicalId }) => [rule, logicalId] as const));

test('every rule runs on every template, and checks a resource of at least one', () => {
  const looked = new Map<string, number>();
  for (const template of templates.values()) {
    const outcomes = judgeTemplate(template);
    expect(outcomes.map(({ rule }) => rule)).toEqual([...HEARTLAB_RULE_IDS]);
    for (const { rule, judged } of outcomes) looked.set(rule, (looked.get(rule) ?? 0) + judged);
  }
  expect([...looked].filter(([, count]) => count === 0)).toEqual([]);
});

test('each rule describes when it fails, and how it treats unknown values', () => {
  for (const { failsWhen, unknown } of RULE_PACK) {
    expect(failsWhen.length).toBeGreaterThan(10);
    expect(unknown.length).toBeGreaterThan(10);
  }
});

test.each([...templates.keys()])('%s has only the findings that its file accepts', (name) => {
  const site = fleet.sites.find((site) => siteStackName(site.site) === name);
  const accepted = (site?.acknowledge ?? []).map(({ rule }) => rule);
  expect([...new Set(findings(templates.get(name)).map(([rule]) => rule))]).toEqual(accepted);
});

test.each(fleet.sites)('the stack of $site says what its file says', (site) => {
  const { site: read } = new TemplateView(templates.get(siteStackName(site.site)));
  expect(read).toEqual(JSON.parse(JSON.stringify(site)));
});

type Properties = Record<string, unknown>;

type Short = HeartLabRule extends `HeartLab-${infer Id}` ? Id : never;

interface Break {
  readonly rule: HeartLabRule;
  readonly what: string;
  /** The stack, the resource that is changed, and the change. */
  readonly stack: string;
  readonly id: string | RegExp;
  readonly change: (properties: Properties, template: RawTemplate) => void;
}

const AUCKLAND = 'SiteStack-auckland-heart';
const HOBART = 'SiteStack-hobart-cardiology';
const ADELAIDE = 'SiteStack-adelaide-womens-imaging';
const INGEST = 'IngestStack-melbourne';
const MTLS_CELL = 'CellStack-adelaide-womens-imaging';
const BASIC_CELL = 'CellStack-hobart-cardiology';

/** Sets the value at a path like `Tunnels.0.IKEVersions`. */
const set =
  (path: string, value: unknown) =>
  (properties: object): void => {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const parent = keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], properties);
    expect(Object.hasOwn(parent as object, last)).toBe(true);
    if (value === undefined) delete (parent as Record<string, unknown>)[last];
    else (parent as Record<string, unknown>)[last] = value;
  };
const add =
  (id: string, type: string, properties: Record<string, unknown>) =>
  (_: object, { Resources }: RawTemplate): void => {
    Resources[id] = { Type: type, Properties: properties };
  };
/** A list whose first item has changes. */
const give =
  (path: string, changes: object) =>
  (properties: Properties): void => {
    Object.assign((properties[path] as object[])[0] ?? {}, changes);
  };
const copyFirst =
  (path: string, changes: object) =>
  (properties: Properties): void => {
    const items = properties[path] as object[];
    items.push({ ...items[0], ...changes });
  };
const vpc = { Ref: 'Vpc' };
const RULE = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, Description: 'x', CidrIp: '10.20.0.0/22' };
const more = (path: string, item: unknown) => (properties: Properties) => {
  (properties[path] as unknown[]).push(item);
};

const BREAKS: readonly Break[] = (
  [
    ['VPN1', 'IKE 1', AUCKLAND, 'VpnTunnels', set('Tunnels.1.IKEVersions', [{ Value: 'ikev1' }])],
    ['VPN1', 'IKE 1 at first', AUCKLAND, 'VpnConnection', set('VpnTunnelOptionsSpecifications.0.IKEVersions', [])],
    ['VPN2', 'no list', AUCKLAND, 'VpnTunnels', set('Tunnels.0.Phase2EncryptionAlgorithms', undefined)],
    ['VPN2', 'a long lifetime', AUCKLAND, 'VpnTunnels', set('Tunnels.0.Phase1LifetimeSeconds', 86400)],
    ['VPN3', 'SHA1', AUCKLAND, 'VpnTunnels', set('Tunnels.0.Phase1IntegrityAlgorithms.0.Value', 'SHA1')],
    ['VPN3', 'DH group 2', AUCKLAND, 'VpnTunnels', set('Tunnels.1.Phase2DHGroupNumbers.0.Value', 2)],
    ['VPN4', 'another timeout', AUCKLAND, 'VpnTunnels', set('Tunnels.0.DPDTimeoutSeconds', 40)],
    ['VPN4', 'no restart', AUCKLAND, 'VpnTunnels', set('Tunnels.0.DPDTimeoutAction', 'clear')],
    ['VPN5', 'a third tunnel', AUCKLAND, 'VpnTunnels', copyFirst('Tunnels', {})],
    ['VPN5', 'no logs', AUCKLAND, 'VpnTunnels', set('Tunnels.0.LogOptions.CloudWatchLogOptions.LogEnabled', false)],
    [
      'VPN5',
      'no BGP logs',
      AUCKLAND,
      'VpnTunnels',
      set('Tunnels.0.LogOptions.CloudWatchLogOptions.BgpLogEnabled', false),
    ],
    ['VPN5', 'logs without key', AUCKLAND, 'TunnelLogs', set('KmsKeyId', undefined)],
    ['VPN5', 'logs for ever', AUCKLAND, 'BgpLogs', set('RetentionInDays', undefined)],
    [
      'VPN6',
      'a pre-shared key',
      AUCKLAND,
      'VpnConnection',
      give('VpnTunnelOptionsSpecifications', { PreSharedKey: 'correcthorse' }),
    ],
    ['VPN6', 'a BGP key', HOBART, 'VirtualInterfaceCarrier', set('BgpPeers.0.AuthKey', 'correcthorse')],
    ['VPN7', 'keys with the connection', AUCKLAND, 'VpnConnection', set('PreSharedKeyStorage', 'Standard')],
    ['NET1', 'no flow log', AUCKLAND, /^NetworkFlowLog/, set('ResourceId', 'vpc-1')],
    ['NET1', 'an open default group', AUCKLAND, 'DefaultSecurityGroup', set('GroupId', 'sg-1')],
    [
      'NET1',
      'an internet gateway',
      AUCKLAND,
      'Vpc',
      add('X', 'AWS::EC2::VPCGatewayAttachment', { VpcId: vpc, InternetGatewayId: 'igw-1' }),
    ],
    [
      'NET1',
      'peering',
      AUCKLAND,
      'Vpc',
      add('X', 'AWS::EC2::VPCPeeringConnection', { VpcId: vpc, PeerVpcId: 'vpc-1' }),
    ],
    [
      'NET1',
      'a route',
      AUCKLAND,
      'Vpc',
      add('X', 'AWS::EC2::Route', { RouteTableId: { Ref: 'RouteTable1' }, TransitGatewayId: 'tgw-1' }),
    ],
    ['SG1', 'SSH', AUCKLAND, 'DicomSecurityGroup', more('SecurityGroupIngress', { ...RULE, FromPort: 22, ToPort: 22 })],
    ['SG1', 'a range', AUCKLAND, 'DicomSecurityGroup', set('SecurityGroupIngress.0.FromPort', 104)],
    [
      'SG1',
      'a port that the site file turns off',
      AUCKLAND,
      'DicomSecurityGroup',
      more('SecurityGroupIngress', { ...RULE, FromPort: 104, ToPort: 104 }),
    ],
    ['SG1', 'everything out', AUCKLAND, 'DicomSecurityGroup', set('SecurityGroupEgress', undefined)],
    [
      'SG1',
      'an address that is not the PACS',
      HOBART,
      'DeliverySecurityGroup',
      set('SecurityGroupEgress.0.CidrIp', '192.168.41.21/32'),
    ],
    [
      'SG1',
      'another port for the ingest',
      HOBART,
      'DeliveryEndpointSecurityGroup',
      give('SecurityGroupIngress', { FromPort: 104, ToPort: 104 }),
    ],
    ['SG2', 'everybody', AUCKLAND, 'DicomSecurityGroup', set('SecurityGroupIngress.0.CidrIp', '0.0.0.0/0')],
    ['SG2', 'another hospital', AUCKLAND, 'DicomSecurityGroup', set('SecurityGroupIngress.0.CidrIp', '10.30.0.0/16')],
    [
      'SG2',
      'IPv6',
      AUCKLAND,
      'DicomSecurityGroup',
      more('SecurityGroupIngress', { ...RULE, CidrIp: undefined, CidrIpv6: 'fd00::/8' }),
    ],
    ['SG2', 'no description', AUCKLAND, 'DicomSecurityGroup', set('SecurityGroupIngress.0.Description', undefined)],
    [
      'SG2',
      'addresses in the ingest',
      HOBART,
      'DeliveryEndpointSecurityGroup',
      give('SecurityGroupIngress', { SourceSecurityGroupId: undefined, CidrIp: '192.168.40.0/24' }),
    ],
    ['DX2', 'no BGP key', HOBART, 'VirtualInterfaceCarrier', set('BgpPeers.0.AuthKey', undefined)],
    ['DX3', 'no VPN behind', HOBART, 'DirectConnectAssociation', set('AssociatedGatewayId', 'vgw-1')],
    ['STOW1', 'the default policy', MTLS_CELL, 'AlbStowListener', set('SslPolicy', undefined)],
    ['STOW1', 'the default policy of an NLB', BASIC_CELL, 'StowListener', set('SslPolicy', undefined)],
    ['STOW2', 'passthrough', MTLS_CELL, 'AlbStowListener', set('MutualAuthentication.Mode', 'passthrough')],
    ['STOW2', 'nothing', MTLS_CELL, 'AlbStowListener', set('MutualAuthentication', undefined)],
    ['STOW2', 'expiry', MTLS_CELL, 'AlbStowListener', set('MutualAuthentication.IgnoreClientCertificateExpiry', true)],
    [
      'STOW2',
      'a listener that bypasses the ALB',
      MTLS_CELL,
      'StowListener',
      set('DefaultActions.0.TargetGroupArn', { Ref: 'GateTargets' }),
    ],
    [
      'STOW2',
      'a base that does not export its trust store',
      INGEST,
      /^TrustStore/,
      (_, template) => Object.assign(template, { Outputs: {} }),
    ],
    ['STOW3', 'a minute', MTLS_CELL, 'Alb', set('LoadBalancerAttributes.0.Value', '60')],
    [
      'STOW3',
      'an idle timeout of one minute',
      MTLS_CELL,
      'StowListener',
      (of) => Object.assign(of, { ListenerAttributes: [{ Key: 'tcp.idle_timeout.seconds', Value: '60' }] }),
    ],
    ['STOW4', 'another path', MTLS_CELL, 'AlbStowRule', set('Conditions.0.PathPatternConfig.Values', ['/*'])],
    [
      'STOW4',
      'a default action that serves',
      MTLS_CELL,
      'AlbStowListener',
      set('DefaultActions.0.FixedResponseConfig.StatusCode', '200'),
    ],
    [
      'STOW4',
      'a health check that anyone reaches',
      MTLS_CELL,
      'AlbGroup',
      set('SecurityGroupIngress.1', { IpProtocol: 'tcp', FromPort: 8443, ToPort: 8443, CidrIp: '10.0.0.0/8' }),
    ],
    ['OPS1', 'one tunnel down', AUCKLAND, /^AlarmsOneTunnelDown/, set('Dimensions.0.Value', 'vpn-1')],
    ['OPS1', 'both down', AUCKLAND, /^AlarmsBothTunnelsDown/, set('ComparisonOperator', 'LessThanThreshold')],
    ['OPS1', 'a session down', ADELAIDE, /^AlarmsDirectConnectSessionDown/, set('Metrics.0.Expression', 'SELECT 1')],
    ['OPS1', 'missing data', AUCKLAND, /^AlarmsOneTunnelDown/, set('TreatMissingData', 'missing')],
    ['OPS1', 'nobody told', AUCKLAND, /^AlarmsOneTunnelDown/, set('AlarmActions', [])],
  ] satisfies readonly (readonly [Short, string, string, string | RegExp, Break['change']])[]
).map(([rule, what, stack, id, change]) => ({ rule: `HeartLab-${rule}` as HeartLabRule, what, stack, id, change }));

test.each(BREAKS)('$rule alone fires on $what', ({ rule, stack, id, change }) => {
  const template = structuredClone(templates.get(stack)) as RawTemplate;
  const logicalId = Object.keys(template.Resources).find((one) => (typeof id === 'string' ? one === id : id.test(one)));
  expect(logicalId).toBeDefined();
  change(template.Resources[logicalId ?? '']?.Properties as Properties, template);
  expect([...new Set(findings(JSON.parse(JSON.stringify(template))).map(([rule]) => rule))]).toEqual([rule]);
});

test('DX1 reports a port that the site file does not turn on, as SG1 does', () => {
  const template = structuredClone(templates.get(ADELAIDE)) as RawTemplate;
  const group = template.Resources.DicomSecurityGroup?.Properties.SecurityGroupIngress as unknown[];
  group.push({ ...RULE, CidrIp: '10.60.0.0/20', FromPort: 104, ToPort: 104 });
  expect(findings(template)).toEqual([
    ['HeartLab-SG1', 'DicomSecurityGroup'],
    ['HeartLab-DX1', 'DicomSecurityGroup'],
  ]);
});

test('every rule has an injected fault', () => {
  const broken = new Set<string>([...BREAKS.map(({ rule }) => rule), 'HeartLab-DX1']);
  expect(HEARTLAB_RULE_IDS.filter((rule) => !broken.has(rule))).toEqual([]);
});
