import type { Environment, Site } from '../../lib/config/model';
import { IMPACT_WORDS } from '../../lib/review/impact';
import { aSide, reviewOf } from '../support/builders/reviews';
import {
  aDeliveringSite,
  aDirectSite,
  aManagedEnvironment,
  anEnvironment,
  anInterface,
  aPacs,
  aSite,
  aStaticSite,
  aVpnSite,
  INGEST,
  TWO_INTERFACES,
} from '../support/builders/sites';

/** The effect of each change of a site file, or of its environment, on the hospital. */

type Case = readonly [
  what: string,
  before: Site,
  after: Site,
  expected: string,
  environments?: readonly [Environment, Environment],
];

const gateway = (changes: object = {}) => ({
  publicIp: '203.0.113.10',
  device: 'cisco-ios-xe',
  asn: 65010,
  ...changes,
});
const cidrs = (...hospitalCidrs: readonly string[]) =>
  aSite({ network: { hospitalCidrs, cloudCidr: '100.64.0.0/26' } });
const dimse = (...ports: readonly number[]) =>
  aSite({
    dicom: { stow: { auth: 'mtls' }, ...(ports.length === 0 ? {} : { dimse: { ports, callingAeTitles: ['AKLCT1'] } }) },
  });
const stow = (settings: object) => aSite({ dicom: { stow: settings } });
const keys = (one: number, two: number, more: object = {}) =>
  aVpnSite({ tunnels: [{ keyGeneration: one }, { keyGeneration: two }], ...more });
const phase = { encryption: ['AES256-GCM-16', 'AES128'], integrity: ['SHA2-384', 'SHA2-256'], dhGroups: [20, 14] };
const explicit = (change: Readonly<Record<string, unknown>> = {}) =>
  aVpnSite({ ipsec: { phase1: { ...phase, ...change }, phase2: { ...phase, ...change } } });
const line = (changes: Readonly<Record<string, unknown>> = {}) =>
  aDirectSite([anInterface(changes), TWO_INTERFACES[1]]);
const peering = { hospital: '169.254.200.1/30', aws: '169.254.200.2/30' };
const ack = (changes: object = {}) =>
  aSite({
    acknowledge: [
      {
        rule: 'HeartLab-VPN3',
        reason: 'no SHA-2 there',
        approvedBy: 'a@b.example',
        expires: '2027-03-31',
        ...changes,
      },
    ],
  });
const service = (changes: object) =>
  anEnvironment({ ingest: { ...INGEST, service: { ...INGEST.service, ...changes } } });
const OTHER = 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0fedcba9876543210';
const THREE = ['ap-southeast-2a', 'ap-southeast-2b', 'ap-southeast-2c'];
const site = aSite();
const basic = stow({ auth: 'basic' });

const { nothing, cloud, 'one-tunnel': one, 'both-tunnels': both, hospital, 'not-allowed': refused } = IMPACT_WORDS;

const CASES: readonly Case[] = [
  ['the same file', site, aSite(), nothing],
  ['another name', site, aSite({ name: 'Auckland | `Heart` <script>' }), nothing],
  ['another contact', site, aSite({ contacts: { network: ['other@auckland-heart.example'] } }), nothing],
  ['another device model', site, aVpnSite({ gateway: gateway({ device: 'fortigate' }) }), nothing],
  ['an acknowledgement added', site, ack(), nothing],
  ['an acknowledgement extended', ack(), ack({ expires: '2027-06-30' }), nothing],
  ['acceptOutage on', site, aVpnSite({ acceptOutage: true }), nothing],

  ['a stronger policy that keeps what the hospital uses', site, aVpnSite({ ipsec: 'nzism' }), one],
  ['a weaker policy', site, aVpnSite({ ipsec: 'eifu' }), one],
  [
    'a policy narrowed from the envelope, with no record of what the device uses',
    aVpnSite({ ipsec: 'eifu' }),
    site,
    hospital,
  ],
  [
    'a policy without a value that an old device supports',
    aVpnSite({ ipsec: explicit().vpn?.ipsec, gateway: gateway({ device: 'cisco-asa' }) }),
    aVpnSite({
      ipsec: {
        phase1: { ...phase, encryption: ['AES128'], integrity: ['SHA2-256'], dhGroups: [14] },
        phase2: { ...phase, encryption: ['AES128'], integrity: ['SHA2-256'], dhGroups: [14] },
      },
      gateway: gateway({ device: 'cisco-asa' }),
    }),
    hospital,
  ],
  ['the recommended DH group removed', explicit(), explicit({ dhGroups: [14] }), hospital],
  ['the recommended encryption removed', explicit(), explicit({ encryption: ['AES128'] }), hospital],
  ['a value removed that no pack recommends', explicit(), explicit({ dhGroups: [20] }), one],
  ['a value added', explicit({ dhGroups: [20] }), explicit(), one],
  ['the same list in another order', explicit(), explicit({ dhGroups: [14, 20] }), nothing],
  ['shorter lifetimes', explicit(), explicit({ lifetimeSeconds: 1800 }), one],
  ['longer DPD', site, aVpnSite({ dpdTimeoutSeconds: 60 }), one],
  ['startup add', site, aVpnSite({ startup: 'add' }), hospital],
  [
    'an option while acceptOutage is true',
    aVpnSite({ acceptOutage: true }),
    aVpnSite({ acceptOutage: true, dpdTimeoutSeconds: 60 }),
    both,
  ],
  ['a new key for one tunnel', site, keys(2, 1), hospital],
  ['new keys for both, in an agreed outage', site, keys(2, 2, { acceptOutage: true }), hospital],
  ['another inside CIDR', site, aVpnSite({ tunnels: [{ insideCidr: '169.254.101.0/30' }, {}] }), refused],
  [
    'a move with the old gateway in previous',
    site,
    aVpnSite({ gateway: gateway({ publicIp: '203.0.113.99', previous: [{ publicIp: '203.0.113.10', asn: 65010 }] }) }),
    hospital,
  ],
  ['a move without it', site, aVpnSite({ gateway: gateway({ publicIp: '203.0.113.99' }) }), refused],
  ['another ASN without it', site, aVpnSite({ gateway: gateway({ asn: 65099 }) }), refused],
  [
    'another ASN with it',
    site,
    aVpnSite({ gateway: gateway({ asn: 65099, previous: [{ publicIp: '203.0.113.10', asn: 65010 }] }) }),
    hospital,
  ],
  ['another ASN of AWS', site, aVpnSite({ awsAsn: 64999 }), refused],
  ['another routing', site, aStaticSite(), refused],
  ['another VPC', site, aSite({ network: { hospitalCidrs: ['10.20.0.0/22'], cloudCidr: '100.64.1.0/26' } }), refused],
  [
    'another environment',
    site,
    aSite({ environment: 'hobart' }),
    refused,
    [anEnvironment(), anEnvironment({}, 'hobart')],
  ],

  ['a CIDR appended', cidrs('10.20.0.0/22'), cidrs('10.20.0.0/22', '10.30.0.0/24'), cloud],
  ['a CIDR removed', cidrs('10.20.0.0/22', '10.30.0.0/24'), cidrs('10.20.0.0/22'), cloud],
  ['CIDRs in another order', cidrs('10.20.0.0/22', '10.30.0.0/24'), cidrs('10.30.0.0/24', '10.20.0.0/22'), cloud],
  ['a static route added', aStaticSite(), aStaticSite(['10.20.0.0/22', '10.30.0.0/24']), cloud],
  ['a port opened', dimse(), dimse(11112), hospital],
  ['another port opened', dimse(11112), dimse(11112, 2762), hospital],
  ['a port closed', dimse(11112, 2762), dimse(11112), hospital],
  ['every port closed', dimse(11112), dimse(), hospital],
  [
    'another calling AE title, of which an existing ingest takes no notice',
    dimse(104),
    aSite({ dicom: { stow: { auth: 'mtls' }, dimse: { ports: [104], callingAeTitles: ['X'] } } }),
    cloud,
  ],

  ['another authentication', site, basic, hospital],
  ['and back', basic, site, hospital],
  ['a new password', basic, stow({ auth: 'basic', passwordGeneration: 2 }), hospital],
  ['the first password by its number', basic, stow({ auth: 'basic', passwordGeneration: 1 }), nothing],

  ['the first delivery', site, aDeliveringSite(), hospital],
  ['another delivery', aDeliveringSite(), aDeliveringSite([aPacs(), aPacs({ address: '10.20.1.16' })]), hospital],
  ['a PACS at another address', aDeliveringSite(), aDeliveringSite([aPacs({ address: '10.20.1.99' })]), hospital],
  ['a PACS at another port', aDeliveringSite(), aDeliveringSite([aPacs({ port: 104 })]), hospital],
  ['a PACS of another name', aDeliveringSite(), aDeliveringSite([aPacs({ aeTitle: 'OTHER' })]), cloud],
  ['a delivery removed', aDeliveringSite([aPacs(), aPacs({ address: '10.20.1.16' })]), aDeliveringSite(), cloud],
  ['all deliveries removed', aDeliveringSite(), site, cloud],
  ['quietAfterHours set, with an ingest of somebody else', site, aSite({ alarms: { quietAfterHours: 24 } }), cloud],

  ['another VLAN', line(), line({ vlan: 102 }), refused],
  ['jumbo frames', line(), line({ mtu: 9001 }), cloud],
  ['another ASN of the line', line(), line({ asn: 65011 }), hospital],
  ['peer addresses', line(), line({ peering }), hospital],
  ['another BGP key', line(), line({ authKeySecret: 'dx/other' }), hospital],
  ['another connection', line(), line({ connectionId: 'dxcon-zzzzzzzz' }), hospital],
  ['an interface renamed', line(), line({ name: 'first' }), refused],
  ['a second interface', aDirectSite([anInterface()]), aDirectSite(), hospital],
  ['an interface removed', aDirectSite(), aDirectSite([anInterface()]), hospital],
  [
    'another ASN of the Direct Connect gateway',
    aDirectSite(),
    aSite({ vpn: undefined, directConnect: { awsAsn: 65001, virtualInterfaces: TWO_INTERFACES } }),
    refused,
  ],
  ['a VPN behind Direct Connect', aDirectSite(), aDirectSite(TWO_INTERFACES, { vpn: site.vpn }), hospital],
  ['Direct Connect beside the VPN', site, aDirectSite(TWO_INTERFACES, { vpn: site.vpn }), hospital],
  ['the VPN removed', aDirectSite(TWO_INTERFACES, { vpn: site.vpn }), aDirectSite(), hospital],

  ['another service for its authentication method', site, site, hospital, [anEnvironment(), service({ mtls: OTHER })]],
  [
    'another service for the other authentication method',
    site,
    site,
    nothing,
    [anEnvironment(), service({ basic: OTHER })],
  ],
  [
    'another domain',
    site,
    site,
    hospital,
    [anEnvironment(), anEnvironment({ ingest: { ...INGEST, domain: 'other.heartlab.example' } })],
  ],
  [
    'a hosted zone',
    site,
    site,
    cloud,
    [anEnvironment(), anEnvironment({ ingest: { ...INGEST, hostedZoneId: 'Z0123456789ABCDEFGHIJ' } })],
  ],
  ['a managed ingest', site, site, hospital, [anEnvironment(), aManagedEnvironment()]],
  ['a zone appended', site, site, hospital, [anEnvironment(), anEnvironment({ availabilityZones: THREE })]],
  [
    'another alarm topic',
    site,
    site,
    cloud,
    [anEnvironment(), anEnvironment({ alarmTopicArn: 'arn:aws:sns:ap-southeast-2:111122223333:t' })],
  ],
  ['another account', site, site, refused, [anEnvironment(), anEnvironment({ account: '444455556666' })]],
];

describe('the effect of a change on the hospital', () => {
  test('there are enough cases', () => expect(CASES.length).toBeGreaterThanOrEqual(40));

  test.each(CASES.map((one) => [one[0], one] as const))('%s', (_, [, before, after, expected, environments]) => {
    const [from, to] = environments ?? [anEnvironment(), anEnvironment()];
    const { sites, untouched } = reviewOf(aSide([before], [from]), aSide([after], [to]));
    const [found] = sites;
    expect(IMPACT_WORDS[found?.impact ?? 'nothing']).toBe(expected);
    expect(sites.length + untouched).toBe(1);
    expect(found?.message !== undefined).toBe(expected === hospital || expected === both);
  });
});
