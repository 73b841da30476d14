import { handoverFacts, hasVpn } from '../../lib/handover/facts';
import { PREVIEW_SITE } from '../../lib/handover/live-site';
import { placeholdersIn } from '../../lib/handover/placeholder';
import {
  anEnvironment,
  aSite,
  aVpnSite,
  BGP_SITE,
  LIVE,
  STATIC_SITE,
  vpnFactsOf,
} from '../support/builders/handover-sites';
import { aDirectSite, anInterface } from '../support/builders/sites';

test('of a tunnel’s /30 AWS has the first address, the hospital the second', () => {
  const [one, two] = vpnFactsOf(BGP_SITE).vpn.tunnels;
  expect(one.inside).toEqual({
    cidr: '169.254.100.0/30',
    aws: '169.254.100.1',
    device: '169.254.100.2',
    mask: '255.255.255.252',
  });
  expect(two.inside).toMatchObject({ aws: '169.254.100.5', device: '169.254.100.6' });
  expect([one.outsideAddress, two.outsideAddress]).toEqual(['198.51.100.10', '198.51.100.20']);
});

test('routing: exactly the hospital CIDRs, or the remote one', () => {
  expect(vpnFactsOf(BGP_SITE).vpn.routing).toEqual({
    kind: 'bgp',
    asn: 65010,
    awsAsn: 64512,
    announce: ['10.20.0.0/22', '10.21.64.0/24'],
  });
  expect(vpnFactsOf(STATIC_SITE).vpn.routing).toEqual({ kind: 'static', remote: '100.64.1.0/26' });
});

test('the firewall table: IPsec both ways with both ends, the ports that the site turns on, the deliveries, nothing else', () => {
  const rows = vpnFactsOf(BGP_SITE).firewall.map(
    ({ direction, sources, destinations, protocol, port }) =>
      `${direction} ${sources.join(',')} > ${destinations.join(',')} ${protocol}${port === undefined ? '' : ` ${port}`}`,
  );
  const ipsec = ['198.51.100.10', '198.51.100.20'].flatMap((aws) =>
    ['UDP 500', 'UDP 4500', 'ESP'].flatMap((what) => [
      `outbound 203.0.113.10 > ${aws} ${what}`,
      `inbound ${aws} > 203.0.113.10 ${what}`,
    ]),
  );
  expect(rows).toEqual([
    ...ipsec,
    'outbound 10.20.0.0/22,10.21.64.0/24 > 100.64.0.4,100.64.0.20 TCP 443',
    'outbound 10.20.0.0/22,10.21.64.0/24 > 100.64.0.4,100.64.0.20 TCP 11112',
    'inbound 100.64.0.14,100.64.0.30 > 10.20.1.15 TCP 11112',
  ]);
});

test('before the deploy everything that AWS gives is a blank, and the host name is known', () => {
  const facts = vpnFactsOf(BGP_SITE, PREVIEW_SITE);
  expect(facts.hostName).toBe('auckland-heart.ingest.sydney.heartlab.example');
  expect(placeholdersIn(JSON.stringify(facts.firewall))).toEqual([
    '<TUNNEL-1-OUTSIDE-ADDRESS>',
    '<TUNNEL-2-OUTSIDE-ADDRESS>',
    '<ENDPOINT-ADDRESS-1>',
    '<ENDPOINT-ADDRESS-2>',
  ]);
  expect(facts.endpointDnsName).toBe('<ENDPOINT-DNS-NAME>');
  expect(facts.vpn.tunnels[0].keyReference).toBeUndefined();
});

test('a move that is not deployed yet shows', () => {
  expect(vpnFactsOf(BGP_SITE).vpn.publicIpInUse).toBeUndefined();
  const moved = aVpnSite({
    gateway: {
      publicIp: '203.0.113.77',
      device: 'generic',
      asn: 65010,
      previous: [{ publicIp: '203.0.113.10', asn: 65010 }],
    },
  });
  expect(vpnFactsOf(moved).vpn).toMatchObject({ publicIp: '203.0.113.77', publicIpInUse: '203.0.113.10' });
});

test('Direct Connect: the file’s addresses, then AWS’s, then blanks; never a key', () => {
  const site = aDirectSite([
    anInterface({
      peering: { hospital: '169.254.200.1/30', aws: '169.254.200.2/30' },
      authKeySecret: 'heartlab/x/dx-primary',
    }),
    anInterface({ name: 'path-2', connectionId: 'dxcon-fh4d5e6f', mtu: 9001 }),
    anInterface({ name: 'third', connectionId: 'dxcon-fj7g8h9k' }),
  ]);
  const peering = { hospital: '169.254.255.2/30', aws: '169.254.255.1/30' };
  const facts = handoverFacts(site, anEnvironment(), {
    virtualInterfaces: [{ name: 'path-2', id: 'dxvif-1', peering, jumboFrames: true, authKey: 'dx-key' }],
  });
  expect(hasVpn(facts)).toBe(false);
  expect(facts.firewall).toHaveLength(1);
  expect(facts.directConnect).toMatchObject([
    {
      name: 'primary',
      id: '<PRIMARY-VIRTUAL-INTERFACE-ID>',
      vlan: 101,
      asn: 65010,
      awsAsn: 64512,
      mtu: 1500,
      keyReference: 'heartlab/x/dx-primary',
    },
    {
      name: 'path-2',
      id: 'dxvif-1',
      peering,
      mtu: 9001,
      jumboFrames: true,
      keyReference: 'dx-key',
      keyBlank: '<PATH-2-BGP-MD5-KEY>',
    },
    {
      name: 'third',
      peering: { hospital: '<THIRD-HOSPITAL-PEER-ADDRESS>', aws: '<THIRD-AWS-PEER-ADDRESS>' },
      keyReference: undefined,
    },
  ]);
});

test('a password is a reference too, and the device can be another than the file’s', () => {
  expect(
    handoverFacts(aSite({ dicom: { stow: { auth: 'basic', passwordGeneration: 2 } } }), anEnvironment(), LIVE)
      .stowPasswordReference,
  ).toBe('heartlab/auckland-heart/stow-password-2');
  expect(handoverFacts(BGP_SITE, anEnvironment(), LIVE).stowPasswordReference).toBeUndefined();
  expect(vpnFactsOf(BGP_SITE, LIVE, 'mikrotik').vpn.proposals.recommended.phase1.encryption).toBe('AES256');
});
