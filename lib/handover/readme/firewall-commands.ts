import type { FirewallId } from '../devices/firewall-capabilities';
import type { DeviceCheck, DeviceCommands } from './device-check';

/** The screens and commands of the devices that are configured by hand or by an API. */

const check = (command: string, right: string): DeviceCheck => ({ command, right });
const COUNTERS = 'both tunnels, with bytes in both directions';

export const FIREWALL_COMMANDS: Readonly<Record<FirewallId, DeviceCommands>> = {
  'cisco-ftd': {
    ping: (_, to) => [`ping ${to}`],
    phase1: check('show crypto ikev2 sa', 'READY for both peers'),
    phase2: check('show crypto ipsec sa', 'both peers, with counters that rise in both directions'),
    bgp: check('show bgp summary', 'a number of prefixes, 1 or more, in the last column of both neighbours'),
    route: check('show route', 'the remote subnet by heartlab-1'),
  },
  sophos: {
    ping: (_, to) => [`Diagnostics > Tools > Ping: ${to}, interface of the tunnel`],
    phase1: check('Site-to-site VPN > IPsec', 'Active and Connection in green for both connections'),
    phase2: check('Current activities > IPsec connections', COUNTERS),
    bgp: check('Routing > Information > BGP > Neighbors', 'Established for both neighbours'),
    route: check('Routing > Information > BGP > Routes, or SD-WAN routes', 'the remote subnet by tunnel 1'),
  },
  'meraki-mx': {
    phase1: check('Security & SD-WAN > VPN status > IPsec peers', 'both peers in green'),
    phase2: check('Network-wide > Event log, VPN', 'child SA established for both peers'),
    bgp: check('nothing: this guide uses static routing', 'nothing'),
    route: check('Security & SD-WAN > Route table', 'the remote subnet by heartlab-1'),
  },
  'check-point': {
    ping: (from, to) => [`ping -I ${from} ${to}`],
    phase1: check('vpn tu list ike', 'both peers'),
    phase2: check('vpn tu tlist', 'both peers, with counters that rise'),
    bgp: check('show bgp peers', 'Established for both peers'),
    route: check('show route', 'the remote subnet by the VTI of tunnel 1'),
  },
  watchguard: {
    ping: (_, to) => [`System Status > Diagnostics > Network > Ping: ${to}`],
    phase1: check(
      'System Status > VPN Statistics > Branch Office VPN',
      'both virtual interfaces, with a time since the last renewal',
    ),
    phase2: check('System Status > VPN Statistics > Branch Office VPN', COUNTERS),
    bgp: check('System Status > Routes > BGP', 'Established for both neighbours'),
    route: check('System Status > Routes', 'the remote subnet by heartlab-1'),
  },
  sonicwall: {
    ping: (_, to) => [`Device > Diagnostics > Ping: ${to}, interface of the tunnel`],
    phase1: check('Network > IPsec VPN > Rules and Settings > Active Tunnels', 'both policies with a green mark'),
    phase2: check('Network > IPsec VPN > Rules and Settings > Active Tunnels > Statistics', COUNTERS),
    bgp: check('show ip bgp summary', 'a number of prefixes, 1 or more, in the last column of both neighbours'),
    route: check(
      'Policy > Rules and Policies > Routing Rules',
      'the remote subnet by the interface heartlab-1, active',
    ),
  },
  pfsense: {
    ping: (from, to) => [`Diagnostics > Ping: ${to}, source address ${from}`],
    phase1: check('Status > IPsec > Overview', 'Established for both tunnels'),
    phase2: check(
      'Status > IPsec > Overview > Show child SA entries',
      'Installed for both tunnels, with bytes in both directions',
    ),
    bgp: check('Status > FRR > BGP', 'Established for both neighbours'),
    route: check('Diagnostics > Routes', 'the remote subnet by the interface of tunnel 1'),
  },
  opnsense: {
    ping: (from, to) => [`ping -S ${from} ${to}`],
    phase1: check('swanctl --list-sas', 'ESTABLISHED, IKEv2 for both connections'),
    phase2: check('VPN > IPsec > Status Overview', 'INSTALLED for both children, with bytes in both directions'),
    bgp: check('Routing > Diagnostics > BGP', 'Established for both neighbours'),
    route: check('System > Routes > Status', 'the remote subnet by the interface of tunnel 1'),
  },
  draytek: {
    phase1: check('VPN and Remote Access > Connection Management', 'the profile of tunnel 1 as connected'),
    phase2: check('VPN and Remote Access > Connection Management', 'packets in both directions'),
    bgp: check('nothing: this guide uses static routing', 'nothing'),
    route: check('Diagnostics > Routing Table', 'the remote subnet by the VPN'),
  },
  unifi: {
    ping: (_, to) => [`ping ${to}, in the shell of the gateway`],
    phase1: check('Settings > VPN > Site-to-Site VPN', 'Connected for both VPNs'),
    phase2: check('Settings > VPN > Site-to-Site VPN, details', COUNTERS),
    bgp: check('nothing: this guide uses static routing', 'nothing'),
    route: check('Settings > Policy Table', 'the route of tunnel 1 as active'),
  },
  // Azure/azure-cli, network: each command needs the group and the name. An answer about a list has no connectionStatus.
  'azure-vpn-gateway': {
    phase1: check(
      'az network vpn-connection show -g GROUP -n heartlab-1 --query connectionStatus',
      'Connected, also for heartlab-2',
    ),
    phase2: check(
      'az network vpn-connection show -g GROUP -n heartlab-1 --query "[ingressBytesTransferred, egressBytesTransferred]"',
      'bytes in both directions, also for heartlab-2',
    ),
    bgp: check(
      'az network vnet-gateway list-bgp-peer-status -g GROUP -n GATEWAY -o table',
      'Connected for both neighbours',
    ),
    route: check('az network vnet-gateway list-learned-routes -g GROUP -n GATEWAY -o table', 'the remote subnet'),
  },
};
