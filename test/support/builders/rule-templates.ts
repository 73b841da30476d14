import { judgeTemplate } from '../../../lib/compliance/rules';
import type { HeartLabRule } from '../../../lib/config/heartlab-rules';
import type { Site } from '../../../lib/config/model';
import { SITE_METADATA_KEY } from '../../../lib/config/naming/stack-contract';
import type { JsonObject, TemplateValue } from '../../../lib/template/json';

/** Hand-written templates, checked without synth. */

export type Resources = Readonly<Record<string, readonly [type: string, properties: TemplateValue]>>;

export interface More {
  /** Makes it the stack of that site. */
  readonly site?: Site;
  readonly parameters?: JsonObject;
}

export function template(resources: Resources, { site, parameters }: More = {}): object {
  return {
    ...(site === undefined ? {} : { Metadata: { [SITE_METADATA_KEY]: JSON.parse(JSON.stringify(site)) } }),
    ...(parameters === undefined ? {} : { Parameters: parameters }),
    Resources: Object.fromEntries(
      Object.entries(resources).map(([id, [Type, Properties]]) => [id, { Type, Properties }]),
    ),
  };
}

/** The findings of a rule in the resources: `<logical id>: <detail>`. */
export function found(rule: HeartLabRule, resources: Resources, more: More = {}): readonly string[] {
  return outcome(rule, resources, more).findings.map(({ logicalId, detail }) => `${logicalId}: ${detail}`);
}

export function outcome(rule: HeartLabRule, resources: Resources, more: More = {}) {
  const one = judgeTemplate(template(resources, more)).find((outcome) => outcome.rule === rule);
  if (one === undefined) throw new Error(`${rule} did not run`);
  return one;
}

export const ref = (id: string): JsonObject => ({ Ref: id });
export const att = (id: string, name: string): JsonObject => ({ 'Fn::GetAtt': [id, name] });
/** A value that is known only at deploy. */
export const TOKEN = ref('Parameter');

const values = (...items: readonly TemplateValue[]): TemplateValue => items.map((Value) => ({ Value }));

/** The options of a tunnel without findings. */
export const aTunnel = (changes: JsonObject = {}): JsonObject => ({
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
  LogOptions: {
    CloudwatchLogOptions: {
      LogEnabled: true,
      LogGroupArn: att('Logs', 'Arn'),
      BgpLogEnabled: true,
      BgpLogGroupArn: att('Logs', 'Arn'),
    },
  },
  ...changes,
});

export const listOf = values;

/** A connection, both tunnels with these options. */
export const aConnection = (tunnel: JsonObject = {}, changes: JsonObject = {}) =>
  [
    'AWS::EC2::VPNConnection',
    {
      Type: 'ipsec.1',
      VpnGatewayId: ref('VpnGateway'),
      CustomerGatewayId: ref('CustomerGateway'),
      PreSharedKeyStorage: 'SecretsManager',
      VpnTunnelOptionsSpecifications: [aTunnel(tunnel), aTunnel(tunnel)],
      ...changes,
    },
  ] as const;

/** The custom resource that updates the connection. */
export const aChange = (tunnel: JsonObject = {}, connection: TemplateValue = ref('Connection')) =>
  ['Custom::HeartLabVpnTunnels', { VpnConnectionId: connection, Tunnels: [aTunnel(tunnel), aTunnel(tunnel)] }] as const;

export const LOGS = ['AWS::Logs::LogGroup', { KmsKeyId: ref('Key'), RetentionInDays: 365 }] as const;

/** A VPC that a hospital reaches, as another team would write it. */
export const HOSPITAL_VPC: Resources = {
  Vpc: ['AWS::EC2::VPC', { CidrBlock: '100.64.0.0/26' }],
  Attachment: ['AWS::EC2::VPCGatewayAttachment', { VpcId: ref('Vpc'), VpnGatewayId: ref('VpnGateway') }],
  VpnGateway: ['AWS::EC2::VPNGateway', { Type: 'ipsec.1' }],
};

export const NO_EGRESS: TemplateValue = [{ CidrIp: '127.0.0.1/32', IpProtocol: '-1', Description: 'none' }];

/** An ingress rule for the hospital of the fixtures. */
export const anIngress = (changes: JsonObject = {}): JsonObject => ({
  CidrIp: '10.20.0.0/22',
  IpProtocol: 'tcp',
  FromPort: 443,
  ToPort: 443,
  Description: 'STOW-RS',
  ...changes,
});

export const aGroup = (changes: JsonObject = {}) =>
  [
    'AWS::EC2::SecurityGroup',
    { VpcId: ref('Vpc'), SecurityGroupIngress: [anIngress()], SecurityGroupEgress: NO_EGRESS, ...changes },
  ] as const;

/** A virtual interface with a key. */
export const aLine = (changes: JsonObject = {}) =>
  [
    'AWS::DirectConnect::PrivateVirtualInterface',
    {
      ConnectionId: 'dxcon-fg1a2b3c',
      DirectConnectGatewayId: att('Gateway', 'DirectConnectGatewayId'),
      BgpPeers: [{ Asn: '65010', AuthKey: '{{resolve:secretsmanager:heartlab/key:SecretString:::}}' }],
      ...changes,
    },
  ] as const;
