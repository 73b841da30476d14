import type { HospitalImpact, LetterPart } from './impact';
import { BY_SECRET_CHANNEL, TEST_STUDY } from './letter/letter';

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
  /** For the letter. Absent if the effect on the hospital is not known exactly, or is part of a changed setting. */
  readonly letter?: LetterPart;
}

const after = (text: string): Pick<LetterPart, 'actions'> => ({ actions: [{ when: 'after', text }] });

const CONNECTION: Words = {
  says: 'both tunnels get new outside addresses and new pre-shared keys; the hospital is disconnected until they are configured on its VPN device',
};
const ENDPOINT: Words = {
  says: "the endpoint gets new addresses; the hospital's firewall rules contain the old ones",
  letter: {
    values: ["Addresses of HeartLab's endpoint: the current ones → new ones, in the next handover pack"],
    ...after(
      "HeartLab's endpoint has new addresses, which are in the handover pack that we send you then. Replace the old addresses in your firewall rules, and in your DNS if it has a record of its own for HeartLab.",
    ),
    sees: [
      'The old addresses stop working with our change. Studies fail as long as your firewall or your DNS has only those.',
    ],
    checks: [TEST_STUDY],
  },
};
const LINE: Words = {
  says: "the virtual interface is replaced; BGP is down until the hospital's router has the new settings",
  letter: after(
    `Configure the Direct Connect virtual interface on your router as the new handover pack describes. We send the BGP key ${BY_SECRET_CHANNEL}.`,
  ),
};
/** CloudFormation keeps the replaced virtual interface, and one with another VLAN can exist beside it. */
const INTERFACE: Words = {
  says: "a new virtual interface is created. The old one stays, and carries the traffic until the hospital's router uses the new one",
  letter: after(
    `Configure the new Direct Connect virtual interface on your router as the new handover pack describes. Keep the old one configured. Tell us when BGP is up on the new one. We remove the old one only after that. We send the BGP key ${BY_SECRET_CHANNEL}.`,
  ),
};
const NETWORK: Words = {
  says: 'the connection depends on this resource. The hospital is disconnected, and its connection gets new addresses and keys',
};
const SECRET: Words = { says: 'the password or key changes, and the old one stops working' };
const STUDIES: Words = {
  says: "the cell's database or its login changes: storing and finding studies may fail until this is repaired",
  letter: {
    sees: ['Your PACS may be unable to send studies for some time. Let it send the studies that failed again.'],
    checks: [TEST_STUDY],
  },
};
const TASKS: Words = {
  says: 'studies are not received until another service has started its tasks',
  letter: {
    sees: ['HeartLab receives no studies for a few minutes. Let your PACS send the studies that failed again.'],
    checks: [TEST_STUDY],
  },
};
const DOOR: Words = { says: 'requests to it are no longer accepted' };
const UNKNOWN: Words = { says: 'the effect on a hospital is unknown, so the worst is assumed' };

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
  'AWS::SecretsManager::Secret': SECRET,
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
    letter: after(
      'Results come from new addresses, which are in the handover pack that we send you then. Replace the old addresses in your firewall rules.',
    ),
  },
};

/** Deleted without a replacement. */
const REMOVED: Readonly<Record<string, Words>> = {
  'AWS::EC2::VPNConnection': { says: 'both tunnels are permanently deleted, with their addresses and keys' },
  'AWS::EC2::CustomerGateway': { says: 'the VPN connection of this gateway is deleted' },
  'AWS::DirectConnect::PrivateVirtualInterface': { says: 'the virtual interface no longer carries traffic' },
  'AWS::DirectConnect::DirectConnectGateway': { says: 'Direct Connect no longer carries traffic' },
  'AWS::DirectConnect::DirectConnectGatewayAssociation': { says: 'Direct Connect no longer carries traffic' },
};

export const wordsOf = ({ id, type }: ResourceOccurrence, removed = false): Words =>
  (removed ? REMOVED[type] : undefined) ?? WORDS_OF[id] ?? WORDS[type] ?? UNKNOWN;

/** New resources that the hospital must configure for, in words after their name. The letter describes the changed setting. */
export const ADDED_RESOURCES: Readonly<Record<string, string>> = {
  'AWS::EC2::VPNConnection': 'the hospital must configure two new tunnels',
  'AWS::DirectConnect::PrivateVirtualInterface': 'the hospital must configure a new virtual interface',
};

/** The impact of changing a property in place; `*` is any other property. */
export const IN_PLACE: Readonly<Record<string, Readonly<Record<string, HospitalImpact>>>> = {
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
