import fc from 'fast-check';
import type { DeviceId } from '../../../lib/config/devices';
import { deviceFiles } from '../../../lib/handover/devices';
import { NoCommonProposalError } from '../../../lib/handover/recommended';
import { arbitraryLive, arbitrarySite } from '../../support/builders/arbitrary-site';
import { vpnFactsOf } from '../../support/builders/handover-sites';
import { runs } from '../../support/long';
import { ASA_GRAMMAR, IOS_XE_GRAMMAR, unknownToCisco } from './cisco-facts';
import { FORTIOS_TABLES, ROUTEROS_MENUS, VYOS_PATHS } from './command-facts';
import { JUNOS_PATHS, PANOS_PATHS, unknownPaths } from './path-facts';

/** Over random sites: every command of a device file is one of the vendor's own command tree. */

const unknownToVyos = unknownPaths(VYOS_PATHS);

/** The settings that no table has. */
function unknownToFortios(text: string): readonly string[] {
  const tables: string[] = [];
  return text.split('\n').flatMap((line) => {
    const [, table] = /^ *config (.+)$/.exec(line) ?? [];
    if (table !== undefined) tables.push(table);
    if (/^ *end$/.test(line)) tables.pop();
    const [, setting] = /^ *(?:set|unset) (\S+)/.exec(line) ?? [];
    const place = tables.join('/');
    return setting === undefined || FORTIOS_TABLES[place]?.includes(setting) ? [] : [`${place}: ${setting}`];
  });
}

/** The arguments that no menu has. Quoted text and the lines of scripts are no arguments. */
function unknownToRouterOs(text: string): readonly string[] {
  let menu = '';
  const bare = text.replaceAll(/\\\n\s*/g, '').replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  return bare.split('\n').flatMap((line) => {
    const [, opened = '', command = ''] = /^\/([a-z -]+?)(?: ((?:add|set) .*))?$/.exec(line) ?? [];
    const [, own = '', rest = ''] = /^\/([a-z -]+?) (?:add|set) (.*)$/.exec(line) ?? [];
    if (own === '' && opened !== '' && command === '') menu = opened.trim();
    const place = own === '' ? menu : own;
    const found = own === '' ? (/^(?:add|set) (.*)$/.exec(line)?.[1] ?? '') : rest;
    return [...found.matchAll(/(?:^| )([a-z][a-z0-9.-]*)=/g)].flatMap(([, name = '']) =>
      ROUTEROS_MENUS[place]?.includes(name) ? [] : [`${place}: ${name}`],
    );
  });
}

const CASES: readonly (readonly [DeviceId, (text: string) => readonly string[]])[] = [
  ['cisco-ios-xe', unknownToCisco(IOS_XE_GRAMMAR)],
  ['cisco-asa', unknownToCisco(ASA_GRAMMAR)],
  ['vyos', unknownToVyos],
  ['juniper-srx', unknownPaths(JUNOS_PATHS)],
  ['palo-alto', unknownPaths(PANOS_PATHS)],
  ['fortigate', unknownToFortios],
  ['mikrotik', unknownToRouterOs],
];

test.each(CASES)('%s: only commands that it has', (device, unknown) => {
  fc.assert(
    fc.property(arbitrarySite, arbitraryLive, (site, live) => {
      try {
        for (const { text } of deviceFiles(vpnFactsOf(site, live, device))) expect(unknown(text)).toEqual([]);
      } catch (error) {
        if (!(error instanceof NoCommonProposalError)) throw error;
      }
    }),
    { numRuns: runs(100) },
  );
});

test('a command that a device lacks is found', () => {
  expect(unknownPaths(JUNOS_PATHS)('set security ike proposal heartlab dh-group group22')).toHaveLength(1);
  expect(unknownPaths(PANOS_PATHS)('set zone a network layer3 [ b c ]\nset zone a colour b')).toEqual([
    'zone a colour b',
  ]);
  expect(unknownToVyos("set vpn ipsec ike-group a dpd 3\nset interfaces vti vti1 description 'a b'")).toEqual([
    'vpn ipsec ike-group a dpd 3',
  ]);
  expect(unknownToFortios('config router bgp\n config network\n set metric 3\n end\n set as 1\nend')).toEqual([
    'router bgp/network: metric',
  ]);
  expect(unknownToRouterOs('/ip ipsec peer\nadd name=a pfs=b\n/ip route add dst=c comment="x y=z"')).toEqual([
    'ip ipsec peer: pfs',
    'ip route: dst',
  ]);
  expect(
    unknownToCisco(IOS_XE_GRAMMAR)(
      'crypto ikev2 proposal A\n group 17\ninterface Tunnel1\n ip mtu 1400\n nameif a\nno crypto ikev2 proposal A\nno crypto pki trustpoint A',
    ),
  ).toEqual(['crypto ikev2 proposal A > group 17', 'interface Tunnel1 > nameif a', 'no crypto pki trustpoint A']);
  expect(
    unknownToCisco(ASA_GRAMMAR)(
      'router bgp 1\n neighbor 10.0.0.1 activate\naccess-list A standard permit host 10.0.0.1',
    ),
  ).toEqual(['router bgp 1 > neighbor 10.0.0.1 activate', 'access-list A standard permit A']);
});
