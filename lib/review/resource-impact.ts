import type { Impact } from './impact';

/**
 * The impact of a resource change on a hospital, as data. The default is cautious: if an unknown resource is replaced or removed,
 * the hospital must act. A change in place of an unknown resource affects the cloud side only.
 */

/** A hospital doesn't notice when these are added, removed or replaced: monitoring, logs, permissions, task definitions. */
const UNNOTICED = [
  'AWS::CloudWatch::',
  'AWS::Logs::',
  'AWS::EC2::FlowLog',
  'AWS::IAM::',
  'AWS::Lambda::',
  'AWS::StepFunctions::',
  'AWS::SNS::',
  'AWS::SQS::',
  'AWS::ECS::TaskDefinition',
  // Reported as opened and closed ports.
  'AWS::EC2::SecurityGroup',
  // Takes no address from its holder. A change of the address itself is reported with the delivery load balancer.
  'Custom::HeartLabAddressReservation',
  'AWS::EC2::VPNConnectionRoute',
  'Custom::HeartLabDefaultSecurityGroup',
];

/** The same, in a site's stack only: its listeners and target groups lead to the PACS, and their ids contain port and address. */
const UNNOTICED_OF_SITE = [
  'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::EC2::VPCEndpointService',
  'AWS::Route53::RecordSet',
];

/**
 * The same, in a cell's stack only. Listeners and their rules are noticed: without them nothing is received. Resources of only
 * one of the two authentication methods are reported with that setting (`cell.ts`).
 */
const UNNOTICED_OF_CELL = ['AWS::ElasticLoadBalancingV2::TargetGroup'];

/** The ingest's endpoints of AWS services and of the sites' deliveries. Only the ingest uses their addresses. */
const UNNOTICED_ENDPOINTS = /^(DeliveryEndpoint|Network)/;

/** Removed with the last entry of `deliverTo`: results no longer arrive, with no other effect. */
const REMOVABLE = ['DeliveryLoadBalancer'];

/** `ingest`: what the cells of an environment share. */
export type ImpactStackKind = 'site' | 'ingest' | 'cell';
export interface ResourceOccurrence {
  readonly id: string;
  readonly type: string;
}

const startsWithAny = (text: string, beginnings: readonly string[]): boolean =>
  beginnings.some((beginning) => text.startsWith(beginning));

export function isNoticed(
  { id, type }: ResourceOccurrence,
  how: 'replaced' | 'removed',
  where: ImpactStackKind,
): boolean {
  if (startsWithAny(type, UNNOTICED)) return false;
  if (type === 'AWS::EC2::VPCEndpoint' && UNNOTICED_ENDPOINTS.test(id)) return false;
  if (where === 'ingest') return true;
  if (where === 'cell') return !startsWithAny(type, UNNOTICED_OF_CELL);
  if (startsWithAny(type, UNNOTICED_OF_SITE)) return false;
  // The others are no longer in use when they are removed: the same deploy has moved the tunnels.
  if (type === 'AWS::EC2::CustomerGateway' && how === 'removed') return id === 'CustomerGateway';
  return !(how === 'removed' && REMOVABLE.includes(id));
}

interface Words {
  /** Follows the name of the resource. */
  readonly says: string;
  readonly act: string;
}

const CONNECTION: Words = {
  says: 'both tunnels get new outside addresses and new pre-shared keys; the hospital is disconnected until they are configured on its VPN device',
  act: 'Enter the new outside addresses and the new pre-shared keys of both tunnels in your VPN device. We send them through the channel agreed for secrets.',
};
const ENDPOINT: Words = {
  says: "the endpoint gets new addresses; the hospital's firewall rules contain the old ones",
  act: "In your firewall rules, replace the addresses of HeartLab's endpoint. The new addresses are in the handover pack that we send you with this change.",
};
const LINE: Words = {
  says: "the virtual interface is replaced; BGP is down until the hospital's router has the new settings",
  act: 'Configure the Direct Connect virtual interface on your router as the new handover pack describes. We send the BGP key through the channel agreed for secrets.',
};
/** CloudFormation keeps the replaced virtual interface, and one with another VLAN can exist beside it. */
const INTERFACE: Words = {
  says: "a new virtual interface is created. The old one stays, and carries the traffic until the hospital's router uses the new one",
  act: 'Configure the new Direct Connect virtual interface on your router as the new handover pack describes. Keep the old one configured. Tell us when BGP is up on the new one. We remove the old one only after that. We send the BGP key through the channel agreed for secrets.',
};
const NETWORK: Words = {
  says: 'the connection depends on this resource. The hospital is disconnected, and its connection gets new addresses and keys',
  act: 'All settings of the connection are new. Configure your VPN device, router and firewall as the new handover pack describes.',
};
const PASSWORD: Words = {
  says: 'the password changes, and the old one stops working',
  act: 'Enter the new password in your PACS. We send it through the channel agreed for secrets.',
};
const STUDIES: Words = {
  says: "the cell's database or its login changes: storing and finding studies may fail until this is repaired",
  act: 'We will call you before this change. Your PACS may be unable to send studies for some time. It keeps the studies and sends them again.',
};
const TASKS: Words = {
  says: 'studies are not received until another service has started its tasks',
  act: 'HeartLab cannot receive studies for a few minutes. After that, let your PACS send them again.',
};
const DOOR: Words = {
  says: 'requests to it are no longer accepted',
  act: 'We will call you before this change. HeartLab will no longer accept studies on a port or URL path that you use. We will tell you which one, and what replaces it.',
};
const UNKNOWN: Words = {
  says: 'the effect on a hospital is unknown, so the worst is assumed',
  act: 'A part of your connection is replaced. We will call you if you need to configure anything.',
};

const WORDS: Readonly<Record<string, Words>> = {
  'AWS::EC2::VPNConnection': CONNECTION,
  'AWS::EC2::CustomerGateway': CONNECTION,
  'AWS::EC2::VPNGateway': NETWORK,
  'AWS::EC2::VPC': NETWORK,
  'AWS::EC2::VPCEndpoint': ENDPOINT,
  'AWS::EC2::Subnet': ENDPOINT,
  'AWS::EC2::VPCEndpointService': ENDPOINT,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ENDPOINT,
  'AWS::DirectConnect::PrivateVirtualInterface': INTERFACE,
  'AWS::DirectConnect::DirectConnectGateway': LINE,
  'AWS::DirectConnect::DirectConnectGatewayAssociation': LINE,
  'AWS::SecretsManager::Secret': PASSWORD,
  'AWS::EC2::VPCEndpointServicePermissions': ENDPOINT,
  'AWS::ElasticLoadBalancingV2::Listener': DOOR,
  'AWS::ElasticLoadBalancingV2::ListenerRule': DOOR,
  'AWS::ECS::Service': TASKS,
  'Custom::HeartLabCellDatabase': STUDIES,
};
const WORDS_OF: Readonly<Record<string, Words>> = {
  DatabaseLogin: STUDIES,
  Alb: DOOR,
  DeliveryLoadBalancer: {
    says: 'results come from new addresses',
    act: 'In your firewall rules, replace the addresses from which HeartLab sends results. The new addresses are in the handover pack.',
  },
};

const REMOVED: Readonly<Record<string, Words>> = {
  'AWS::DirectConnect::PrivateVirtualInterface': {
    says: 'the virtual interface no longer carries traffic',
    act: 'Remove the settings of the deleted Direct Connect virtual interface from your router.',
  },
};

/** @param removed deleted without a replacement. */
export const wordsOf = ({ id, type }: ResourceOccurrence, removed = false): Words =>
  (removed ? REMOVED[type] : undefined) ?? WORDS_OF[id] ?? WORDS[type] ?? UNKNOWN;

/** New resources that the hospital must configure for. */
export const ADDED_RESOURCES: Readonly<Record<string, Words>> = {
  'AWS::EC2::VPNConnection': {
    says: 'the hospital must configure two new tunnels',
    act: 'Configure both tunnels on your VPN device as the handover pack describes. We send the pre-shared keys through the channel agreed for secrets.',
  },
  'AWS::DirectConnect::PrivateVirtualInterface': {
    says: 'the hospital must configure a new virtual interface',
    act: LINE.act,
  },
};

/** The impact of changing a property in place; `*` is any other property. */
export const IN_PLACE: Readonly<Record<string, Readonly<Record<string, Impact>>>> = {
  'AWS::EC2::VPCEndpoint': { SecurityGroupIds: 'cloud', Tags: 'cloud', PolicyDocument: 'cloud', '*': 'hospital' },
  'AWS::EC2::VPNConnection': { Tags: 'cloud', '*': 'hospital' },
  'AWS::EC2::VPNGateway': { Tags: 'cloud', '*': 'both-tunnels' },
  'AWS::EC2::VPCGatewayAttachment': { '*': 'both-tunnels' },
  'AWS::DirectConnect::PrivateVirtualInterface': {
    Mtu: 'cloud',
    Tags: 'cloud',
    VirtualInterfaceName: 'cloud',
    '*': 'hospital',
  },
  'AWS::DirectConnect::DirectConnectGatewayAssociation': { '*': 'hospital' },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    LoadBalancerAttributes: 'cloud',
    SecurityGroups: 'cloud',
    Tags: 'cloud',
    EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'cloud',
    '*': 'hospital',
  },
};

/** The same for the cells and their shared stack: settings that a PACS must match, and resources that it needs. */
export const IN_PLACE_OF_DOOR: typeof IN_PLACE = {
  'AWS::ElasticLoadBalancingV2::Listener': {
    SslPolicy: 'hospital',
    MutualAuthentication: 'hospital',
    Port: 'hospital',
    Protocol: 'hospital',
    DefaultActions: 'hospital',
    '*': 'cloud',
  },
  'AWS::ElasticLoadBalancingV2::ListenerRule': { Priority: 'cloud', '*': 'hospital' },
  'AWS::EC2::VPCEndpointServicePermissions': { '*': 'hospital' },
  // A changed GenerateSecretString generates a new value.
  'AWS::SecretsManager::Secret': { GenerateSecretString: 'hospital', SecretString: 'hospital', '*': 'cloud' },
  'Custom::HeartLabCellDatabase': {
    ConnectionLimit: 'cloud',
    ServiceToken: 'cloud',
    ServiceTimeout: 'cloud',
    '*': 'hospital',
  },
  'AWS::ElasticLoadBalancingV2::TrustStore': { Tags: 'cloud', '*': 'hospital' },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': { Scheme: 'hospital', Type: 'hospital', Subnets: 'cloud', '*': 'cloud' },
  'AWS::EC2::VPCEndpointService': { Tags: 'cloud', '*': 'hospital' },
};
