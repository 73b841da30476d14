import { DEVICE_IDS, type DeviceId } from '../../../lib/config/devices';
import type { Site } from '../../../lib/config/model';
import { deviceFiles } from '../../../lib/handover/devices';
import { DEVICE_TRAITS } from '../../../lib/handover/devices/traits';
import { packFiles } from '../../../lib/handover/pack';
import { anEnvironment, aVpnSite, LIVE, vpnFactsOf } from '../../support/builders/handover-sites';

/** The README of a pack follows the device: its tunnels, and where it shows the state of each part. */

const ROUTE_BASED = 'route-based: one tunnel interface for each tunnel';
const SELECTORS = 'traffic selectors 0.0.0.0/0 on both sides, without a tunnel interface on your device';
const BOTH = 'both are up at the same time';

interface Shown {
  readonly type: string;
  readonly tunnels: string;
  /** How a command or a menu of this device begins. */
  readonly where: RegExp;
  /** The name in the file by which the device shows the route of tunnel 1. */
  readonly route?: string;
}

const cli = (where: RegExp, route?: string): Shown => ({
  type: ROUTE_BASED,
  tunnels: BOTH,
  where,
  ...(route === undefined ? {} : { route }),
});

const SHOWN: Readonly<Record<DeviceId, Shown>> = {
  'cisco-ios-xe': cli(/^(show|ping) /),
  'cisco-asa': cli(/^(show|ping) /, 'heartlab-1'),
  'cisco-ftd': cli(/^(show|ping) /, 'heartlab-1'),
  'juniper-srx': cli(/^(show|ping) /),
  'palo-alto': cli(/^(show|ping) /),
  fortigate: cli(/^(diagnose|get|execute) /, 'heartlab-1'),
  sophos: cli(/^(Diagnostics|Site-to-site VPN|Current activities|Routing) > /),
  'meraki-mx': {
    type: SELECTORS,
    tunnels: 'the device itself moves the traffic',
    where: /^(Security & SD-WAN|Network-wide) > /,
    route: 'heartlab-1',
  },
  'check-point': cli(/^(vpn tu|show|ping) /),
  watchguard: cli(/^System Status > /, 'heartlab-1'),
  sonicwall: cli(/^(Device > Diagnostics|Network > IPsec VPN|Policy > Rules and Policies|show ip bgp)/, 'heartlab-1'),
  pfsense: cli(/^(Diagnostics|Status) > /),
  opnsense: cli(/^(swanctl|ping) |^(VPN|Routing|System) > /),
  strongswan: cli(/^(swanctl|vtysh|ip|ping) ?/, 'heartlab1'),
  mikrotik: { type: SELECTORS, tunnels: 'one is enabled at a time', where: /^\/(ip|routing|tool)\// },
  vyos: cli(/^(show|ping) /, 'vti101'),
  draytek: {
    type: SELECTORS,
    tunnels: 'the device starts tunnel 2 when tunnel 1 fails',
    where: /^(VPN and Remote Access|Diagnostics) > /,
  },
  unifi: cli(/^(Settings > |ping )/),
  'azure-vpn-gateway': {
    type: SELECTORS,
    tunnels: BOTH,
    where: /^az network (vpn-connection|vnet-gateway) \S+ -g GROUP -n /,
  },
  generic: cli(/^(the (list|summary|routing table)|ping)/),
};

const siteOf = (device: DeviceId, routing: 'bgp' | 'static'): Site =>
  aVpnSite({
    routing,
    ipsec: 'eifu',
    gateway: { publicIp: '203.0.113.10', device, ...(routing === 'bgp' ? { asn: 65010 } : {}) },
    ...(device === 'azure-vpn-gateway'
      ? {
          tunnels: [
            { insideCidr: '169.254.21.0/30', keyGeneration: 1 },
            { insideCidr: '169.254.21.4/30', keyGeneration: 1 },
          ],
        }
      : {}),
  });

async function readmeOf(site: Site): Promise<string> {
  const files = await packFiles(vpnFactsOf(site), site, anEnvironment(), { preview: false, commit: '0'.repeat(40) });
  return String(files.find(({ path }) => path === 'README.md')?.content);
}

/** The rows of the table of what the device shows: what, where, and what it prints. */
function rowsOf(readme: string): readonly (readonly [string, string, string])[] {
  const [, table = ''] = readme.split('What your device shows when the connection works');
  return [...table.matchAll(/^\| (Phase 1|Phase 2|BGP|Route) \| `(.+?)` \| (.+?) \|$/gm)].map(
    ([, what = '', where = '', shows = '']) => [what, where, shows] as const,
  );
}

const CASES = DEVICE_IDS.flatMap((device) =>
  DEVICE_TRAITS[device].routing.map((routing) => [device, routing] as const),
);

describe.each(CASES)('the README for %s with %s', (device, routing) => {
  const { type, tunnels, where, route } = SHOWN[device];
  const site = siteOf(device, routing);
  let readme = '';
  beforeAll(async () => {
    readme = await readmeOf(site);
  });

  test('says what kind of tunnels the device has, and which of them are up', () => {
    expect(readme).toContain(type);
    expect(readme).toContain(tunnels);
    expect(readme).toContain(
      tunnels === BOTH || device === 'meraki-mx' ? 'Both IPsec tunnels are established' : 'after you disable',
    );
    // A next hop only where a route leads through an interface.
    if (routing === 'static') expect(readme.includes('tunnel 1, next hop')).toBe(type === ROUTE_BASED);
  });

  test('says where the device shows each part, and what it shows', () => {
    const rows = rowsOf(readme);
    expect(rows.map(([what]) => what)).toEqual(['Phase 1', 'Phase 2', ...(routing === 'bgp' ? ['BGP'] : []), 'Route']);
    for (const [, command, shows] of rows) {
      expect(command).toMatch(where);
      expect(shows).toMatch(/\S/);
      expect(shows).not.toMatch(/^nothing/);
    }
  });

  test('names what the device file makes', () => {
    const last = rowsOf(readme).at(-1)?.[2] ?? '';
    const made = deviceFiles(vpnFactsOf(site, LIVE))
      .map(({ text }) => text)
      .join('\n');
    expect(/heartlab-?1|vti101/.exec(last)?.[0]).toBe(route);
    if (route !== undefined) expect(made).toContain(route);
  });
});
