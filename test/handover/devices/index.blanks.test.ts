import { DEVICE_IDS, type DeviceId } from '../../../lib/config/devices';
import { deviceFiles } from '../../../lib/handover/devices';
import { aVpnSite, LIVE, vpnFactsOf } from '../../support/builders/handover-sites';

/**
 * A blank that was not filled in. A pre-shared key is any text to most devices, so its line is a comment. Every other blank is the name
 * of something that must exist already, so the device refuses the line or its commit.
 */

const siteOf = (device: DeviceId, routing: 'bgp' | 'static') =>
  aVpnSite({
    routing,
    ipsec: 'strong',
    gateway: { publicIp: '203.0.113.10', device, ...(routing === 'bgp' ? { asn: 65010 } : {}) },
  });

/** The lines that a device executes: those of a file to paste, without comments. */
const executed = (device: DeviceId, routing: 'bgp' | 'static'): readonly string[] =>
  deviceFiles(vpnFactsOf(siteOf(device, routing), LIVE, device))
    .filter(({ name }) => !name.endsWith('.md'))
    .flatMap(({ text }) => text.split('\n'))
    .filter((line) => !/^\s*(?:[!#]|\/\/)/.test(line));

const ZONE = '<(?:IN|OUT)SIDE-ZONE>';
const FACE = '<(?:IN|OUT)SIDE-INTERFACE>';

/** Where each device expects the name of an interface, a zone or a router that exists. */
const NAMES: Readonly<Partial<Record<DeviceId, RegExp>>> = {
  'cisco-ios-xe': new RegExp(`^ tunnel source ${FACE}$`),
  'cisco-asa': new RegExp(`^ tunnel source interface ${FACE}$`),
  'juniper-srx': new RegExp(
    `^(?:set|delete) security (?:ike gateway \\S+ external-interface ${FACE}$|zones security-zone ${ZONE} |policies from-zone \\S+ to-zone \\S+(?: |$))`,
  ),
  'palo-alto': new RegExp(
    `^(?:set|delete) (?:network virtual-router <VIRTUAL-ROUTER> |network ike gateway \\S+ local-address interface ${FACE}$|rulebase security rules \\S+ (?:from|to) ${ZONE}$)`,
  ),
  fortigate: new RegExp(`^ +set (?:interface|srcintf|dstintf) "${FACE}"$`),
  vyos: new RegExp(`^set vpn ipsec interface ${FACE}$`),
};

describe.each(DEVICE_IDS.filter((device) => device !== 'generic'))('%s', (device) => {
  test.each(
    device === 'meraki-mx' || device === 'draytek' || device === 'unifi'
      ? (['static'] as const)
      : (['static', 'bgp'] as const),
  )('no blank is pasted unnoticed: %s', (routing) => {
    // Azure takes only its own addresses with BGP.
    if (device === 'azure-vpn-gateway' && routing === 'bgp') return;
    const lines = executed(device, routing).filter((line) => /<[A-Z][A-Z0-9-]+>/.test(line));
    for (const line of lines.filter((one) => !one.includes('-PRE-SHARED-KEY>')))
      expect(line).toMatch(NAMES[device] ?? /^no device/);
    const keys = lines.filter((line) => line.includes('-PRE-SHARED-KEY>'));
    // VyOS: its shell refuses the line. RouterOS: the import ends before it changes anything.
    if (device === 'vyos') for (const line of keys) expect(line).toMatch(/ secret <TUNNEL-[12]-PRE-SHARED-KEY>$/);
    else if (device === 'mikrotik') expect(keys[0]).toMatch(/^:if \(.*\) do=\{:error /);
    else expect(keys).toEqual([]);
  });
});
