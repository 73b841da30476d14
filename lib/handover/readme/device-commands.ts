import type { DeviceId } from '../../config/devices';
import type { HandoverVpnFacts } from '../facts';
import type { DeviceCheck, DeviceCommands } from './device-check';
import { FIREWALL_COMMANDS } from './firewall-commands';

const ESTABLISHED = 'a number of prefixes, 1 or more, in the last column of both neighbours';
const check = (command: string, right: string): DeviceCheck => ({ command, right });

const DEVICE_COMMANDS: Readonly<Record<DeviceId, DeviceCommands>> = {
  ...FIREWALL_COMMANDS,
  'cisco-ios-xe': {
    ping: (from, to) => [`ping ${to} source ${from}`],
    phase1: check('show crypto ikev2 sa', 'Status READY for both peers'),
    phase2: check('show crypto ipsec sa', 'Status: ACTIVE for both peers, and counters that rise in both directions'),
    bgp: check('show ip bgp summary', ESTABLISHED),
    route: check('show ip route', 'the remote subnet by the tunnel interface of tunnel 1'),
  },
  'cisco-asa': {
    ping: (_, to) => [`ping ${to}`],
    phase1: check('show crypto ikev2 sa', 'Status UP-ACTIVE, and READY for both peers'),
    phase2: check('show crypto ipsec sa', 'both peers, with counters that rise in both directions'),
    bgp: check('show bgp summary', ESTABLISHED),
    route: check('show route', 'the remote subnet by heartlab-1'),
  },
  'juniper-srx': {
    ping: (from, to) => [`ping ${to} source ${from} count 5`],
    phase1: check('show security ike security-associations', 'State UP for both peers'),
    phase2: check(
      'show security ipsec security-associations',
      'two associations for each peer, one for each direction',
    ),
    bgp: check('show bgp summary', 'Establ for both neighbours'),
    route: check('show route', 'the remote subnet by the tunnel interface of tunnel 1'),
  },
  'palo-alto': {
    ping: (from, to) => [`ping count 5 source ${from} host ${to}`],
    phase1: check('show vpn ike-sa', 'an IKEv2 SA for both gateways'),
    phase2: check('show vpn ipsec-sa', 'an association for both tunnels'),
    bgp: check('show routing protocol bgp summary', 'Established for both peers'),
    route: check('show routing route', 'the remote subnet by the tunnel interface of tunnel 1, with the flag A'),
  },
  fortigate: {
    ping: (from, to) => [`execute ping-options source ${from}`, `execute ping ${to}`],
    phase1: check('diagnose vpn ike gateway list', 'status: established for both gateways'),
    phase2: check('get vpn ipsec tunnel summary', 'selectors(total,up): 1/1 for both tunnels'),
    bgp: check('get router info bgp summary', ESTABLISHED),
    route: check('get router info routing-table all', 'the remote subnet by heartlab-1'),
  },
  strongswan: {
    ping: (from, to) => [`ping -c 5 -I ${from} ${to}`],
    phase1: check('swanctl --list-sas', 'ESTABLISHED, IKEv2 for both connections'),
    phase2: check('swanctl --list-sas --raw', 'the state INSTALLED for both children'),
    bgp: check("vtysh -c 'show bgp summary'", ESTABLISHED),
    route: check('ip route', 'the remote subnet by heartlab1'),
  },
  mikrotik: {
    ping: (from, to) => [`/tool/ping ${to} src-address=${from} count=5`],
    phase1: check('/ip/ipsec/active-peers/print', 'the state established for the enabled tunnel'),
    phase2: check('/ip/ipsec/installed-sa/print', 'two associations of the enabled tunnel, one for each direction'),
    bgp: check('/routing/bgp/session/print', 'the flag E (established) for the enabled tunnel'),
    route: check(
      '/ip/ipsec/policy/print',
      'the state established for the policy of the enabled tunnel: a policy takes the traffic, not a route',
    ),
  },
  vyos: {
    ping: (from, to) => [`ping ${to} source-address ${from} count 5`],
    phase1: check('show vpn ike sa', 'State up for both peers'),
    phase2: check('show vpn ipsec sa', 'State up for both connections'),
    bgp: check('show ip bgp summary', ESTABLISHED),
    route: check('show ip route', 'the remote subnet by vti101'),
  },
  generic: {
    ping: (from, to) => [`ping from ${from} to ${to}, on the device itself`],
    phase1: check('the list of IKE security associations', 'one for each tunnel'),
    phase2: check('the list of IPsec security associations', 'one for each tunnel, with counters that rise'),
    bgp: check('the summary of BGP neighbours', 'both as established'),
    route: check('the routing table', 'the remote subnet by tunnel 1'),
  },
};

/** PAN-OS with logical routers has other commands for routes and BGP. */
const ADVANCED_ROUTING: Pick<DeviceCommands, 'bgp' | 'route'> = {
  bgp: check('show advanced-routing bgp summary', 'Established for both peers'),
  route: check('show advanced-routing route', 'the remote subnet by the tunnel interface of tunnel 1'),
};

export const deviceCommands = ({ device, release }: HandoverVpnFacts): DeviceCommands => ({
  ...DEVICE_COMMANDS[device],
  ...(release.features.includes('advanced-routing') ? ADVANCED_ROUTING : {}),
});
