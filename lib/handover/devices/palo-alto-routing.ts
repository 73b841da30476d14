import type { VpnHandoverFacts } from '../facts';
import type { ConfigurationLines } from './device-file';
import { logicalRouterBgp } from './palo-alto-logical-router';
import { logicalRouterRoutes, paloAltoRouter, paloAltoUnit, staticRoute } from './palo-alto-router';
import { virtualRouterBgp } from './palo-alto-virtual-router';
import { STATIC_ROUTE_DISTANCE, TUNNEL_TRACKING } from './preference';

/** Routing of PAN-OS (PAN-OS 10.2 Administrator's Guide, "Path Monitoring for a Static Route"). */

/** The highest distance of a static route in PAN-OS (pan-os-codegen: 10 to 240). */
const NO_ROUTE_DISTANCE = 240;

function tracked({ vpn, cloudCidr }: VpnHandoverFacts): ConfigurationLines {
  return vpn.tunnels.map(({ number, inside }) =>
    staticRoute(vpn, `heartlab-${number}`, [
      `destination ${cloudCidr}`,
      `interface ${paloAltoUnit(number)}`,
      `admin-dist ${STATIC_ROUTE_DISTANCE[number]}`,
      `metric ${number}`,
      'path-monitor enable yes',
      'path-monitor failure-condition any',
      'path-monitor hold-time 1',
      'path-monitor monitor-destinations aws enable yes',
      `path-monitor monitor-destinations aws source ${inside.device}/30`,
      `path-monitor monitor-destinations aws destination ${inside.aws}`,
      `path-monitor monitor-destinations aws interval ${TUNNEL_TRACKING.intervalSeconds}`,
      `path-monitor monitor-destinations aws count ${TUNNEL_TRACKING.lost}`,
    ]),
  );
}

/** While no tunnel has a route, the packets end here instead of at the default route. */
const noRoute = ({ vpn, cloudCidr }: VpnHandoverFacts): ConfigurationLines => [
  staticRoute(vpn, 'heartlab-none', [`destination ${cloudCidr}`, 'nexthop discard', `admin-dist ${NO_ROUTE_DISTANCE}`]),
];

export function paloAltoRouting(facts: VpnHandoverFacts): ConfigurationLines {
  const { routing } = facts.vpn;
  if (routing.kind === 'static') return [noRoute(facts), tracked(facts)];
  const { isLogical } = paloAltoRouter(facts.vpn);
  return [
    noRoute(facts),
    isLogical ? logicalRouterBgp(facts, routing) : virtualRouterBgp(facts, routing),
    logicalRouterRoutes(facts.vpn, routing),
  ];
}
