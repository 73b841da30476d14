import { linesAfter, linesOf, SITE } from '../../support/builders/folder-problems';
import { documentedSite, edit } from '../../support/builders/site-folder';

describe('an error has its position, the problem, the value found, and what to write instead', () => {
  test('in the form that the architecture page shows', () => {
    expect(linesAfter('    - 10.20.0.0/22', '    - 10.20.0.300/22')).toContain(
      'auckland-heart.yaml:9:7  network.hospitalCidrs[0]: "10.20.0.300/22" is not an IPv4 CIDR block; write it like 10.20.0.0/22',
    );
  });

  test.each([
    [
      'a misspelt key',
      '  routing: bgp',
      '  routin: bgp',
      /^auckland-heart.yaml:18:3 {2}vpn.routin: is not a setting here; did you mean routing\?$/,
    ],
    [
      'a missing key',
      '  routing: bgp\n',
      '',
      /^auckland-heart.yaml:11:1 {2}vpn.routing: is missing; write bgp or static, like routing: bgp$/,
    ],
    [
      'an empty value',
      '  routing: bgp',
      '  routing:',
      /^auckland-heart.yaml:18:3 {2}vpn.routing: is empty; write bgp or static/,
    ],
    [
      'a value near a right one',
      '  ipsec: strong',
      '  ipsec: srtong',
      /vpn.ipsec: "srtong" is not eifu, strong, nzism.*did you mean strong\?$/,
    ],
    [
      'a number in quotes',
      '  dpdTimeoutSeconds: 30',
      '  dpdTimeoutSeconds: "30"',
      /vpn.dpdTimeoutSeconds: "30" is not a number of seconds, at least 30; write 30 without quotes$/,
    ],
    [
      'a number in quotes that no port has',
      '      - 2762',
      '      - "2761"',
      /dicom.dimse.ports\[0\]: "2761" is not one of the DIMSE ports 104, 11112, 2762; (?!write 2761)/,
    ],
    [
      'a number too small',
      '  dpdTimeoutSeconds: 30',
      '  dpdTimeoutSeconds: 29',
      /vpn.dpdTimeoutSeconds: 29 is not a number of seconds, at least 30; write it like 30$/,
    ],
    [
      'host bits',
      '100.64.0.0/26',
      '100.64.0.5/26',
      /network.cloudCidr: "100.64.0.5\/26" has bits set beyond its prefix; write 100.64.0.0\/26$/,
    ],
    [
      'another size',
      '100.64.0.0/26',
      '100.64.0.0/24',
      /network.cloudCidr: "100.64.0.0\/24" is not a \/26; write it like 100.64.0.0\/26$/,
    ],
    [
      'a private public address',
      'publicIp: 203.0.113.10',
      'publicIp: 192.168.1.1',
      /vpn.gateway.publicIp: "192.168.1.1" is not a public, routable IPv4 address/,
    ],
    [
      'an address with leading zeros',
      'publicIp: 203.0.113.10',
      'publicIp: 203.0.113.010',
      /vpn.gateway.publicIp: "203.0.113.010" is not an IPv4 address/,
    ],
    [
      'a reserved inside CIDR',
      '169.254.100.0/30',
      '169.254.3.0/30',
      /vpn.tunnels\[0\].insideCidr: "169.254.3.0\/30" is reserved by AWS/,
    ],
    [
      'an inside CIDR of another size',
      '169.254.100.0/30',
      '169.254.100.0/29',
      /"169.254.100.0\/29" is not a \/30 in 169.254.0.0\/16/,
    ],
    [
      'an AWS ASN that is not private',
      '  awsAsn: 64512\n  routing',
      '  awsAsn: 65535\n  routing',
      /vpn.awsAsn: 65535 is not a private autonomous system number; write it like 64512$/,
    ],
    [
      'a backslash in an AE title',
      'aeTitle: AKLPACS1',
      'aeTitle: A\\B',
      /aeTitle: "A\\\\B" has a character that is not allowed in an AE title/,
    ],
    [
      'an AE title too long',
      'aeTitle: AKLPACS1',
      'aeTitle: ABCDEFGHIJKLMNOPQ',
      /aeTitle: "ABCDEFGHIJKLMNOPQ" is not 1 to 16 characters/,
    ],
    [
      'a port that is not DICOM',
      '      - 2762',
      '      - 2761',
      /dicom.dimse.ports\[0\]: 2761 is not one of the DIMSE ports 104, 11112, 2762/,
    ],
    [
      'a connection longer than CloudFormation takes',
      'connectionId: dxcon-fg1a2b3c',
      `connectionId: dxcon-${'a'.repeat(22)}`,
      /connectionId: "dxcon-a{22}" is not the id of a Direct Connect connection or LAG/,
    ],
    ['a VLAN out of range', 'vlan: 101', 'vlan: 4095', /vlan: 4095 is not a VLAN from 1 to 4094/],
    [
      'a peer that is a network address',
      '169.254.200.1/30',
      '169.254.200.0/30',
      /peering.hospital: "169.254.200.0\/30" is the network or broadcast address/,
    ],
    ['an mtu', 'mtu: 1500', 'mtu: 9000', /mtu: 9000 is not 1500 or 9001/],
    [
      'hours',
      'quietAfterHours: 24',
      'quietAfterHours: 169',
      /alarms.quietAfterHours: 169 is not a number of hours from 1 to 168/,
    ],
    [
      'a scalar for a list',
      '    - 10.20.0.0/22',
      '    10.20.0.0/22',
      /network.hospitalCidrs: "10.20.0.0\/22" is not a list.*; write \[10.20.0.0\/22\]$/,
    ],
    [
      'several, with commas and without brackets',
      '    - 10.20.0.0/22',
      '    10.20.0.0/22, 10.20.4.0/24',
      /network.hospitalCidrs: .* is not a list.*; write \[10.20.0.0\/22, 10.20.4.0\/24\]$/,
    ],
    [
      'a port in quotes for a list',
      '    ports:\n      - 2762',
      '    ports: "2762"',
      /dicom.dimse.ports: "2762" is not a list.*; write \[2762\]$/,
    ],
    [
      'a block without a prefix',
      'cloudCidr: 100.64.0.0/26',
      'cloudCidr: 100.64.0.0',
      /network.cloudCidr: "100.64.0.0" has no prefix length; write it like 100.64.0.0\/26$/,
    ],
    [
      'one tunnel',
      '    - insideCidr: 169.254.100.4/30\n      keyGeneration: 1\n',
      '',
      /vpn.tunnels: a list of 1 is not a list of exactly two tunnels/,
    ],
    [
      'three interfaces too many',
      'name: primary',
      'name: Primary',
      /virtualInterfaces\[0\].name: "Primary" is not a name of lower-case letters/,
    ],
  ])('%s', (_, line, by, expected) => {
    expect(linesAfter(line, by)).toContainEqual(expect.stringMatching(expected));
  });

  test.each([
    [
      'a single address instead of a list',
      '    - netops@auckland-heart.example',
      '    netops@auckland-heart.example',
      /contacts.network: "netops@auckland-heart.example" is not a list of e-mail addresses; write \[netops@auckland-heart.example\]$/,
    ],
    [
      'a block alone, and without its prefix',
      '    - 10.20.0.0/22',
      '    10.20.0.0',
      /network.hospitalCidrs: "10.20.0.0" is not a list of 1 to 50 IPv4 CIDR blocks, and has no prefix length; write it in brackets, as a list, like \[10.20.0.0\/22\]$/,
    ],
    [
      'nothing for a list',
      '    - 10.20.0.0/22',
      '    ""',
      /network.hospitalCidrs: "" is not a list.*, and is not an IPv4 CIDR block; write it in brackets/,
    ],
  ])('one mistake gives one error: %s', (_, line, by, expected) => {
    expect(linesAfter(line, by)).toEqual([expect.stringMatching(expected)]);
  });

  test('an explicit policy is checked value by value', () => {
    const phase = { encryption: ['AES256', '3DES'], integrity: ['SHA1', 'SHA1'], dhGroups: [5], lifetimeSeconds: 899 };
    const site = edit(documentedSite(), 'vpn.ipsec', {
      phase1: phase,
      phase2: { ...phase, dhGroups: [1], lifetimeSeconds: 3601 },
      phase3: {},
    });
    const reported = linesOf({ 'auckland-heart.yaml': site }).join('\n');
    for (const words of [
      'vpn.ipsec.phase1.encryption[1]: "3DES" is not a permitted encryption algorithm (AES256-GCM-16, AES128-GCM-16, AES256, AES128)',
      'vpn.ipsec.phase1.integrity: a list of 2 contains a value twice',
      'vpn.ipsec.phase1.dhGroups[0]: 5 is not a permitted DH group of phase 1',
      'vpn.ipsec.phase1.lifetimeSeconds: 899 is not a number of seconds from 900 to 28800',
      'vpn.ipsec.phase2.dhGroups[0]: 1 is not',
      'vpn.ipsec.phase2.lifetimeSeconds: 3601 is not',
      'vpn.ipsec.phase3: is not a setting here',
    ]) {
      expect(reported).toContain(words);
    }
  });

  test('positions are correct with a BOM, with CRLF, and with both', () => {
    const broken = SITE.replace('  routing: bgp', '  routing: bpg');
    const at = (text: string) => linesOf({ 'auckland-heart.yaml': text })[0];
    expect(at(broken)).toMatch(/^auckland-heart.yaml:18:12 {2}vpn.routing: "bpg"/);
    expect(at(`\ufeff${broken}`)).toBe(at(broken));
    expect(at(broken.replaceAll('\n', '\r\n'))).toBe(at(broken));
    expect(at(`\ufeff${broken.replaceAll('\n', '\r\n')}`)).toBe(at(broken));
    expect(linesOf({ 'auckland-heart.yaml': `\ufeff${SITE.replaceAll('\n', '\r\n')}` })).toEqual([]);
  });
});
