import type { Site } from '../../../lib/config/model';
import { deviceFiles } from '../../../lib/handover/devices';
import { packFiles } from '../../../lib/handover/pack';
import { anEnvironment, aSite, BGP_SITE, LIVE, STATIC_SITE, vpnFactsOf } from '../../support/builders/handover-sites';
import { PANOS_ADVANCED_PATHS, PANOS_PATHS, unknownPaths } from './path-facts';
import { pasteSets, type Running } from './running-device';

/** A firewall with Advanced Routing: the same file, with a logical router (pan-os-codegen, specs/network). */

const withAdvancedRouting = ({ vpn, ...site }: Site): Site =>
  aSite({
    ...site,
    vpn: { ...vpn, gateway: { ...vpn?.gateway, device: 'palo-alto', release: '11.1.2 advanced routing' } },
  });
const filesOf = (site: Site) => deviceFiles(vpnFactsOf(withAdvancedRouting(site), LIVE));
const body = (text: string): string => text.slice(text.indexOf('\n\n') + 2);
/** With the lines that the administrator enters only in some case. */
const withOptional = (text: string): string => body(text).replace(/^# {2}(?=\S| )/gm, '');

test.each([
  ['bgp', BGP_SITE],
  ['static', STATIC_SITE],
])('only paths of a logical router: %s', (_, site) => {
  for (const { text } of filesOf(site)) {
    expect(unknownPaths(PANOS_ADVANCED_PATHS)(withOptional(text))).toEqual([]);
    expect(text).not.toContain('virtual-router');
  }
  expect(unknownPaths(PANOS_PATHS)(filesOf(site)[0]?.text ?? '')).not.toEqual([]);
});

test('each tunnel has its filters and its preference, and the hospital announces exactly its CIDRs', () => {
  const text = filesOf(BGP_SITE)[0]?.text ?? '';
  const router = 'set network logical-router <LOGICAL-ROUTER> vrf default';
  for (const line of [
    `${router} interface tunnel.101`,
    `${router} bgp advertise-network ipv4 network 10.20.0.0/22 unicast yes`,
    `${router} bgp advertise-network ipv4 network 10.21.64.0/24 unicast yes`,
    `${router} bgp peer-group heartlab-2 filtering-profile ipv4 heartlab-2`,
    `${router} bgp peer-group heartlab-2 peer heartlab-2 peer-address ip 169.254.100.5`,
    'set network routing-profile bgp filtering-profile heartlab-2 ipv4 unicast route-maps outbound heartlab-2-out',
    'set network routing-profile filters route-maps bgp bgp-entry heartlab-1-in route-map 10 set local-preference 90',
    'set network routing-profile filters route-maps bgp bgp-entry heartlab-2-in route-map 10 set local-preference 80',
    'set network routing-profile filters route-maps bgp bgp-entry heartlab-2-out route-map 10 set aspath-prepend 65010',
    'set network routing-profile filters prefix-list heartlab-in type ipv4 ipv4-entry 10 prefix entry network 100.64.0.0/26',
    `${router} routing-table ip static-route heartlab-none nexthop discard`,
  ])
    expect(text.split('\n')).toContain(line);
  expect(text.match(/aspath-prepend/g)).toHaveLength(1);
});

test('nothing of a running BGP changes', () => {
  const executed = filesOf(BGP_SITE)[0]
    ?.text.split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n');
  expect(executed).not.toMatch(/ bgp (?:router-id|local-as|enable|install-route) /);
});

test.each([
  ['bgp', BGP_SITE],
  ['static', STATIC_SITE],
])('the counterpart removes exactly what the file adds: %s', (_, site) => {
  const [file, counterpart] = filesOf(site);
  const nothing: Running = new Set();
  const added = pasteSets(nothing, withOptional(file?.text ?? ''));
  expect(added.size).toBeGreaterThan(20);
  expect([...pasteSets(added, withOptional(counterpart?.text ?? ''))]).toEqual([]);
});

test('each file asks whether the firewall has the other kind of router', () => {
  const check = (text: string | undefined): string | undefined => /advance-routing \w+/.exec(text ?? '')?.[0];
  expect(check(filesOf(BGP_SITE)[0]?.text)).toBe('advance-routing no');
  expect(check(deviceFiles(vpnFactsOf(BGP_SITE, LIVE, 'palo-alto'))[0]?.text)).toBe('advance-routing yes');
});

test('the README has the commands of Advanced Routing', async () => {
  const site = withAdvancedRouting(BGP_SITE);
  const files = await packFiles(vpnFactsOf(site, LIVE), site, anEnvironment(), { preview: false, commit: 'abc' });
  const readme = String(files.find(({ path }) => path === 'README.md')?.content);
  expect(readme).toContain('show advanced-routing bgp summary');
  expect(readme).not.toContain('show routing ');
});
