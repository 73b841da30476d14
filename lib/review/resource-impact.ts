import type { Impact } from './impact';

/**
 * What a hospital would notice of a resource, as data. What is not here is judged by the default, which errs on the side of the
 * hospital: a replacement or removal of anything unknown means that the hospital must act, a change in place of anything unknown
 * is on the cloud side.
 */

/** Types that may come, go and be replaced without a hospital noticing: they watch, log, permit, or are made anew each time. */
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
  // Told as what they let through.
  'AWS::EC2::SecurityGroup',
  // It takes no address from whoever has it; a change of the address itself is told with the delivery load balancer's.
  'Custom::HeartLabAddressReservation',
  'AWS::EC2::VPNConnectionRoute',
  'Custom::HeartLabDefaultSecurityGroup',
];

/** The same, only of a site's stack: its listeners and target groups lead to the PACS, and have their port and address as id. */
const UNNOTICED_OF_SITE = [
  'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::EC2::VPCEndpointService',
  'AWS::Route53::RecordSet',
];

/**
 * The same, only of a cell's stack. A listener or a rule of one is noticed: nothing is taken without it. What only one of the two ways to
 * authenticate has comes and goes with the setting, and is told with it (`cell.ts`).
 */
const UNNOTICED_OF_CELL = ['AWS::ElasticLoadBalancingV2::TargetGroup'];

/** The ingest's own way to AWS's services and to the sites' deliveries: nobody outside knows its address. */
const UNNOTICED_ENDPOINTS = /^(DeliveryEndpoint|Network)/;

/** Removed with all of `deliverTo`: nothing arrives any more, and that is all. */
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
  // Those beside the first are not in use when they go: the tunnels have left them in the same deploy.
  if (type === 'AWS::EC2::CustomerGateway' && how === 'removed') return id === 'CustomerGateway';
  return !(how === 'removed' && REMOVABLE.includes(id));
}

interface Words {
  /** What happens, to read on from the resource. */
  readonly says: string;
  readonly act: string;
}

const CONNECTION: Words = {
  says: 'both tunnels get other outside addresses and other pre-shared keys; the hospital is cut off until its own device has them',
  act: 'Enter the new outside addresses and the new pre-shared keys of both tunnels in your VPN device. We hand them to you by the way agreed for secrets.',
};
const ENDPOINT: Words = {
  says: "the endpoint gets other addresses; the hospital's firewalls know the old ones",
  act: "Replace the addresses of HeartLab's endpoint in your firewall rules. The new addresses are in the handover pack that we send you with this change.",
};
const LINE: Words = {
  says: "the virtual interface is another one; BGP is down until the hospital's router has its settings",
  act: 'Configure the Direct Connect virtual interface on your router as the new handover pack says. We hand over the BGP key by the way agreed for secrets.',
};
/** What is replaced is kept, and a virtual interface with another VLAN can stand beside it. */
const INTERFACE: Words = {
  says: "a new virtual interface comes beside this one, which is kept and carries the traffic until the hospital's router moves",
  act: 'Configure the new Direct Connect virtual interface on your router as the new handover pack says, beside the old one. When BGP is up on it, tell us: only then do we take the old one away. We hand over the BGP key by the way agreed for secrets.',
};
const NETWORK: Words = {
  says: 'what the connection hangs on is another one; the hospital is cut off, and gets other addresses and keys',
  act: 'Everything of the connection is new: configure your VPN device, router and firewall by the new handover pack.',
};
const PASSWORD: Words = {
  says: 'the password is another one, and the old one stops working',
  act: 'Enter the new password in your PACS. We hand it to you by the way agreed for secrets.',
};
const STUDIES: Words = {
  says: 'where the studies of the cell are found is another one, or its login: until that is mended, nothing may be stored or found',
  act: 'We call you before this change: your PACS may be unable to send for a time. It keeps the studies, and sends them again.',
};
const TASKS: Words = {
  says: 'no task takes studies until another service has started some',
  act: 'For some minutes nothing can be sent to HeartLab. Let your PACS try again afterwards.',
};
const DOOR: Words = {
  says: 'what is sent to it is no longer taken',
  act: 'We call you before this change: a port or path to which you send is no longer served. We say which, and what to send to instead.',
};
const UNKNOWN: Words = {
  says: 'nothing is known of what that does to a hospital, so the worst is assumed',
  act: 'A part of your connection is made anew. We call you to say whether something has to be configured on your side.',
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
    says: 'results come from other addresses',
    act: 'Replace the addresses from which HeartLab sends results in your firewall rules: the handover pack has the new ones.',
  },
};

const REMOVED: Readonly<Record<string, Words>> = {
  'AWS::DirectConnect::PrivateVirtualInterface': {
    says: 'nothing passes over the virtual interface any longer',
    act: 'Take the settings of the Direct Connect virtual interface that is gone out of your router.',
  },
};

/** @param removed gone, and nothing comes in its place. */
export const wordsOf = ({ id, type }: ResourceOccurrence, removed = false): Words =>
  (removed ? REMOVED[type] : undefined) ?? WORDS_OF[id] ?? WORDS[type] ?? UNKNOWN;

/** What comes new, and with it something to configure for the hospital. */
export const ADDED_RESOURCES: Readonly<Record<string, Words>> = {
  'AWS::EC2::VPNConnection': {
    says: 'two new tunnels for the hospital to configure',
    act: 'Configure both tunnels on your VPN device by the handover pack. We hand over the pre-shared keys by the way agreed for secrets.',
  },
  'AWS::DirectConnect::PrivateVirtualInterface': {
    says: 'a new virtual interface for the hospital to configure',
    act: LINE.act,
  },
};

/** What a change in place of a property does; `*` is any other property. */
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

/** The same of the cells and of what they share: what a PACS has to agree with, and what has to be there for it. */
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
  // Another GenerateSecretString makes another value.
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
