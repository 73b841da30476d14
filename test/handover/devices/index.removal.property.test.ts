import fc from 'fast-check';
import type { DeviceId } from '../../../lib/config/devices';
import { loadFleet } from '../../../lib/config/load/load';
import { deviceFiles } from '../../../lib/handover/devices';
import type { VpnHandoverFacts } from '../../../lib/handover/facts';
import { PREVIEW_SITE } from '../../../lib/handover/live-site';
import { NoCommonProposalError } from '../../../lib/handover/recommended';
import { arbitraryLive, arbitrarySite } from '../../support/builders/arbitrary-site';
import { BGP_SITE, LIVE, STATIC_SITE, vpnFactsOf } from '../../support/builders/handover-sites';
import { runs } from '../../support/long';
import { type Paste, pasteCisco, pasteFortigate, pasteRouterOs, pasteSets, type Running } from './running-device';

/** The counterpart of a file removes exactly what the file adds, for every site, and whatever the device had before. */

const PASTES: Readonly<Partial<Record<DeviceId, Paste>>> = {
  'cisco-ios-xe': pasteCisco,
  'cisco-asa': pasteCisco,
  'juniper-srx': pasteSets,
  'palo-alto': pasteSets,
  vyos: pasteSets,
  fortigate: pasteFortigate,
  mikrotik: pasteRouterOs,
  // Of strongSwan's files, those of FRR.
  strongswan: pasteCisco,
};

/** Names and numbers that only resemble those of the files. */
const NEIGHBOURS: Readonly<Partial<Record<DeviceId, string>>> = {
  'cisco-ios-xe':
    'crypto ikev2 proposal HEARTLAB-OLD\n group 14\ninterface Tunnel1011\n ip address 10.9.9.1 255.255.255.252\nip sla 1011\n icmp-echo 10.9.9.2\nip sla schedule 1011 life forever\ntrack 1011 ip sla 1011\nip prefix-list HEARTLAB-OUTSIDE seq 5 permit 10.0.0.0/8\nip route 0.0.0.0 0.0.0.0 203.0.113.1\n',
  'cisco-asa':
    'crypto ikev2 policy 1010\n group 14\ninterface Tunnel111\n nameif heartlab-11\ntunnel-group 198.51.100.101 type ipsec-l2l\naccess-list HEARTLAB-INSIDE extended permit ip any any\nsla monitor 111\n frequency 5\nsla monitor schedule 111 life forever\nroute outside 0.0.0.0 0.0.0.0 203.0.113.1 1\n',
  'juniper-srx':
    'set security ike proposal heartlab-old dh-group group14\nset interfaces st0 unit 1011 family inet\nset security zones security-zone heartlab2 interfaces st0.1011\nset routing-options static route 0.0.0.0/0 next-hop 203.0.113.1\nset routing-options router-id 10.0.0.1\nset protocols bgp group heartlab-dx type external\n',
  'palo-alto':
    'set network ike gateway heartlab-11 protocol version ikev2\nset network interface tunnel units tunnel.1011 mtu 1400\nset rulebase security rules heartlab-studies-old action deny\nset network virtual-router <VIRTUAL-ROUTER> protocol bgp router-id 10.0.0.1\n',
  vyos: 'set interfaces vti vti1011 mtu 1400\nset vpn ipsec ike-group heartlab2 lifetime 3600\nset firewall ipv4 forward filter rule 10 action accept\nset protocols static route 0.0.0.0/0 next-hop 203.0.113.1\nset vpn ipsec options disable-route-autoinstall\n',
  fortigate:
    'config firewall address\nedit "heartlab-hospital-10"\nset subnet 10.0.0.0 255.0.0.0\nnext\nend\nconfig firewall policy\nedit 1\nset name "heartlab"\nnext\nend\nconfig router bgp\nset as 65010\nconfig neighbor\nedit "10.9.9.1"\nset remote-as 65001\nnext\nend\nend\n',
  mikrotik:
    '/ip ipsec peer add name="heartlab-10" address=203.0.113.99/32\n/ip firewall raw add chain=prerouting action=accept comment="heartlab"\n/routing bgp instance add name="default" as=65010 router-id=10.0.0.1\n/ip ipsec policy add comment="heartlab-none" action=none\n',
  strongswan:
    'ip prefix-list HEARTLAB-OUTSIDE seq 5 permit 10.0.0.0/8\nrouter bgp 65010\n bgp router-id 10.0.0.1\n neighbor 10.9.9.1 remote-as 65001\n',
};

const body = (text: string): string => text.slice(text.indexOf('\n\n') + 2);
/** With the lines that the administrator enters only in some case. */
const withOptional = (text: string): string => body(text).replace(/^[!#] {2}(?=\S| )/gm, '');

function pairOf(facts: VpnHandoverFacts): { readonly file: string; readonly counterpart: string } | undefined {
  const files = deviceFiles(facts);
  const isFrr = facts.vpn.device === 'strongswan';
  const counterpart = files.find(({ name, removal }) => removal && (!isFrr || name.startsWith('frr')));
  const file = files.find(({ name }) => name === counterpart?.name.replace('-remove', ''));
  return file && counterpart && { file: file.text, counterpart: counterpart.text };
}

const sorted = (running: Running): readonly string[] => [...running].sort();

function expectExact(facts: VpnHandoverFacts): void {
  const paste = PASTES[facts.vpn.device];
  const pair = pairOf(facts);
  if (paste === undefined || pair === undefined) throw new Error('no file to paste');
  const { file, counterpart } = pair;
  const nothing: Running = new Set();
  const added = paste(nothing, body(file));
  expect(added.size).toBeGreaterThan(5);

  // What remains are settings that other traffic may use: each has its line, as a comment.
  const shared = paste(added, body(counterpart));
  expect(sorted(paste(paste(nothing, withOptional(file)), withOptional(counterpart)))).toEqual([]);

  // A device that has those already, and others that resemble the file's, is afterwards as it was.
  const before = new Set([...paste(nothing, NEIGHBOURS[facts.vpn.device] ?? ''), ...shared]);
  expect(before.size).toBeGreaterThan(shared.size);
  expect(sorted(paste(paste(before, body(file)), body(counterpart)))).toEqual(sorted(before));
}

const DEVICES = Object.keys(PASTES) as readonly DeviceId[];

describe.each(DEVICES)('%s', (device) => {
  test('random sites: the counterpart removes exactly what the file adds', () => {
    fc.assert(
      fc.property(arbitrarySite, fc.oneof(arbitraryLive, fc.constant(PREVIEW_SITE)), (site, live) => {
        try {
          const facts = vpnFactsOf(site, live, device);
          if (device === 'strongswan' && facts.vpn.routing.kind === 'static') return;
          expectExact(facts);
        } catch (error) {
          if (!(error instanceof NoCommonProposalError)) throw error;
        }
      }),
      { numRuns: runs(60) },
    );
  });

  test('every example site', () => {
    const { fleet } = loadFleet('examples/fleet');
    let count = 0;
    for (const site of fleet?.sites ?? []) {
      const environment = fleet?.environments.find(({ name }) => name === site.environment);
      if (site.vpn === undefined || environment === undefined) continue;
      for (const live of [LIVE, PREVIEW_SITE]) {
        try {
          const facts = vpnFactsOf(site, live, device, environment);
          if (device === 'strongswan' && facts.vpn.routing.kind === 'static') continue;
          expectExact(facts);
          count += 1;
        } catch (error) {
          if (!(error instanceof NoCommonProposalError)) throw error;
        }
      }
    }
    expect(count).toBeGreaterThan(1);
  });
});

test('a counterpart that removes less, or more, is noticed', () => {
  const pair = pairOf(vpnFactsOf(STATIC_SITE, LIVE, 'juniper-srx'));
  const added = pasteSets(new Set(), body(pair?.file ?? ''));
  const less = body(pair?.counterpart ?? '').replace(/^delete services rpm.*\n/m, '');
  expect([...pasteSets(added, less)].some((line) => line.startsWith('services rpm'))).toBe(true);
  expect(() => pasteSets(added, 'delete security ike proposal other')).toThrow('removes nothing');
});

test('strongSwan: the script removes every file, interface, route and table that the others add', () => {
  for (const site of [BGP_SITE, STATIC_SITE]) {
    const files = deviceFiles(vpnFactsOf(site, LIVE, 'strongswan'));
    const textOf = (name: string): string => files.find((file) => file.name === name)?.text ?? '';
    const remove = textOf('heartlab-remove.sh');
    const confs = files.map(({ name }) => name).filter((name) => /^heartlab-(tunnel|keys)/.test(name));
    expect(
      remove
        .match(/^rm -f \/etc\/swanctl\/conf\.d\/(.*)$/gm)
        ?.map((line) => line.split('/').at(-1))
        .sort(),
    ).toEqual(confs.sort());
    const faces = [...textOf('heartlab-interfaces.sh').matchAll(/^up (\S+) /gm)].map(([, name]) => name);
    expect([...remove.matchAll(/^ip link delete (.*)$/gm)].map(([, name]) => name).sort()).toEqual(faces);
    const route = /^ip route replace (.*)$/m.exec(textOf('heartlab-interfaces.sh'))?.[1];
    expect(remove).toContain(`\nip route delete ${route}\n`);
    expect(remove).toContain('\nnft delete table inet heartlab\n');
    expect(textOf('heartlab.nft').match(/^table .*\{$/gm)).toEqual(['table inet heartlab {']);
  }
});

test('any other device: the counterpart lists what the table creates', () => {
  const [table, counterpart] = deviceFiles(vpnFactsOf(BGP_SITE, LIVE, 'generic'));
  const rows = body(counterpart?.text ?? '')
    .trim()
    .split('\n');
  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows) expect(table?.text.split('\n')).toContain(row);
  for (const address of ['198.51.100.10', '198.51.100.20', '169.254.100.2', '169.254.100.5', '100.64.0.0/26'])
    expect(rows.join('\n')).toContain(address);
});
