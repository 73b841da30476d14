import { edit } from '../../../support/builders/site-folder';
import { acknowledgementOf, type RuleCase, strongPolicy } from './case';

/** DICOM settings and acknowledgements of one site. */
export const DICOM_CASES: readonly RuleCase[] = [
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
    site: { 'dicom.dimse.ports': [2762, 104], acknowledge: [acknowledgementOf('HeartLab-DX1')] },
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
    site: { 'vpn.ipsec': 'eifu', acknowledge: [acknowledgementOf('HeartLab-VPN3')] },
    says: [],
  },
  {
    rule: 'findings-acknowledged',
    when: 'one weak group is left in a list (VPN3)',
    site: { 'vpn.ipsec': edit(strongPolicy(28800, 3600), 'phase2.dhGroups', [14, 5]) },
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
    site: { acknowledge: [acknowledgementOf('HeartLab-VPN33')] },
    says: [['acknowledge[0].rule', /"HeartLab-VPN33" is not a rule.*did you mean HeartLab-VPN3/]],
  },
  {
    rule: 'acknowledged-rule-exists',
    when: 'it is there twice',
    site: {
      'vpn.ipsec': 'eifu',
      acknowledge: [acknowledgementOf('HeartLab-VPN3'), acknowledgementOf('HeartLab-VPN3')],
    },
    says: [['acknowledge[1].rule', /acknowledged twice/]],
  },
  {
    rule: 'acknowledged-rule-exists',
    when: 'it is a rule of synth',
    site: { acknowledge: [acknowledgementOf('HeartLab-OPS1')] },
    says: [],
  },
  ...['HeartLab-VPN3', 'HeartLab-DX1', 'HeartLab-DX3'].map(
    (rule): RuleCase => ({
      rule: 'acknowledgement-matches',
      when: `${rule} is not a finding of the site`,
      site: { acknowledge: [acknowledgementOf(rule)] },
      says: [['acknowledge[0]', /matches no finding/]],
    }),
  ),
  {
    rule: 'acknowledgement-matches',
    when: 'it is a finding of the site',
    site: { 'vpn.ipsec': 'eifu', acknowledge: [acknowledgementOf('HeartLab-VPN3')] },
    says: [],
  },
];
