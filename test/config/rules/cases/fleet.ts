import { otherInterface, type RuleCase, SECOND_SITE, VIF_PATH } from './case';

/** Two sites. */
export const FLEET_CASES: readonly RuleCase[] = [
  {
    rule: 'cloud-cidrs-apart',
    when: 'two sites have the same',
    second: { ...SECOND_SITE, 'network.cloudCidr': '100.64.0.0/26' },
    says: [['network.cloudCidr', /overlaps the cloudCidr of second-hospital/]],
    saysInSecond: ['network.cloudCidr'],
  },
  {
    rule: 'cloud-cidrs-apart',
    when: 'they are adjacent, and the hospital CIDRs are equal',
    second: SECOND_SITE,
    says: [],
  },
  {
    rule: 'inside-cidrs-per-device',
    when: 'two sites share a public IP and the default inside CIDRs',
    second: { ...SECOND_SITE, 'vpn.gateway.publicIp': '203.0.113.10' },
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
    second: { ...SECOND_SITE, 'vpn.gateway.publicIp': '203.0.113.10', 'vpn.tunnels': undefined },
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
      ...SECOND_SITE,
      'vpn.gateway.publicIp': '203.0.113.10',
      'vpn.tunnels.0.insideCidr': '169.254.101.0/30',
      'vpn.tunnels.1.insideCidr': '169.254.101.4/30',
    },
    says: [],
  },
  {
    rule: 'vlans-differ',
    when: 'two sites have one VLAN on one connection',
    second: { ...SECOND_SITE, [`${VIF_PATH}.0.connectionId`]: 'dxcon-fg1a2b3c', [`${VIF_PATH}.0.peering`]: undefined },
    says: [['directConnect.virtualInterfaces[0].vlan', /101 is already used on dxcon-fg1a2b3c by second-hospital/]],
    saysInSecond: ['directConnect.virtualInterfaces[0].vlan'],
  },
  {
    rule: 'vlans-differ',
    when: 'two interfaces of a site use it',
    site: { [`${VIF_PATH}.1`]: otherInterface({ connectionId: 'dxcon-fg1a2b3c', vlan: 101 }) },
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
    site: { [`${VIF_PATH}.1`]: otherInterface({ connectionId: 'dxcon-fg1a2b3c', vlan: 101, name: undefined }) },
    second: { ...SECOND_SITE, [`${VIF_PATH}.0.connectionId`]: 'dxcon-fg1a2b3c', [`${VIF_PATH}.0.peering`]: undefined },
    says: [
      ['directConnect.virtualInterfaces[0].vlan', /by this site's own interface number 2 and by second-hospital;/],
      ['directConnect.virtualInterfaces[1].vlan', /by this site's own interface primary and by second-hospital;/],
    ],
    saysInSecond: ['directConnect.virtualInterfaces[0].vlan'],
  },
  { rule: 'vlans-differ', when: 'they use it on different connections', second: SECOND_SITE, says: [] },
  {
    rule: 'peers-differ',
    when: 'two sites have one peer address on one connection',
    second: { ...SECOND_SITE, [`${VIF_PATH}.0.connectionId`]: 'dxcon-fg1a2b3c', [`${VIF_PATH}.0.vlan`]: 102 },
    says: [
      ['directConnect.virtualInterfaces[0].peering.hospital', /is already used on dxcon-fg1a2b3c by second-hospital/],
      ['directConnect.virtualInterfaces[0].peering.aws', /"169.254.200.2\/30" is already used/],
    ],
    saysInSecond: [
      'directConnect.virtualInterfaces[0].peering.hospital',
      'directConnect.virtualInterfaces[0].peering.aws',
    ],
  },
  { rule: 'peers-differ', when: 'they use it on different connections', second: SECOND_SITE, says: [] },
  {
    rule: 'calling-ae-titles-differ',
    when: 'one site names it twice',
    site: { 'dicom.dimse.callingAeTitles': ['A1', 'A1'] },
    says: [['dicom.dimse.callingAeTitles[1]', /"A1" is listed twice in this file; remove one/]],
  },
  {
    rule: 'calling-ae-titles-differ',
    when: 'two hospitals of an environment use one title, each with its own cell',
    second: { ...SECOND_SITE, 'dicom.dimse.callingAeTitles': ['AKLCT1'] },
    says: [],
  },
];
