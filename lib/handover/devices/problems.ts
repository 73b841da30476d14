import type { GatewaySettings, Site } from '../../config/model';
import type { FileComplaint } from '../../config/problem';
import { effectivePolicy } from '../../config/proposals';
import { deviceLimits, proposalLimits, releaseLimits } from './limits';
import { releaseCapabilities } from './releases';
import { DEVICE_TRAITS } from './traits';

/** What `heartlab check` reports of the device of a site. */
export function deviceComplaints({ site, vpn }: Pick<Site, 'site' | 'vpn'>): readonly FileComplaint[] {
  if (vpn === undefined) return [];
  const { gateway, ipsec, routing, tunnels } = vpn;
  const { device } = gateway;
  const { tunnels: held, failoverByHand } = DEVICE_TRAITS[device];
  const warning = (wrong: string, write: string): FileComplaint => ({
    path: ['vpn', 'gateway', 'device'],
    severity: 'warning',
    found: device,
    wrong,
    write,
  });
  return [
    ...deviceLimits(device, { routing, insideCidrs: tunnels.map(({ insideCidr }) => insideCidr) }),
    ...releaseLimits(device, gateway),
    ...proposalLimits(device, effectivePolicy(ipsec), gateway),
    ...recordComplaints(gateway),
    ...(failoverByHand === undefined
      ? []
      : [
          warning(
            `moves the traffic to tunnel 2 only by hand: ${failoverByHand}`,
            'put a router that has BGP in front of it, if the hospital needs a failover by itself',
          ),
        ]),
    ...(held === 'one' || held === 'waiting'
      ? [
          warning(
            `holds one tunnel at a time, so the alarm heartlab-${site}-one-tunnel-down stays on`,
            'ignore this alarm at this site, and let the hospital test the other tunnel after each change; or put a router that holds both tunnels in front of it',
          ),
        ]
      : []),
  ];
}

/** A recorded value that the vendor's documentation, as far as the project has read it, doesn't have for the device. */
function recordComplaints(gateway: GatewaySettings): readonly FileComplaint[] {
  const { device, proposal } = gateway;
  if (proposal === undefined) return [];
  const can = releaseCapabilities(device, gateway);
  return (['phase1', 'phase2'] as const).flatMap((phase) => {
    const { encryption, integrity, dhGroup } = proposal[phase];
    const values: readonly (readonly [string, string | number | undefined, readonly (string | number)[]])[] = [
      ['encryption', encryption, can[phase].encryption],
      ['integrity', integrity, can[phase].integrity],
      ['dhGroup', dhGroup, can[phase].dhGroups],
    ];
    return values.flatMap(([setting, value, known]) =>
      value === undefined || known.includes(value)
        ? []
        : [
            {
              path: ['vpn', 'gateway', 'proposal', phase, setting],
              severity: 'warning' as const,
              found: `${value}`,
              wrong: `is not a known value of ${device} with this model and release, so the pack has the table of generic instead of a device file`,
              write: 'compare it with the output of the device and of `heartlab status`',
            },
          ],
    );
  });
}
