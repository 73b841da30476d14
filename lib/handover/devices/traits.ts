import type { DeviceId } from '../../config/devices';

/** How a device holds the two tunnels, and what it can't do. */
export interface DeviceTraits {
  /** False if the device has no interface for a tunnel: a policy or a list of subnets selects the traffic. */
  readonly tunnelInterfaces: boolean;
  /**
   * `both`: both tunnels are up, and routes prefer tunnel 1. `standby`: both are up, and the device itself moves the traffic.
   * `waiting`: the device starts tunnel 2 only when tunnel 1 fails. `one`: only one tunnel is enabled at a time.
   */
  readonly tunnels: 'both' | 'standby' | 'waiting' | 'one';
  /** The kinds of `vpn.routing` that the device file supports. */
  readonly routing: readonly ('bgp' | 'static')[];
  /** The reason why a kind of routing is missing, and its source. */
  readonly lacks?: string;
  /** Why tunnel 2 takes over only by hand. Absent if it takes over by itself. */
  readonly failoverByHand?: string;
  /** The only inside CIDRs that the device takes with BGP. */
  readonly insideCidrs?: { readonly pattern: RegExp; readonly text: string };
}

const ROUTE_BASED: DeviceTraits = { tunnelInterfaces: true, tunnels: 'both', routing: ['bgp', 'static'] };

export const DEVICE_TRAITS: Readonly<Record<DeviceId, DeviceTraits>> = {
  'cisco-ios-xe': ROUTE_BASED,
  'cisco-asa': ROUTE_BASED,
  'cisco-ftd': ROUTE_BASED,
  'juniper-srx': ROUTE_BASED,
  'palo-alto': ROUTE_BASED,
  fortigate: ROUTE_BASED,
  sophos: ROUTE_BASED,
  'meraki-mx': {
    tunnelInterfaces: false,
    tunnels: 'standby',
    routing: ['static'],
    lacks:
      'an MX can have a BGP neighbour at such a peer (dashboard API, thirdPartyVPNPeers, ebgpNeighbor), but its AS number is that of the whole Auto VPN domain (networks_appliance_vpn_bgp), and no page with the screens was found',
    failoverByHand:
      'an MX fails over only by a health check by HTTP (the same page), and HeartLab answers no HTTP on port 80',
  },
  'check-point': ROUTE_BASED,
  watchguard: ROUTE_BASED,
  sonicwall: ROUTE_BASED,
  pfsense: ROUTE_BASED,
  opnsense: ROUTE_BASED,
  strongswan: ROUTE_BASED,
  mikrotik: { tunnelInterfaces: false, tunnels: 'one', routing: ['bgp', 'static'] },
  vyos: ROUTE_BASED,
  draytek: {
    tunnelInterfaces: false,
    tunnels: 'waiting',
    routing: ['static'],
    lacks: 'no page of DrayTek that describes BGP in an IPsec tunnel was found',
  },
  unifi: {
    ...ROUTE_BASED,
    routing: ['static'],
    lacks: 'no page of Ubiquiti that describes BGP in an IPsec tunnel was found',
    failoverByHand: 'no page of Ubiquiti describes a static route that follows a probe',
  },
  // Microsoft, "How to configure BGP for VPN Gateway" and "How to connect AWS and Azure using a BGP-enabled VPN gateway".
  'azure-vpn-gateway': {
    ...ROUTE_BASED,
    tunnelInterfaces: false,
    insideCidrs: { pattern: /^169\.254\.2[12]\./, text: '169.254.21.0 to 169.254.22.255' },
  },
  generic: ROUTE_BASED,
};
