/**
 * The command trees that VyOS, FortiOS and RouterOS publish, as far as the device files use them. Typed out as facts: a file that
 * leaves them fails.
 */

/**
 * vyos/vyos-1x, interface-definitions of sagitta (1.4) and circinus (1.5). `*` is one value; the others are the words and
 * enumerations of the definitions.
 */
export const VYOS_PATHS: readonly string[] = [
  'vpn ipsec interface *',
  'vpn ipsec options disable-route-autoinstall',
  'vpn ipsec ike-group * key-exchange ikev1|ikev2',
  'vpn ipsec ike-group * lifetime *',
  'vpn ipsec ike-group * proposal * encryption aes128|aes256|aes128gcm128|aes256gcm128',
  'vpn ipsec ike-group * proposal * hash sha1|sha256|sha384|sha512',
  'vpn ipsec ike-group * proposal * prf prfsha1|prfsha256|prfsha384|prfsha512',
  'vpn ipsec ike-group * proposal * dh-group 2|5|14|15|16|17|18|19|20|21',
  'vpn ipsec ike-group * dead-peer-detection action trap|clear|restart',
  'vpn ipsec ike-group * dead-peer-detection interval *',
  'vpn ipsec ike-group * dead-peer-detection timeout *',
  'vpn ipsec ike-group * close-action none|trap|start',
  'vpn ipsec ike-group * disable-mobike',
  'vpn ipsec esp-group * mode tunnel|transport',
  'vpn ipsec esp-group * lifetime *',
  'vpn ipsec esp-group * pfs dh-group2|dh-group5|dh-group14|dh-group15|dh-group16|dh-group17|dh-group18|dh-group19|dh-group20|dh-group21',
  'vpn ipsec esp-group * proposal * encryption aes128|aes256|aes128gcm128|aes256gcm128',
  'vpn ipsec esp-group * proposal * hash sha1|sha256|sha384|sha512',
  'vpn ipsec authentication psk * id *',
  'vpn ipsec authentication psk * secret *',
  'vpn ipsec site-to-site peer * authentication mode pre-shared-secret|rsa|x509',
  'vpn ipsec site-to-site peer * authentication local-id *',
  'vpn ipsec site-to-site peer * authentication remote-id *',
  'vpn ipsec site-to-site peer * connection-type initiate|respond|none',
  'vpn ipsec site-to-site peer * ike-group *',
  'vpn ipsec site-to-site peer * local-address *',
  'vpn ipsec site-to-site peer * remote-address *',
  'vpn ipsec site-to-site peer * vti bind *',
  'vpn ipsec site-to-site peer * vti esp-group *',
  'interfaces vti * description *',
  'interfaces vti * address *',
  'interfaces vti * mtu *',
  'interfaces vti * ip adjust-mss *',
  'firewall ipv4 name * default-action accept|drop|jump|reject|return|continue',
  'firewall ipv4 name * rule * action accept|continue|drop|jump|offload|queue|reject|return',
  'firewall ipv4 name * rule * protocol tcp|udp|icmp|all',
  'firewall ipv4 name * rule * state established|invalid|new|related',
  'firewall ipv4 name * rule * tcp flags ack|syn|fin|rst|psh|urg|ecn|cwr',
  'firewall ipv4 name * rule * source|destination address|port *',
  'firewall ipv4 forward|input|output filter rule * action accept|continue|drop|jump|offload|queue|reject|return',
  'firewall ipv4 forward|input|output filter rule * jump-target *',
  'firewall ipv4 forward|input|output filter rule * inbound-interface|outbound-interface name *',
  'protocols static route * blackhole distance *',
  'protocols static route * next-hop *',
  'protocols failover route * next-hop * interface *',
  'protocols failover route * next-hop * metric *',
  'protocols failover route * next-hop * check type arp|icmp|tcp',
  'protocols failover route * next-hop * check target *',
  'protocols failover route * next-hop * check timeout *',
  'policy prefix-list * rule * action permit|deny',
  'policy prefix-list * rule * prefix *',
  'policy route-map * rule * action permit|deny',
  'policy route-map * rule * match ip address prefix-list *',
  'policy route-map * rule * set local-preference *',
  'policy route-map * rule * set as-path prepend *',
  'protocols bgp system-as *',
  'protocols bgp address-family ipv4-unicast network *',
  'protocols bgp neighbor * remote-as *',
  'protocols bgp neighbor * timers keepalive|holdtime *',
  'protocols bgp neighbor * address-family ipv4-unicast route-map import|export *',
];

/** fortinet.fortios 2.4, versioned_schema: the settings by table, and by the table inside it. */
export const FORTIOS_TABLES: Readonly<Record<string, readonly string[]>> = {
  'vpn ipsec phase1-interface': [
    ...['interface', 'ike-version', 'peertype', 'net-device', 'localid-type', 'localid', 'remote-gw', 'psksecret'],
    ...['proposal', 'dhgrp', 'keylife', 'nattraversal', 'dpd', 'dpd-retryinterval', 'dpd-retrycount', 'local-gw'],
    ...['passive-mode', 'auto-negotiate'],
  ],
  'vpn ipsec phase2-interface': [
    ...['phase1name', 'proposal', 'pfs', 'dhgrp', 'keylifeseconds', 'replay', 'auto-negotiate', 'src-subnet'],
    'dst-subnet',
  ],
  'system interface': [
    ...['vdom', 'type', 'interface', 'description', 'ip', 'remote-ip', 'allowaccess', 'mtu-override', 'mtu', 'tcp-mss'],
  ],
  'system zone': ['intrazone', 'interface', 'description'],
  'system link-monitor': [
    ...['srcintf', 'server', 'protocol', 'gateway-ip', 'source-ip', 'interval', 'probe-timeout', 'failtime'],
    ...['recoverytime', 'update-static-route', 'status'],
  ],
  'firewall address': ['type', 'subnet', 'comment'],
  'firewall service custom': ['protocol', 'tcp-portrange', 'comment'],
  'firewall policy': [
    ...['name', 'srcintf', 'dstintf', 'srcaddr', 'dstaddr', 'service', 'schedule', 'action', 'nat', 'logtraffic'],
    ...['status', 'comments'],
  ],
  'router static': ['dst', 'device', 'gateway', 'distance', 'priority', 'blackhole', 'comment', 'status'],
  'router prefix-list': ['comments'],
  'router prefix-list/rule': ['action', 'prefix', 'ge', 'le'],
  'router route-map': ['comments'],
  'router route-map/rule': ['action', 'match-ip-address', 'set-local-preference', 'set-aspath', 'set-aspath-action'],
  'router bgp': ['as', 'router-id'],
  'router bgp/neighbor': [
    ...['remote-as', 'update-source', 'keep-alive-timer', 'holdtime-timer', 'route-map-in', 'route-map-out'],
    ...['soft-reconfiguration', 'description', 'interface', 'ebgp-enforce-multihop'],
  ],
  'router bgp/network': ['prefix', 'network-import-check', 'route-map'],
};

/** tikoci/restraml, /console/inspect trees of RouterOS 7.9 to 7.24: the arguments of `add` and `set` by menu. */
export const ROUTEROS_MENUS: Readonly<Record<string, readonly string[]>> = {
  'ip ipsec profile': [
    ...['name', 'enc-algorithm', 'hash-algorithm', 'prf-algorithm', 'dh-group', 'lifetime', 'nat-traversal'],
    ...['dpd-interval', 'dpd-maximum-failures', 'proposal-check'],
  ],
  'ip ipsec proposal': ['name', 'enc-algorithms', 'auth-algorithms', 'pfs-group', 'lifetime'],
  'ip ipsec peer': ['name', 'address', 'local-address', 'exchange-mode', 'profile', 'disabled', 'passive', 'comment'],
  'ip ipsec identity': ['peer', 'auth-method', 'secret', 'my-id', 'remote-id', 'generate-policy', 'comment'],
  'ip ipsec policy': [
    ...['peer', 'proposal', 'tunnel', 'action', 'src-address', 'dst-address', 'level', 'disabled', 'comment'],
    'place-before',
  ],
  'interface bridge': ['name', 'protocol-mode', 'comment'],
  'ip address': ['address', 'interface', 'comment'],
  'ip route': ['dst-address', 'gateway', 'distance', 'blackhole', 'pref-src', 'comment', 'disabled'],
  'ip firewall address-list': ['list', 'address', 'comment'],
  'ip firewall raw': [
    ...['chain', 'action', 'jump-target', 'src-address', 'dst-address', 'src-address-list', 'dst-address-list'],
    ...['protocol', 'src-port', 'dst-port', 'tcp-flags', 'ipsec-policy', 'comment', 'place-before'],
  ],
  'ip firewall filter': [
    ...['chain', 'action', 'jump-target', 'src-address', 'dst-address', 'src-address-list', 'dst-address-list'],
    ...['protocol', 'src-port', 'dst-port', 'connection-state', 'ipsec-policy', 'comment', 'place-before'],
  ],
  'ip firewall nat': [
    ...['chain', 'action', 'src-address', 'dst-address', 'src-address-list', 'dst-address-list', 'comment'],
    'place-before',
  ],
  'ip firewall mangle': [
    ...['chain', 'action', 'new-mss', 'tcp-mss', 'protocol', 'tcp-flags', 'src-address', 'dst-address', 'passthrough'],
    ...['comment', 'place-before', 'ipsec-policy'],
  ],
  'routing bgp instance': ['name', 'as', 'router-id', 'comment'],
  'routing bgp connection': [
    ...['name', 'instance', 'as', 'address-families', 'local.role', 'local.address', 'remote.address', 'remote.as'],
    ...[
      'input.filter',
      'output.filter-chain',
      'output.network',
      'keepalive-time',
      'hold-time',
      'router-id',
      'multihop',
    ],
    ...['connect', 'listen', 'templates', 'disabled', 'comment', 'routing-table'],
  ],
  'routing filter rule': ['chain', 'rule', 'disabled', 'comment'],
  'system script': ['name', 'policy', 'source', 'dont-require-permissions', 'comment'],
  'system scheduler': ['name', 'interval', 'start-time', 'policy', 'on-event', 'comment'],
};
