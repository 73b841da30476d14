import type { Site } from '../../config/model';
import type { InterfaceFacts, LiveTunnelFacts, SiteFacts } from './facts';

/** Whether a path carries the hospital's traffic; `undefined`: unknown. */
export type CarriesTraffic = boolean | undefined;

/** A tunnel that is up and, with BGP, has learnt a route. Without a route no answer reaches the hospital. */
function tunnelCarries({ state, acceptedRoutes }: LiveTunnelFacts, site: Site): CarriesTraffic {
  if (state === undefined) return undefined;
  return state === 'UP' && !(site.vpn?.routing === 'bgp' && acceptedRoutes === 0);
}

/** An interface that is available, with a BGP session that is up. */
export function interfaceCarries({ id, state, bgp }: InterfaceFacts): CarriesTraffic {
  if (id === undefined || state === undefined) return false;
  if (state === 'unknown') return undefined;
  if (bgp.some(({ status }) => status === 'up')) return state === 'available';
  return bgp.some(({ status }) => status === undefined || status === 'unknown') ? undefined : false;
}

/** Every path of the site. A part that AWS did not return counts as one unknown path. */
export function trafficPaths({ vpn, interfaces }: SiteFacts, site: Site): readonly CarriesTraffic[] {
  const tunnels =
    vpn === undefined
      ? []
      : 'failure' in vpn
        ? [undefined]
        : // A missing connection carries nothing.
          vpn.value.tunnels.length === 0
          ? [false]
          : vpn.value.tunnels.map((tunnel) => tunnelCarries(tunnel, site));
  return [...tunnels, ...('failure' in interfaces ? [undefined] : interfaces.value.map(interfaceCarries))];
}
