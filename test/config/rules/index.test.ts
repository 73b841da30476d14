import { readFileSync } from 'node:fs';
import { loadFleet } from '../../../lib/config/load/load';
import { problemLine, problemText } from '../../../lib/config/problem';
import { ENVIRONMENT_RULES, FLEET_RULES, SITE_RULES } from '../../../lib/config/rules';
import { documentedEnvironment, documentedSite, edit, folderOf } from '../../support/builders/site-folder';

/** One change of the documented files that breaks a rule, or just does not, with the expected complaints. */
interface Case {
  readonly rule: string;
  readonly when: string;
  /** In auckland-heart. */
  readonly site?: Readonly<Record<string, unknown>>;
  /** In a second site; absent if there is none. */
  readonly second?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, unknown>>;
  /** The number of further sites with the settings of the first. They break other rules, which these cases ignore. */
  readonly crowd?: number;
  /** `path` and text of each complaint of the rule in auckland-heart or the environments; empty if the rule passes. */
  readonly says: readonly (readonly [path: string, words: RegExp])[];
  /** The same rule's complaints in the second site. */
  readonly saysInSecond?: readonly string[];
}

/** A second hospital without a conflict with the first. */
const SECOND = {
  site: 'second-hospital',
  'network.cloudCidr': '100.64.0.64/26',
  'vpn.gateway.publicIp': '198.51.100.20',
  'directConnect.virtualInterfaces.0.connectionId': 'dxcon-fg9z9z9z',
  'dicom.dimse.callingAeTitles': ['SECOND1'],
};

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => `10.${100 + (index >> 8)}.${index & 255}.0/24`);
const ack = (rule: string, more: object = {}) => ({
  rule,
  reason: 'Old device, replaced soon',
  approvedBy: 'security@heartlab.example',
  expires: '2027-03-31',
  ...more,
});
const VIF = 'directConnect.virtualInterfaces';
const vif = (more: object) => ({ name: 'second', connectionId: 'dxcon-aaaabbbb', vlan: 102, asn: 65010, ...more });
const strong = (one: number, two: number) => ({
  phase1: { encryption: ['AES256'], integrity: ['SHA2-256'], dhGroups: [14], lifetimeSeconds: one },
  phase2: { encryption: ['AES256'], integrity: ['SHA2-256'], dhGroups: [14], lifetimeSeconds: two },
});

const SERVICE = { mtls: 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef0' };

const CASES: readonly Case[] = [
  {
    rule: 'site-is-file-name',
    when: 'the name differs',
    site: { site: 'auckland-hart' },
    says: [['site', /"auckland-hart" is not the file's name.*auckland-heart/]],
  },
  { rule: 'site-is-file-name', when: 'the name is the file’s', says: [] },
  {
    rule: 'environment-exists',
    when: 'it is misspelt',
    site: { environment: 'sidney' },
    says: [['environment', /"sidney" is not in environments.yaml; did you mean sydney/]],
  },
  {
    rule: 'environment-exists',
    when: 'no name is similar',
    site: { environment: 'mars-base' },
    says: [['environment', /use one of sydney/]],
  },
  { rule: 'environment-exists', when: 'it exists', says: [] },
  {
    rule: 'has-connection',
    when: 'both are missing',
    site: { vpn: undefined, directConnect: undefined },
    says: [['', /`vpn` and `directConnect` are both missing/]],
  },
  {
    rule: 'has-connection',
    when: 'only Direct Connect is set',
    site: { vpn: undefined, [`${VIF}.1`]: vif({}) },
    says: [],
  },
  { rule: 'has-connection', when: 'only the VPN is set', site: { directConnect: undefined }, says: [] },
  {
    rule: 'usable-addresses',
    when: 'a hospital CIDR covers everything',
    site: { 'network.hospitalCidrs': ['0.0.0.0/0'] },
    says: [
      [
        'network.hospitalCidrs[0]',
        /"0.0.0.0\/0" is the whole IPv4 address space; write the hospital's own subnets, such as 10.20.0.0\/22$/,
      ],
    ],
  },
  ...['169.254.8.0/24', '127.0.0.0/8', '224.0.0.0/24', '0.0.0.0/8', '240.0.0.0/8'].map(
    (cidr): Case => ({
      rule: 'usable-addresses',
      when: `a hospital CIDR is ${cidr}`,
      site: { 'network.hospitalCidrs': ['10.20.0.0/22', cidr] },
      says: [['network.hospitalCidrs[1]', /overlaps (link-local|loopback|multicast|"this network"|reserved) \(/]],
    }),
  ),
  {
    rule: 'usable-addresses',
    when: 'the cloud CIDR is link-local',
    site: { 'network.cloudCidr': '169.254.7.0/26' },
    says: [['network.cloudCidr', /link-local/]],
  },
  { rule: 'usable-addresses', when: 'all are ordinary', says: [] },
  {
    rule: 'cloud-outside-hospital',
    when: 'the cloud CIDR is inside the hospital’s',
    site: { 'network.cloudCidr': '10.20.3.192/26' },
    says: [['network.cloudCidr', /"10.20.3.192\/26" overlaps hospitalCidrs\[0\] 10.20.0.0\/22.*local route/]],
  },
  {
    rule: 'cloud-outside-hospital',
    when: 'it is adjacent to it',
    site: { 'network.cloudCidr': '10.20.4.0/26' },
    says: [],
  },
  {
    rule: 'hospital-cidrs-apart',
    when: 'one contains another',
    site: { 'network.hospitalCidrs': ['10.20.0.0/22', '10.20.1.0/24'] },
    says: [['network.hospitalCidrs[1]', /overlaps hospitalCidrs\[0\]/]],
  },
  {
    rule: 'hospital-cidrs-apart',
    when: 'they are adjacent',
    site: { 'network.hospitalCidrs': ['10.20.0.0/22', '10.20.4.0/22'] },
    says: [],
  },
  {
    rule: 'rules-fit-security-groups',
    when: 'there are 301',
    site: { 'network.hospitalCidrs': many(101), 'dicom.dimse.ports': [104, 11112] },
    says: [['network.hospitalCidrs', /101 CIDRs × 3 ports are 303 security group rules, more than 300/]],
  },
  {
    rule: 'rules-fit-security-groups',
    when: 'there are 300',
    site: { 'network.hospitalCidrs': many(100), 'dicom.dimse.ports': [104, 11112] },
    says: [],
  },
  {
    rule: 'routes-fit',
    when: 'static routing has 101 CIDRs',
    site: { 'network.hospitalCidrs': many(101), 'vpn.routing': 'static', 'vpn.gateway.asn': undefined },
    says: [['network.hospitalCidrs', /101 CIDRs need more than 100 static routes/]],
  },
  {
    rule: 'routes-fit',
    when: 'static routing has 100',
    site: { 'network.hospitalCidrs': many(100), 'vpn.routing': 'static', 'vpn.gateway.asn': undefined },
    says: [],
  },
  {
    rule: 'asn-with-bgp',
    when: 'BGP lacks the ASN',
    site: { 'vpn.gateway.asn': undefined },
    says: [['vpn.gateway.asn', /missing.*routing: bgp/]],
  },
  {
    rule: 'asn-with-bgp',
    when: 'a previous gateway has none',
    site: { 'vpn.gateway.previous': [{ publicIp: '203.0.113.9' }] },
    says: [['vpn.gateway.previous[0].asn', /missing/]],
  },
  {
    rule: 'asn-with-bgp',
    when: 'static routing has one',
    site: { 'vpn.routing': 'static' },
    says: [['vpn.gateway.asn', /no meaning with `routing: static`/]],
  },
  { rule: 'asn-with-bgp', when: 'BGP has it', says: [] },
  ...[7224, 9059, 10124, 17943].map(
    (asn): Case => ({
      rule: 'asn-usable',
      when: `it is ${asn}`,
      site: { 'vpn.gateway.asn': asn },
      says: [['vpn.gateway.asn', /reserved by AWS/]],
    }),
  ),
  {
    rule: 'asn-usable',
    when: 'it equals the ASN of AWS',
    site: { 'vpn.gateway.asn': 64512 },
    says: [['vpn.gateway.asn', /also the AWS side’s number/]],
  },
  {
    rule: 'asn-usable',
    when: 'it equals the ASN of AWS in `previous`',
    site: { 'vpn.gateway.previous': [{ publicIp: '203.0.113.9', asn: 64512 }] },
    says: [['vpn.gateway.previous[0].asn', /AWS side’s/]],
  },
  { rule: 'asn-usable', when: 'it has four bytes', site: { 'vpn.gateway.asn': 4294967295 }, says: [] },
  {
    rule: 'inside-cidrs-differ',
    when: 'they are the same',
    site: { 'vpn.tunnels.1.insideCidr': '169.254.100.0/30' },
    says: [['vpn.tunnels[1].insideCidr', /also the inside CIDR of the first tunnel/]],
  },
  { rule: 'inside-cidrs-differ', when: 'they differ', says: [] },
  {
    rule: 'phase2-shorter',
    when: 'phase 2 is as long',
    site: { 'vpn.ipsec': strong(3600, 3600) },
    says: [['vpn.ipsec.phase2.lifetimeSeconds', /3600 is not shorter than phase 1's 3600/]],
  },
  { rule: 'phase2-shorter', when: 'it is shorter', site: { 'vpn.ipsec': strong(3600, 3599) }, says: [] },
  {
    rule: 'interface-asn-usable',
    when: 'it is the address of the gateway',
    site: { [`${VIF}.0.asn`]: 64512 },
    says: [['directConnect.virtualInterfaces[0].asn', /AWS side’s/]],
  },
  {
    rule: 'interface-asn-usable',
    when: 'it is reserved',
    site: { [`${VIF}.0.asn`]: 9059 },
    says: [['directConnect.virtualInterfaces[0].asn', /reserved/]],
  },
  { rule: 'interface-asn-usable', when: 'it belongs to the hospital', says: [] },
  {
    rule: 'interface-names-differ',
    when: 'two are the same',
    site: { [`${VIF}.1`]: vif({ name: 'primary' }) },
    says: [['directConnect.virtualInterfaces[1].name', /"primary" is the name of another/]],
  },
  { rule: 'interface-names-differ', when: 'they differ', site: { [`${VIF}.1`]: vif({}) }, says: [] },
  {
    rule: 'interfaces-on-different-connections',
    when: 'two share one',
    site: { [`${VIF}.1`]: vif({ connectionId: 'dxcon-fg1a2b3c' }) },
    says: [['directConnect.virtualInterfaces', /all use dxcon-fg1a2b3c/]],
  },
  { rule: 'interfaces-on-different-connections', when: 'each has its own', site: { [`${VIF}.1`]: vif({}) }, says: [] },
  {
    rule: 'peering-one-subnet',
    when: 'they do not overlap',
    site: { [`${VIF}.0.peering.aws`]: '169.254.200.6/30' },
    says: [['directConnect.virtualInterfaces[0].peering.aws', /not in the subnet/]],
  },
  {
    rule: 'peering-one-subnet',
    when: 'they are one address',
    site: { [`${VIF}.0.peering.aws`]: '169.254.200.1/30' },
    says: [['directConnect.virtualInterfaces[0].peering.aws', /also the hospital's address/]],
  },
  { rule: 'peering-one-subnet', when: 'they are adjacent', says: [] },
  {
    rule: 'password-only-with-basic',
    when: 'it is set with mTLS',
    site: { 'dicom.stow.passwordGeneration': 2 },
    says: [['dicom.stow.passwordGeneration', /no meaning with `auth: mtls`/]],
  },
  {
    rule: 'password-only-with-basic',
    when: 'it is set with Basic',
    site: { 'dicom.stow': { auth: 'basic', passwordGeneration: 2 } },
    says: [],
  },
  {
    rule: 'door-exists',
    when: 'the service lacks that authentication method',
    environment: {
      'ingest.managed': undefined,
      'ingest.service': { basic: 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef0' },
    },
    says: [['dicom.stow.auth', /not supported by environment sydney/]],
  },
  {
    rule: 'door-exists',
    when: 'the service has it',
    environment: {
      'ingest.managed': undefined,
      'ingest.service': { mtls: 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef0' },
    },
    says: [],
  },
  {
    rule: 'ports-differ',
    when: 'one is listed twice',
    site: { 'dicom.dimse.ports': [2762, 2762] },
    says: [['dicom.dimse.ports[1]', /is listed twice/]],
  },
  {
    rule: 'ports-differ',
    when: 'each is listed once',
    site: { 'dicom.dimse.ports': [2762, 104], acknowledge: [ack('HeartLab-DX1')] },
    says: [],
  },
  {
    rule: 'calling-ae-titles-there',
    when: 'they are missing with a managed ingest',
    site: { 'dicom.dimse.callingAeTitles': undefined },
    says: [['dicom.dimse.callingAeTitles', /missing/]],
  },
  {
    rule: 'calling-ae-titles-there',
    when: 'they are missing with an existing service',
    site: { 'dicom.dimse.callingAeTitles': undefined },
    environment: {
      'ingest.managed': undefined,
      'ingest.service': { mtls: 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef0' },
    },
    says: [],
  },
  {
    rule: 'deliveries-reachable',
    when: 'the PACS is outside',
    site: { 'dicom.deliverTo.0.address': '10.30.0.5' },
    says: [['dicom.deliverTo[0].address', /not inside hospitalCidrs/]],
  },
  {
    rule: 'deliveries-reachable',
    when: 'the PACS has a public address',
    site: { 'network.hospitalCidrs': ['203.0.114.0/24'], 'dicom.deliverTo.0.address': '203.0.114.9' },
    says: [['dicom.deliverTo[0].address', /not in RFC 1918 or 100.64.0.0\/10/]],
  },
  { rule: 'deliveries-reachable', when: 'the PACS is inside', says: [] },
  {
    rule: 'deliveries-differ',
    when: 'one is listed twice',
    site: { 'dicom.deliverTo.1': { aeTitle: 'AKLPACS1', address: '10.20.1.15', port: 2762 } },
    says: [['dicom.deliverTo[1]', /AKLPACS1 at 10.20.1.15:2762 is listed twice/]],
  },
  {
    rule: 'deliveries-differ',
    when: 'two have the same port',
    site: { 'dicom.deliverTo.1': { aeTitle: 'AKLPACS2', address: '10.20.1.16', port: 2762 } },
    says: [],
  },
  {
    rule: 'findings-acknowledged',
    when: 'the envelope is used (VPN3)',
    site: { 'vpn.ipsec': 'eifu' },
    says: [['vpn.ipsec', /phase 1 integrity SHA1.*DH group 2, 22, 23, 24.*HeartLab-VPN3/]],
  },
  {
    rule: 'findings-acknowledged',
    when: 'VPN3 is acknowledged',
    site: { 'vpn.ipsec': 'eifu', acknowledge: [ack('HeartLab-VPN3')] },
    says: [],
  },
  {
    rule: 'findings-acknowledged',
    when: 'one weak group is left in a list (VPN3)',
    site: { 'vpn.ipsec': edit(strong(28800, 3600), 'phase2.dhGroups', [14, 5]) },
    says: [['vpn.ipsec', /phase 2 DH group 5/]],
  },
  {
    rule: 'findings-acknowledged',
    when: 'DIMSE is unencrypted over Direct Connect (DX1)',
    site: { 'dicom.dimse.ports': [104, 2762] },
    says: [['dicom.dimse.ports', /unencrypted over Direct Connect on port 104.*HeartLab-DX1/]],
  },
  {
    rule: 'findings-acknowledged',
    when: 'results are sent unencrypted over Direct Connect (DX1)',
    site: { 'dicom.dimse': undefined, 'dicom.deliverTo': [{ aeTitle: 'P', address: '10.20.1.15', port: 4242 }] },
    says: [['dicom.deliverTo', /unencrypted over Direct Connect to port 4242.*HeartLab-DX1/]],
  },
  {
    rule: 'findings-acknowledged',
    when: 'one interface has no VPN behind it (DX3)',
    site: { vpn: undefined },
    says: [['directConnect.virtualInterfaces', /only one virtual interface, and no VPN.*HeartLab-DX3/]],
  },
  { rule: 'findings-acknowledged', when: 'DIMSE over TLS, VPN behind: nothing to accept', says: [] },
  {
    rule: 'acknowledged-rule-exists',
    when: 'it is misspelt',
    site: { acknowledge: [ack('HeartLab-VPN33')] },
    says: [['acknowledge[0].rule', /"HeartLab-VPN33" is not a rule.*did you mean HeartLab-VPN3/]],
  },
  {
    rule: 'acknowledged-rule-exists',
    when: 'it is there twice',
    site: { 'vpn.ipsec': 'eifu', acknowledge: [ack('HeartLab-VPN3'), ack('HeartLab-VPN3')] },
    says: [['acknowledge[1].rule', /acknowledged twice/]],
  },
  {
    rule: 'acknowledged-rule-exists',
    when: 'it is a rule of synth',
    site: { acknowledge: [ack('HeartLab-OPS1')] },
    says: [],
  },
  ...['HeartLab-VPN3', 'HeartLab-DX1', 'HeartLab-DX3'].map(
    (rule): Case => ({
      rule: 'acknowledgement-matches',
      when: `${rule} is not a finding of the site`,
      site: { acknowledge: [ack(rule)] },
      says: [['acknowledge[0]', /matches no finding/]],
    }),
  ),
  {
    rule: 'acknowledgement-matches',
    when: 'it is a finding of the site',
    site: { 'vpn.ipsec': 'eifu', acknowledge: [ack('HeartLab-VPN3')] },
    says: [],
  },
  {
    rule: 'cloud-cidrs-apart',
    when: 'two sites have the same',
    second: { ...SECOND, 'network.cloudCidr': '100.64.0.0/26' },
    says: [['network.cloudCidr', /overlaps the cloudCidr of second-hospital/]],
    saysInSecond: ['network.cloudCidr'],
  },
  { rule: 'cloud-cidrs-apart', when: 'they are adjacent, and the hospital CIDRs are equal', second: SECOND, says: [] },
  {
    rule: 'inside-cidrs-per-device',
    when: 'two sites share a public IP and the default inside CIDRs',
    second: { ...SECOND, 'vpn.gateway.publicIp': '203.0.113.10' },
    says: [
      ['vpn.tunnels[0].insideCidr', /is also used by second-hospital, behind the same device 203.0.113.10/],
      ['vpn.tunnels[1].insideCidr', /second-hospital/],
    ],
    saysInSecond: ['vpn.tunnels[0].insideCidr', 'vpn.tunnels[1].insideCidr'],
  },
  {
    rule: 'inside-cidrs-per-device',
    when: 'the defaults conflict without a setting in the file',
    site: { 'vpn.tunnels': undefined },
    second: { ...SECOND, 'vpn.gateway.publicIp': '203.0.113.10', 'vpn.tunnels': undefined },
    says: [
      ['vpn.tunnels[0].insideCidr', /second/],
      ['vpn.tunnels[1].insideCidr', /second/],
    ],
    saysInSecond: ['vpn.tunnels[0].insideCidr', 'vpn.tunnels[1].insideCidr'],
  },
  {
    rule: 'inside-cidrs-per-device',
    when: 'they share a public IP with other inside CIDRs',
    second: {
      ...SECOND,
      'vpn.gateway.publicIp': '203.0.113.10',
      'vpn.tunnels.0.insideCidr': '169.254.101.0/30',
      'vpn.tunnels.1.insideCidr': '169.254.101.4/30',
    },
    says: [],
  },
  {
    rule: 'vlans-differ',
    when: 'two sites have one VLAN on one connection',
    second: { ...SECOND, [`${VIF}.0.connectionId`]: 'dxcon-fg1a2b3c', [`${VIF}.0.peering`]: undefined },
    says: [['directConnect.virtualInterfaces[0].vlan', /101 is already used on dxcon-fg1a2b3c by second-hospital/]],
    saysInSecond: ['directConnect.virtualInterfaces[0].vlan'],
  },
  {
    rule: 'vlans-differ',
    when: 'two interfaces of a site use it',
    site: { [`${VIF}.1`]: vif({ connectionId: 'dxcon-fg1a2b3c', vlan: 101 }) },
    says: [
      [
        'directConnect.virtualInterfaces[0].vlan',
        /101 is already used on dxcon-fg1a2b3c by this site's own interface second;/,
      ],
      [
        'directConnect.virtualInterfaces[1].vlan',
        /101 is already used on dxcon-fg1a2b3c by this site's own interface primary;/,
      ],
    ],
  },
  {
    rule: 'vlans-differ',
    when: 'an unnamed interface of the site and another site use it',
    site: { [`${VIF}.1`]: vif({ connectionId: 'dxcon-fg1a2b3c', vlan: 101, name: undefined }) },
    second: { ...SECOND, [`${VIF}.0.connectionId`]: 'dxcon-fg1a2b3c', [`${VIF}.0.peering`]: undefined },
    says: [
      ['directConnect.virtualInterfaces[0].vlan', /by this site's own interface number 2 and by second-hospital;/],
      ['directConnect.virtualInterfaces[1].vlan', /by this site's own interface primary and by second-hospital;/],
    ],
    saysInSecond: ['directConnect.virtualInterfaces[0].vlan'],
  },
  { rule: 'vlans-differ', when: 'they use it on different connections', second: SECOND, says: [] },
  {
    rule: 'peers-differ',
    when: 'two sites have one peer address on one connection',
    second: { ...SECOND, [`${VIF}.0.connectionId`]: 'dxcon-fg1a2b3c', [`${VIF}.0.vlan`]: 102 },
    says: [
      ['directConnect.virtualInterfaces[0].peering.hospital', /is already used on dxcon-fg1a2b3c by second-hospital/],
      ['directConnect.virtualInterfaces[0].peering.aws', /"169.254.200.2\/30" is already used/],
    ],
    saysInSecond: [
      'directConnect.virtualInterfaces[0].peering.hospital',
      'directConnect.virtualInterfaces[0].peering.aws',
    ],
  },
  { rule: 'peers-differ', when: 'they use it on different connections', second: SECOND, says: [] },
  {
    rule: 'calling-ae-titles-differ',
    when: 'one site names it twice',
    site: { 'dicom.dimse.callingAeTitles': ['A1', 'A1'] },
    says: [['dicom.dimse.callingAeTitles[1]', /"A1" is listed twice in this file; remove one/]],
  },
  {
    rule: 'calling-ae-titles-differ',
    when: 'two hospitals of an environment use one title, each with its own cell',
    second: { ...SECOND, 'dicom.dimse.callingAeTitles': ['AKLCT1'] },
    says: [],
  },
  {
    rule: 'one-ingest',
    when: 'both are set',
    environment: { 'ingest.service': { mtls: 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef0' } },
    says: [['sydney.ingest.service', /set together with `managed`/]],
  },
  {
    rule: 'one-ingest',
    when: 'both are missing',
    environment: { 'ingest.managed': undefined },
    says: [['sydney.ingest', /neither/]],
  },
  { rule: 'one-ingest', when: 'one is set', says: [] },
  {
    rule: 'some-door',
    when: 'the service names none',
    environment: { 'ingest.managed': undefined, 'ingest.service': {} },
    says: [['sydney.ingest.service', /lists no endpoint service/]],
  },
  {
    rule: 'some-door',
    when: 'it names one',
    environment: {
      'ingest.managed': undefined,
      'ingest.service': { basic: 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef0' },
    },
    says: [],
  },
  {
    rule: 'zones-in-region',
    when: 'a zone is of another Region',
    environment: { availabilityZones: ['ap-southeast-2a', 'us-east-1a'] },
    says: [['sydney.availabilityZones[1]', /"us-east-1a" is not a zone of ap-southeast-2/]],
  },
  {
    rule: 'zones-in-region',
    when: 'one is listed twice',
    environment: { availabilityZones: ['ap-southeast-2a', 'ap-southeast-2a'] },
    says: [['sydney.availabilityZones[1]', /is listed twice/]],
  },
  {
    rule: 'zones-in-region',
    when: 'there are three of the Region',
    environment: { availabilityZones: ['ap-southeast-2a', 'ap-southeast-2b', 'ap-southeast-2c'] },
    says: [],
  },
  {
    rule: 'arns-in-region',
    when: 'the certificate is of another Region',
    environment: {
      'ingest.managed.certificateArn':
        'arn:aws:acm:us-east-1:111122223333:certificate/00000000-0000-0000-0000-000000000000',
    },
    says: [['sydney.ingest.managed.certificateArn', /in Region us-east-1.*ap-southeast-2/]],
  },
  {
    rule: 'arns-in-region',
    when: 'an image is of another Region',
    environment: {
      'ingest.managed.gate': `111122223333.dkr.ecr.us-east-1.amazonaws.com/heartlab-gate@sha256:${'1'.repeat(64)}`,
    },
    says: [['sydney.ingest.managed.gate', /in Region us-east-1/]],
  },
  {
    rule: 'arns-in-region',
    when: 'the topic is of another Region',
    environment: { alarmTopicArn: 'arn:aws:sns:us-east-1:111122223333:alarms' },
    says: [['sydney.alarmTopicArn', /us-east-1/]],
  },
  {
    rule: 'arns-in-region',
    when: 'all are of the Region',
    environment: { alarmTopicArn: 'arn:aws:sns:ap-southeast-2:111122223333:alarms' },
    says: [],
  },
  {
    rule: 'certificate-of-account',
    when: 'it is of another account',
    environment: {
      'ingest.managed.certificateArn':
        'arn:aws:acm:ap-southeast-2:999999999999:certificate/00000000-0000-0000-0000-000000000000',
    },
    says: [['sydney.ingest.managed.certificateArn', /belongs to account 999999999999.*111122223333/]],
  },
  { rule: 'certificate-of-account', when: 'it is of the environment’s', says: [] },
  {
    rule: 'acknowledgement-matches',
    when: 'the policy is misspelt, so the acknowledgement may be valid',
    site: { 'vpn.ipsec': 'eifuu', acknowledge: [ack('HeartLab-VPN3')] },
    says: [],
  },
  {
    rule: 'findings-acknowledged',
    when: 'a second interface exists, but has errors (no DX3)',
    site: { vpn: undefined, [`${VIF}.1`]: 'bad' },
    says: [],
  },
  {
    rule: 'ingest-cidr-usable',
    when: 'it is too small',
    environment: { 'ingest.managed.cidr': '10.255.0.0/25' },
    says: [['sydney.ingest.managed.cidr', /not between \/16 and \/20/]],
  },
  {
    rule: 'ingest-cidr-usable',
    when: 'it is a /21',
    environment: { 'ingest.managed.cidr': '10.255.0.0/21' },
    says: [['sydney.ingest.managed.cidr', /not between \/16 and \/20.*write it like 10.255.0.0\/20/]],
  },
  {
    rule: 'ingest-cidr-usable',
    when: 'it is multicast',
    environment: { 'ingest.managed.cidr': '224.0.0.0/20' },
    says: [['sydney.ingest.managed.cidr', /multicast/]],
  },
  { rule: 'ingest-cidr-usable', when: 'it is a /20', says: [] },
  {
    rule: 'ingest-holds-cells',
    when: 'there are 82 sites in a /20',
    crowd: 81,
    says: [
      [
        'sydney.ingest.managed.cidr',
        /has addresses for 81 cells, and the environment has 82 sites; write a \/19 if the ingest is not deployed yet/,
      ],
    ],
  },
  { rule: 'ingest-holds-cells', when: 'there are 81', crowd: 80, says: [] },
  {
    rule: 'ingest-holds-cells',
    when: 'the CIDR can’t be divided, which is reported separately',
    environment: { 'ingest.managed.cidr': '10.255.0.0/24' },
    crowd: 81,
    says: [],
  },
  {
    rule: 'database-holds-cells',
    when: 'there are 37 sites',
    crowd: 36,
    says: [
      [
        'sydney',
        /has 37 sites, and the database .* has connections for 36 \(900 minus 20, 24 for each cell\); create another/,
      ],
    ],
  },
  { rule: 'database-holds-cells', when: 'there are 36', crowd: 35, says: [] },
  {
    rule: 'database-holds-cells',
    when: 'there are 37 with an ingest service that exists already',
    crowd: 36,
    environment: { 'ingest.managed': undefined, 'ingest.service': SERVICE },
    says: [],
  },
  {
    rule: 'task-size-exists',
    when: 'Fargate does not offer the pair',
    environment: { 'ingest.managed.task': { vcpus: 8, memoryGiB: 18 } },
    says: [['sydney.ingest.managed.task', /18 GiB with 8 vCPU.*memoryGiB: 16 to 60 in steps of 4/]],
  },
  {
    rule: 'task-size-exists',
    when: 'Fargate offers it',
    environment: { 'ingest.managed.task': { vcpus: 2, memoryGiB: 16 } },
    says: [],
  },
  {
    rule: 'objects-fit-memory',
    when: 'an object is too large for the memory',
    environment: { 'ingest.managed.largestObjectMiB': 1024 },
    says: [
      [
        'sydney.ingest.managed.largestObjectMiB',
        /needs tasks of 7 GiB, and they have 4.*task.memoryGiB: 7 or more, or largestObjectMiB: 512 or less/,
      ],
    ],
  },
  {
    rule: 'objects-fit-memory',
    when: 'the memory is enough',
    environment: { 'ingest.managed.largestObjectMiB': 512 },
    says: [],
  },
];

function load(test: Case) {
  const site = documentedSite();
  const environment = documentedEnvironment();
  for (const [path, value] of Object.entries(test.site ?? {})) edit(site, path, value);
  for (const [path, value] of Object.entries(test.environment ?? {})) edit(environment, path, value);
  const second = documentedSite();
  for (const [path, value] of Object.entries(test.second ?? {})) edit(second, path, value);
  const crowd = Array.from({ length: test.crowd ?? 0 }, (_, index) => [`crowd-${index}.yaml`, site] as const);
  const folder = folderOf({
    ...Object.fromEntries(crowd),
    'auckland-heart.yaml': site,
    'environments.yaml': { sydney: environment },
    ...(test.second === undefined ? {} : { 'second-hospital.yaml': second }),
  });
  return loadFleet(folder);
}

describe('a rule across fields or files', () => {
  test.each(CASES)('$rule: $when', (testCase) => {
    const own = load(testCase).problems.filter(({ rule }) => rule === testCase.rule);
    const here = own.filter(({ file }) => !file.endsWith('second-hospital.yaml'));
    expect(here.map(({ path }) => path)).toEqual(testCase.says.map(([path]) => path));
    here.forEach((problem, index) => {
      expect(problemText(problem)).toMatch(testCase.says[index]?.[1] ?? /^$/);
      expect(problem.write).not.toBe('');
    });
    const there = own.filter(({ file }) => file.endsWith('second-hospital.yaml'));
    expect(there.map(({ path }) => path)).toEqual(testCase.saysInSecond ?? []);
  });

  test('a hospital CIDR that covers everything is reported once, because no other cloudCidr would help', () => {
    const { problems } = load({
      rule: '',
      when: '',
      says: [],
      site: { 'network.hospitalCidrs': ['10.20.0.0/22', '0.0.0.0/0'] },
    });
    expect(problems.map(({ path }) => path)).toEqual(['network.hospitalCidrs[1]']);
  });

  test('each rule has a failing and a passing case', () => {
    const notesOnly = ['gateway-asn-lasts', 'public-address', 'setting-has-effect', 'environment-name'];
    const ids = [...SITE_RULES, ...FLEET_RULES, ...ENVIRONMENT_RULES]
      .map(({ id }) => id)
      .filter((id) => !notesOnly.includes(id));
    for (const id of ids) {
      const cases = CASES.filter(({ rule }) => rule === id);
      expect({
        id,
        fires: cases.some(({ says }) => says.length > 0),
        content: cases.some(({ says }) => says.length === 0),
      }).toEqual({ id, fires: true, content: true });
    }
  });

  test('the documented site file has only two problems: an acknowledgement that its strong policy makes stale, and unencrypted DIMSE over Direct Connect', () => {
    const text = readFileSync('test/fixtures/documented-site.yaml', 'utf8');
    const environments = { sydney: documentedEnvironment() };
    const shown = loadFleet(folderOf({ 'auckland-heart.yaml': text, 'environments.yaml': environments }));
    expect(shown.problems.map(({ path, rule }) => `${rule} ${path}`)).toEqual([
      'findings-acknowledged dicom.dimse.ports',
      'acknowledgement-matches acknowledge[0]',
    ]);
    const right = text
      .replace('ipsec: strong ', 'ipsec: eifu ')
      .replace('ports: [11112]', 'ports: [2762]')
      .replace('port: 11112', 'port: 2762');
    const { fleet, problems } = loadFleet(
      folderOf({ 'auckland-heart.yaml': right, 'environments.yaml': environments }),
    );
    expect(problems.map(problemLine)).toEqual([]);
    expect(fleet?.sites).toHaveLength(1);
  });

  test('these cases start from the data of the documented file', () => {
    expect(load({ rule: '', when: '', says: [] }).problems).toEqual([]);
  });

  test('the environment’s name is checked', () => {
    const folder = folderOf({
      'auckland-heart.yaml': documentedSite(),
      'environments.yaml': { Sydney: documentedEnvironment() },
    });
    expect(loadFleet(folder).problems.map(problemText)).toContainEqual(
      expect.stringMatching(/^Sydney: is not an environment name/),
    );
    // RDS refuses two hyphens in a row in an identifier.
    const twice = folderOf({ 'environments.yaml': { 'sydney--two': documentedEnvironment() } });
    expect(loadFleet(twice).problems.map(problemText)).toContainEqual(
      expect.stringMatching(/^sydney--two: is not an environment name/),
    );
  });
});

describe('a note', () => {
  test('reports a documentation address as never reachable, for the gateway and for every previous one', () => {
    const site = edit(documentedSite(), 'vpn.gateway.previous', [
      { publicIp: '192.0.2.1', asn: 65010 },
      { publicIp: '8.8.8.8', asn: 65010 },
    ]);
    const { notes, fleet } = loadFleet(
      folderOf({ 'auckland-heart.yaml': site, 'environments.yaml': { sydney: documentedEnvironment() } }),
    );
    expect(notes.filter(({ rule }) => rule === 'public-address').map(({ path }) => path)).toEqual([
      'vpn.gateway.publicIp',
      'vpn.gateway.previous[0].publicIp',
    ]);
    expect(fleet).toBeDefined();
  });

  test.each([
    [64512, []],
    [64520, ['vpn.awsAsn']],
  ])('reports how Direct Connect depends on the VPN: awsAsn %p', (awsAsn, paths) => {
    const site = edit(documentedSite(), 'vpn.awsAsn', awsAsn);
    const { notes } = loadFleet(
      folderOf({ 'auckland-heart.yaml': site, 'environments.yaml': { sydney: documentedEnvironment() } }),
    );
    expect(notes.filter(({ rule }) => rule === 'gateway-asn-lasts').map(({ path }) => path)).toEqual(paths);
  });

  test('reports with BGP that AWS drops the session above 100 prefixes', () => {
    const { notes } = loadFleet(
      folderOf({ 'auckland-heart.yaml': documentedSite(), 'environments.yaml': { sydney: documentedEnvironment() } }),
    );
    expect(notes.map(problemText)).toContainEqual(
      expect.stringMatching(/^vpn.routing: AWS drops the BGP session if it receives more than 100/),
    );
  });

  test.each([
    ['mtls', 'alarms.quietAfterHours dicom.dimse.callingAeTitles'],
    ['basic', 'alarms.quietAfterHours dicom.dimse.callingAeTitles dicom.stow.passwordGeneration'],
  ])('lists the settings without effect with an existing service (%s)', (auth, paths) => {
    const site = edit(documentedSite(), 'dicom.stow', auth === 'basic' ? { auth, passwordGeneration: 1 } : { auth });
    const service = { [auth]: 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef0' };
    const environment = edit(edit(documentedEnvironment(), 'ingest.managed', undefined), 'ingest.service', service);
    const noted = (place: object) =>
      loadFleet(folderOf({ 'auckland-heart.yaml': site, 'environments.yaml': { sydney: place } }))
        .notes.filter(({ rule }) => rule === 'setting-has-effect')
        .map(({ path }) => path)
        .join(' ');
    expect(noted(environment)).toBe(paths);
    expect(noted(documentedEnvironment())).toBe('');
  });
});

describe('an image', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const ecr = '111122223333.dkr.ecr.ap-southeast-2.amazonaws.com';
  const reported = (image: string) =>
    load({ rule: '', when: '', says: [], environment: { 'ingest.managed.server': image } }).problems.map(problemText);

  test.each([
    ['by tag', `${ecr}/orthanc:1.12.4`],
    ['without a digest', `${ecr}/orthanc`],
    ['with a cut digest', `${ecr}/orthanc@${digest.slice(0, -1)}`],
    ['of Docker Hub', `orthancteam/orthanc@${digest}`],
    ['of the public registry', `public.ecr.aws/docker/library/nginx@${digest}`],
    ['of another registry', `quay.io/x/orthanc@${digest}`],
    ['that only looks private', `${ecr}.example.com/orthanc@${digest}`],
  ])('%s is refused, with the problem and what to write', (_, image) => {
    expect(reported(image)).toEqual([
      expect.stringMatching(
        /^sydney.ingest.managed.server: ".*" is not an image by digest from a private repository .*; write it like 111122223333.dkr.ecr.ap-southeast-2.amazonaws.com\/orthanc@sha256:/,
      ),
    ]);
  });

  test('from a private repository of another account is accepted, from another Region is not', () => {
    expect(reported(`999999999999.dkr.ecr.ap-southeast-2.amazonaws.com/orthanc@${digest}`)).toEqual([]);
    expect(reported(`111122223333.dkr.ecr.us-east-1.amazonaws.com/orthanc@${digest}`)).toEqual([
      expect.stringMatching(/is in Region us-east-1; use one in ap-southeast-2, the environment's Region/),
    ]);
  });
});
