import type { Site } from '../../config/model';
import type { FileComplaint } from '../../config/problem';
import { effectivePolicy } from '../../config/proposals';
import { deviceLimits, proposalLimits, releaseLimits } from './limits';
import { DEVICE_TRAITS } from './traits';

/** What `heartlab check` reports of the device of a site. */
export function deviceComplaints({ vpn }: Site): readonly FileComplaint[] {
  if (vpn === undefined) return [];
  const { gateway, ipsec, routing, tunnels } = vpn;
  const { device } = gateway;
  return [
    ...deviceLimits(device, { routing, insideCidrs: tunnels.map(({ insideCidr }) => insideCidr) }),
    ...releaseLimits(device, gateway),
    ...proposalLimits(device, effectivePolicy(ipsec), gateway),
    ...(DEVICE_TRAITS[device].failoverByHand === undefined
      ? []
      : [
          {
            path: ['vpn', 'gateway', 'device'],
            severity: 'warning' as const,
            found: device,
            wrong: `moves the traffic to tunnel 2 only by hand: ${DEVICE_TRAITS[device].failoverByHand}`,
            write: 'put a router that has BGP in front of it, if the hospital needs a failover by itself',
          },
        ]),
  ];
}
