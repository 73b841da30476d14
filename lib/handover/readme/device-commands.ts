import type { DeviceId } from '../../config/devices';

/** The commands of a device that show the state of a tunnel. */
export interface DeviceCommands {
  /** From the inside address of the device to that of AWS, which only the device can reach. */
  ping(from: string, to: string): readonly string[];
  /** The security associations. */
  readonly tunnels: readonly string[];
  readonly bgp: readonly string[];
  readonly routes: readonly string[];
}

export const DEVICE_COMMANDS: Readonly<Record<DeviceId, DeviceCommands>> = {
  'cisco-ios-xe': {
    ping: (from, to) => [`ping ${to} source ${from}`],
    tunnels: ['show crypto ikev2 sa', 'show crypto ipsec sa'],
    bgp: ['show ip bgp summary'],
    routes: ['show ip route'],
  },
  'cisco-asa': {
    ping: (_, to) => [`ping ${to}`],
    tunnels: ['show crypto ikev2 sa', 'show crypto ipsec sa'],
    bgp: ['show bgp summary'],
    routes: ['show route'],
  },
  'juniper-srx': {
    ping: (from, to) => [`ping ${to} source ${from} count 5`],
    tunnels: ['show security ike security-associations', 'show security ipsec security-associations'],
    bgp: ['show bgp summary'],
    routes: ['show route'],
  },
  'palo-alto': {
    ping: (from, to) => [`ping count 5 source ${from} host ${to}`],
    tunnels: ['show vpn ike-sa', 'show vpn ipsec-sa'],
    bgp: ['show routing protocol bgp summary'],
    routes: ['show routing route'],
  },
  fortigate: {
    ping: (from, to) => [`execute ping-options source ${from}`, `execute ping ${to}`],
    tunnels: ['get vpn ipsec tunnel summary', 'diagnose vpn ike gateway list'],
    bgp: ['get router info bgp summary'],
    routes: ['get router info routing-table all'],
  },
  strongswan: {
    ping: (from, to) => [`ping -c 5 -I ${from} ${to}`],
    tunnels: ['swanctl --list-sas'],
    bgp: ["vtysh -c 'show bgp summary'"],
    routes: ['ip route'],
  },
  mikrotik: {
    ping: (from, to) => [`/ping ${to} src-address=${from} count=5`],
    tunnels: ['/ip/ipsec/active-peers/print', '/ip/ipsec/installed-sa/print'],
    bgp: ['/routing/bgp/session/print'],
    routes: ['/ip/route/print'],
  },
  vyos: {
    ping: (from, to) => [`ping ${to} source-address ${from} count 5`],
    tunnels: ['show vpn ike sa', 'show vpn ipsec sa'],
    bgp: ['show ip bgp summary'],
    routes: ['show ip route'],
  },
  generic: {
    ping: (from, to) => [`ping from ${from} to ${to}, on the device itself`],
    tunnels: ['the list of IKE and IPsec security associations'],
    bgp: ['the summary of BGP neighbours'],
    routes: ['the routing table'],
  },
};
