import { DEVICE_TRAITS } from '../devices/traits';
import type { HandoverVpnFacts } from '../facts';
import { deviceCommands } from './device-commands';
import { copyableCode, packTable } from './markdown';

/** The state of the two tunnels on the device, in its own words. */

const TUNNELS = {
  both: 'both are up at the same time; tunnel 1 carries the traffic while it is up',
  standby: 'both are configured; the device itself moves the traffic from tunnel 1 to tunnel 2',
  waiting: 'tunnel 1 is up; the device starts tunnel 2 when tunnel 1 fails',
  one: 'one is enabled at a time; the device file enables the other one when it fails',
} as const;

export const tunnelsText = ({ device }: HandoverVpnFacts): string => TUNNELS[DEVICE_TRAITS[device].tunnels];

export const vpnTypeText = ({ device }: HandoverVpnFacts): string =>
  DEVICE_TRAITS[device].tunnelInterfaces
    ? 'route-based: one tunnel interface for each tunnel'
    : 'traffic selectors 0.0.0.0/0 on both sides, without a tunnel interface on your device';

const BOTH_ESTABLISHED = 'Both IPsec tunnels are established';
const ESTABLISHED = {
  both: BOTH_ESTABLISHED,
  standby: BOTH_ESTABLISHED,
  waiting: 'IPsec tunnel 1 is established, and tunnel 2 after you disable tunnel 1 for this test',
  one: 'The enabled IPsec tunnel is established, and the other one after you disable the first',
} as const;

/** The sentence of the four steps: which tunnels must be established. */
export const establishedText = ({ device }: HandoverVpnFacts): string => ESTABLISHED[DEVICE_TRAITS[device].tunnels];

export function deviceChecks(vpn: HandoverVpnFacts): readonly string[] {
  const { phase1, phase2, bgp, route } = deviceCommands(vpn);
  const rows = [
    ['Phase 1', phase1],
    ['Phase 2', phase2],
    ...(vpn.routing.kind === 'bgp' ? ([['BGP', bgp]] as const) : []),
    ['Route', route],
  ] as const;
  return [
    '### What your device shows when the connection works',
    packTable(
      ['what', 'where', 'shows'],
      rows.map(([what, { command, right }]) => [what, copyableCode(command), right]),
    ),
  ];
}
