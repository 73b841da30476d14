import type { DeviceId } from '../../../lib/config/devices';
import type { Site } from '../../../lib/config/model';
import { deviceFiles } from '../../../lib/handover/devices';
import { packFiles } from '../../../lib/handover/pack';
import {
  anEnvironment,
  aSite,
  BGP_SITE,
  LIVE,
  LIVE_STATIC,
  STATIC_SITE,
  vpnFactsOf,
} from '../../support/builders/handover-sites';

/**
 * The defects D1 to D15 of the review of the device files against the vendors' own material. Each test fails with the files of that
 * review.
 */

const filesOf = (device: DeviceId, site: Site = BGP_SITE) =>
  deviceFiles(vpnFactsOf(site, site === STATIC_SITE ? LIVE_STATIC : LIVE, device));
const allOf = (device: DeviceId, site?: Site): string =>
  filesOf(device, site)
    .filter(({ removal }) => !removal)
    .map(({ text }) => text)
    .join('\n');
/** What the device executes if the file is pasted as it is. */
const linesOf = (device: DeviceId, site?: Site): string =>
  allOf(device, site)
    .split('\n')
    .filter((line) => !/^\s*[!#]/.test(line))
    .join('\n');
const withGateway = (gateway: { readonly device: DeviceId; readonly release?: string }): Site =>
  aSite({ ...BGP_SITE, vpn: { ...BGP_SITE.vpn, gateway: { publicIp: '203.0.113.10', asn: 65010, ...gateway } } });
const withRelease = (device: DeviceId, release: string): Site => withGateway({ device, release });

const CLOUD = '100.64.0.0/26';
const CLOUD_MASK = '100.64.0.0 255.255.255.192';
const PASTED = [
  'cisco-ios-xe',
  'cisco-asa',
  'juniper-srx',
  'palo-alto',
  'fortigate',
  'strongswan',
  'mikrotik',
  'vyos',
] as const;

describe('D1 RouterOS takes no traffic past the filter', () => {
  const text = linesOf('mikrotik');
  const inOrder = (pattern: RegExp): readonly number[] => [...text.matchAll(pattern)].map(({ index }) => index);

  test('only the connections of the pack pass, only out of a tunnel, and the rest is dropped', () => {
    const rules = [...text.matchAll(/^\/ip firewall raw add chain="heartlab-in" (.*)$/gm)].map(([, rule = '']) => rule);
    expect(rules.at(-1)).toBe('action=drop');
    for (const rule of rules.slice(0, -1)) expect(rule).toMatch(/^action=return ipsec-policy=in,ipsec protocol=tcp /);
    expect(rules).toContain(
      'action=return ipsec-policy=in,ipsec protocol=tcp src-address=100.64.0.14 dst-address=10.20.1.15 dst-port=11112',
    );
    // An answer has ACK, so that the cloud opens no connection from port 443.
    for (const rule of rules.filter((one) => one.includes('src-port'))) expect(rule).toContain('tcp-flags=ack');
  });

  test('the jump is placed above `notrack`, which is placed above every other rule', () => {
    const notrack = inOrder(/raw add comment="heartlab-notrack-(?:in|out)" .*place-before=/g);
    const jumps = inOrder(/raw add comment="heartlab-(?:in|out)" chain=prerouting action=jump .*place-before=/g);
    expect([notrack.length, jumps.length]).toEqual([2, 2]);
    // Each line is placed first, so that a later line is above an earlier one.
    expect(Math.min(...jumps)).toBeGreaterThan(Math.max(...notrack));
  });

  test('answers pass also where the router drops untracked packets', () => {
    expect(text).toMatch(
      /filter add chain="heartlab" action=accept ipsec-policy=in,ipsec src-address=100\.64\.0\.0\/26/,
    );
    expect(text).toMatch(/filter add comment="heartlab-in" chain=forward action=jump .*place-before=/);
  });
});

test('D2 RouterOS: no masquerade changes the source of the watch and of BGP', () => {
  for (const [from, to] of [
    ['169.254.100.2', '169.254.100.1'],
    ['169.254.100.6', '169.254.100.5'],
  ])
    expect(linesOf('mikrotik')).toMatch(
      new RegExp(
        `^:if .*nat add comment="\\S+" chain=srcnat action=accept src-address=${from} dst-address=${to} place-before=.* else=\\{`,
        'm',
      ),
    );
});

test('D3 RouterOS: the watch uses /tool ping, which releases from 7.23 on have', () => {
  expect(linesOf('mikrotik')).toContain('[/tool ping address=');
  expect(linesOf('mikrotik')).not.toContain('[/ping');
});

test('D4 RouterOS: BGP has an instance from 7.20 on, none before, and the line for a missing prefix', () => {
  const instance = '/routing bgp instance add name="heartlab" as=65010 router-id=169.254.100.2';
  for (const site of [BGP_SITE, withRelease('mikrotik', '7.20.1')]) {
    expect(linesOf('mikrotik', site)).toContain(instance);
    expect(linesOf('mikrotik', site)).toMatch(/connection add name="heartlab-1" instance=heartlab local\.role=ebgp/);
  }
  const old = linesOf('mikrotik', withRelease('mikrotik', '7.19.6'));
  expect(old).not.toContain('bgp instance');
  expect(old).toContain('connection add name="heartlab-1" as=65010 local.role=ebgp');
  expect(allOf('mikrotik')).toContain('blackhole dst-address=10.20.0.0/22 distance=250');
});

test('D5 ASA: the route of tunnel 2 has no track', () => {
  const routes = linesOf('cisco-asa', STATIC_SITE).match(/^route heartlab-.*$/gm);
  expect(routes).toEqual([
    'route heartlab-1 100.64.1.0 255.255.255.192 169.254.100.1 210 track 11',
    'route heartlab-2 100.64.1.0 255.255.255.192 169.254.100.5 220',
  ]);
});

test('D6 ASA: BGP has ebgp-multihop 2', () => {
  for (const aws of ['169.254.100.1', '169.254.100.5'])
    expect(linesOf('cisco-asa')).toContain(`  neighbor ${aws} ebgp-multihop 2\n`);
});

test('D7 FortiGate: no value of a service that another release lacks', () => {
  expect(linesOf('fortigate')).not.toContain('TCP/UDP');
  expect(linesOf('fortigate')).toContain('set tcp-portrange 443');
});

test('D8 FortiGate: network-import-check only where FortiOS has it', () => {
  expect(linesOf('fortigate')).toContain('set network-import-check disable');
  expect(allOf('fortigate')).toContain('FortiOS 7.0.4 or newer');
  expect(linesOf('fortigate', withRelease('fortigate', '7.0.3'))).not.toContain('network-import-check');
  expect(linesOf('fortigate', withRelease('fortigate', '7.4.2'))).toContain('set network-import-check disable');
});

test('D9 VyOS and strongSwan: the routes of other tunnels stay', () => {
  expect(allOf('vyos')).not.toContain('disable-route-autoinstall');
  expect(allOf('strongswan')).not.toContain('install_routes');
});

test('D10 VyOS: no timeout that IKEv2 does not use, and a remark about it', () => {
  expect(linesOf('vyos')).not.toContain('dead-peer-detection timeout');
  expect(allOf('vyos')).toMatch(/^# .*silent peer: about 165 seconds with IKEv2/m);
});

test('D11 PAN-OS: each rule moves above a rule that denies the rest', () => {
  const rules = new Set(
    [...linesOf('palo-alto').matchAll(/^set rulebase security rules (\S+)/gm)].map(([, name]) => name),
  );
  expect([...rules]).toEqual(['heartlab-studies', 'heartlab-results-1']);
  for (const rule of rules)
    expect(linesOf('palo-alto')).toMatch(
      new RegExp(`^set rulebase security rules ${rule} action allow\\nmove rulebase security rules ${rule} top$`, 'm'),
    );
});

test('D12 SRX: the line for an interface with its own list, as a comment', () => {
  expect(allOf('juniper-srx')).toContain(
    '#  set security zones security-zone <OUTSIDE-ZONE> interfaces <OUTSIDE-INTERFACE> host-inbound-traffic system-services ike\n',
  );
});

describe('D13 nothing of a running BGP changes', () => {
  test.each(PASTED.filter((device) => device !== 'mikrotik'))('%s: no router id', (device) => {
    expect(linesOf(device)).not.toMatch(/router-id/);
  });

  test.each(['palo-alto', 'fortigate', 'vyos'] as const)('%s: no AS number of the whole router', (device) => {
    expect(linesOf(device)).not.toMatch(/local-as|^ +set as |system-as/m);
    expect(allOf(device)).toMatch(/^# {2}.*(?:local-as|set as|system-as) 65010$/m);
  });
});

describe('D14 nothing leaves by the default route while both tunnels are down', () => {
  const ROUTES: Readonly<Record<(typeof PASTED)[number], string>> = {
    'cisco-ios-xe': `ip route ${CLOUD_MASK} Null0 250\n`,
    'cisco-asa': `route Null0 ${CLOUD_MASK} 250\n`,
    'juniper-srx': `set routing-options static route ${CLOUD} discard\nset routing-options static route ${CLOUD} preference 250\n`,
    'palo-alto': 'static-route heartlab-none nexthop discard\n',
    fortigate: `set dst ${CLOUD_MASK}\n        set blackhole enable\n        set distance 254\n`,
    strongswan: `ip route replace blackhole ${CLOUD} metric 4194304250\n`,
    mikrotik: `action=accept ipsec-policy=out,ipsec dst-address=${CLOUD}\n/ip firewall filter add chain="heartlab" action=drop\n`,
    vyos: `set protocols static route ${CLOUD} blackhole distance 250\n`,
  };

  test.each(PASTED)('%s', (device) => {
    expect(linesOf(device)).toContain(ROUTES[device]);
    const stat = ROUTES[device].replaceAll('100.64.0.0', '100.64.1.0');
    expect(linesOf(device, STATIC_SITE)).toContain(stat);
  });

  test('SRX, static: the tunnels have the halves of the block, and the block itself is dropped', () => {
    const text = linesOf('juniper-srx', STATIC_SITE);
    const hops = [...text.matchAll(/static route (\S+) qualified-next-hop (\S+)/g)].map(([, to, by]) => `${to} ${by}`);
    expect(hops).toEqual([
      '100.64.1.0/27 st0.101',
      '100.64.1.0/27 st0.102',
      '100.64.1.32/27 st0.101',
      '100.64.1.32/27 st0.102',
    ]);
  });
});

test('D15 the README for RouterOS says what its file does', async () => {
  const site = withGateway({ device: 'mikrotik' });
  const files = await packFiles(vpnFactsOf(site), site, anEnvironment(), { preview: false, commit: 'abc' });
  const readme = String(files.find(({ path }) => path === 'README.md')?.content);
  expect(readme).not.toContain('one tunnel interface for each tunnel');
  expect(readme).toMatch(/\| The two tunnels \| .*one.* at a time/);
});

describe('a running device', () => {
  test.each(PASTED)('%s: the file begins with the commands that show what is in use', (device) => {
    const [first] = filesOf(device);
    expect(first?.text.split('\n').slice(0, 4).join('\n')).toMatch(/^[!#] First run these commands\./m);
    expect(first?.text).toMatch(/^[!#] {3}(?:show |\/ip |ls )/m);
  });

  /** Numbers that each device's file uses, from the lines that are executed. */
  const NUMBERS: readonly (readonly [DeviceId, readonly string[]])[] = [
    ['cisco-ios-xe', ['Tunnel101', 'Tunnel102', 'track) 101', 'track) 102']],
    ['cisco-asa', ['policy 101', 'Tunnel11', 'Tunnel12', 'sla monitor 11', 'track 11', 'tunnel-group 198.51.100.10']],
    ['juniper-srx', ['st0 unit 101', 'st0 unit 102']],
    ['palo-alto', ['tunnel.101', 'tunnel.102']],
    ['fortigate', ['edit 641']],
    ['vyos', ['vti101', 'vti102', 'filter rule (1|2|3|4)']],
    ['strongswan', ['heartlab1', 'heartlab2', 'if_id 0x(65|66)', 'table inet heartlab']],
    ['mikrotik', ['169.254.100.2/', '169.254.100.6/']],
  ];
  test.each(PASTED)('%s: a command shows whether the addresses inside the tunnels are free', (device) => {
    const heading = allOf(device).split('\n\n')[0] ?? '';
    const addresses = [
      '169.254.100.2',
      '169.254.100.6',
      ...(device === 'mikrotik' ? [] : ['169.254.100.1', '169.254.100.5']),
    ];
    for (const address of addresses) expect(heading).toContain(address);
  });

  test('RouterOS: each item that the counterpart removes has its command', () => {
    const [file, counterpart] = filesOf('mikrotik');
    const removed = [...(counterpart?.text ?? '').matchAll(/^(\/.*) remove \[find (.*)\]$/gm)];
    expect(removed.length).toBeGreaterThan(20);
    for (const [, menu, identity] of removed) expect(file?.text).toContain(`#   ${menu} print where ${identity}\n`);
  });

  test.each(NUMBERS)('%s: each number has its command', (device, numbers) => {
    const heading = allOf(device, STATIC_SITE).split('\n\n')[0] ?? '';
    for (const number of numbers) expect(heading).toContain(number);
  });

  test.each([
    ['cisco-ios-xe', /configure terminal revert timer|reload in 30/],
    ['cisco-asa', /reload in 30/],
    ['juniper-srx', /commit check.*commit confirmed 10/],
    ['palo-alto', /validate full/],
    ['fortigate', /config-transaction start/],
    ['vyos', /commit-confirm 10/],
    ['mikrotik', /dry-run/],
    ['strongswan', /nft -c -f[\s\S]*vtysh -C -f/],
  ] as const)('%s: the file uses what the device has to try or stage it', (device, staging) => {
    expect(allOf(device)).toMatch(staging);
  });

  test('no global option is set: MSS, fragments, proposals, routes of other tunnels', () => {
    expect(linesOf('cisco-asa', STATIC_SITE)).not.toMatch(/sysopt|df-bit|^crypto ikev2 enable|global_policy/m);
    expect(linesOf('juniper-srx')).not.toContain('flow tcp-mss');
    expect(linesOf('juniper-srx')).toContain('then permit tcp-options initial-tcp-mss 1398');
    expect(linesOf('cisco-ios-xe')).toContain('crypto ikev2 policy HEARTLAB\n proposal HEARTLAB\n proposal default\n');
    expect(linesOf('strongswan')).not.toMatch(/sysctl -qw net\.ipv4\.ip_forward|import-check/);
  });
});

describe('a pre-shared key that was not filled in', () => {
  test.each(PASTED)('%s: no line with its blank is executed, or the device refuses it', (device) => {
    const executed = linesOf(device)
      .split('\n')
      .filter((line) => line.includes('-PRE-SHARED-KEY>'));
    // VyOS: a syntax error of its shell. RouterOS: the import ends before its first change.
    if (device === 'vyos') for (const line of executed) expect(line).toMatch(/ secret <TUNNEL-[12]-PRE-SHARED-KEY>$/);
    else if (device === 'mikrotik') expect(executed[0]).toMatch(/^:if \("<TUNNEL-1-\S+" ~ "\^<"\) do=\{:error /);
    else expect(executed).toEqual([]);
    expect(executed.length > 0).toBe(device === 'vyos' || device === 'mikrotik');
    if (executed.length === 0) expect(allOf(device)).toContain('each line with a key is a comment');
  });
});
