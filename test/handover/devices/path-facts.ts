/**
 * Paths of `set` commands that Junos and PAN-OS publish, as far as the device files use them. `*` is one value; the others are the
 * words and enumerations of the schema.
 */

const JUNOS_GROUPS = 'group2|group5|group14|group15|group16|group19|group20|group21|group24';
const JUNOS_POLICY = 'security policies from-zone * to-zone * policy *';

/** Juniper/yang, junos-es conf 18.4R1, 21.4R1 and 24.4R1. */
export const JUNOS_PATHS: readonly string[] = [
  'interfaces st0 unit * description *',
  'interfaces st0 unit * family inet address|mtu *',
  'security ike proposal * authentication-method pre-shared-keys|rsa-signatures|dsa-signatures|certificates',
  `security ike proposal * dh-group ${JUNOS_GROUPS}`,
  'security ike proposal * authentication-algorithm md5|sha1|sha-256|sha-384|sha-512',
  'security ike proposal * encryption-algorithm aes-128-cbc|aes-192-cbc|aes-256-cbc|aes-128-gcm|aes-256-gcm',
  'security ike proposal * lifetime-seconds *',
  'security ike policy * proposals *',
  'security ike policy * pre-shared-key ascii-text|hexadecimal *',
  'security ike gateway * address|ike-policy|external-interface|local-address *',
  'security ike gateway * local-identity|remote-identity inet *',
  'security ike gateway * version v1-only|v2-only',
  'security ike gateway * dead-peer-detection always-send|optimized|probe-idle-tunnel',
  'security ike gateway * dead-peer-detection interval|threshold *',
  'security ipsec proposal * protocol ah|esp',
  'security ipsec proposal * encryption-algorithm aes-128-cbc|aes-192-cbc|aes-256-cbc|aes-128-gcm|aes-192-gcm|aes-256-gcm',
  'security ipsec proposal * authentication-algorithm hmac-md5-96|hmac-sha1-96|hmac-sha-256-128|hmac-sha-384|hmac-sha-512',
  'security ipsec proposal * lifetime-seconds *',
  `security ipsec policy * perfect-forward-secrecy keys ${JUNOS_GROUPS}`,
  'security ipsec policy * proposals *',
  'security ipsec vpn * bind-interface *',
  'security ipsec vpn * df-bit clear|copy|set',
  'security ipsec vpn * ike gateway|ipsec-policy *',
  'security ipsec vpn * establish-tunnels immediately|on-traffic|responder-only',
  'security flow tcp-mss ipsec-vpn mss *',
  'security zones security-zone * interfaces *',
  'security zones security-zone * host-inbound-traffic system-services ike|ping|all',
  'security zones security-zone * host-inbound-traffic protocols bgp|ospf|all',
  'security address-book global address * *',
  'applications application * protocol tcp|udp|icmp',
  'applications application * destination-port *',
  `${JUNOS_POLICY} match source-address|destination-address|application *`,
  `${JUNOS_POLICY} then permit|deny|reject`,
  `${JUNOS_POLICY} then permit tcp-options initial-tcp-mss|reverse-tcp-mss *`,
  'routing-options autonomous-system *',
  'routing-options static route * discard',
  'routing-options static route * preference *',
  'routing-options static route * qualified-next-hop * preference *',
  'policy-options policy-statement * term * from route-filter * exact',
  'policy-options policy-statement * term * then accept|reject',
  'policy-options policy-statement * term * then local-preference|as-path-prepend *',
  'protocols bgp group * type external|internal',
  'protocols bgp group * hold-time|local-as|peer-as *',
  'protocols bgp group * neighbor * import|export *',
  'services rpm probe * test * probe-type icmp-ping|icmp-ping-timestamp|tcp-ping|udp-ping|http-get',
  'services rpm probe * test * target address *',
  'services rpm probe * test * source-address|destination-interface|probe-count|probe-interval|test-interval *',
  'services rpm probe * test * thresholds successive-loss *',
  'services ip-monitoring policy * match rpm-probe *',
  'services ip-monitoring policy * then preferred-route route * next-hop *',
];

const PAN_GROUPS = 'group1|group2|group5|group14|group15|group16|group19|group20|group21';
const PAN_BGP = 'network virtual-router * protocol bgp';

/** The static routes of a router. */
const panRoutes = (route: string): readonly string[] => [
  `${route} admin-dist|destination|interface|metric *`,
  `${route} nexthop discard|none`,
  `${route} nexthop ip-address *`,
  `${route} path-monitor enable yes|no`,
  `${route} path-monitor failure-condition any|all`,
  `${route} path-monitor hold-time *`,
  `${route} path-monitor monitor-destinations * count|destination|interval|source *`,
  `${route} path-monitor monitor-destinations * enable yes|no`,
];

/** PaloAltoNetworks/pan-os-codegen, specs of 10.2 and newer. A list in brackets is one value. */
const PANOS_COMMON: readonly string[] = [
  `network ike crypto-profiles ike-crypto-profiles * dh-group ${PAN_GROUPS}`,
  'network ike crypto-profiles ike-crypto-profiles * encryption aes-128-cbc|aes-192-cbc|aes-256-cbc|aes-128-gcm|aes-256-gcm',
  'network ike crypto-profiles ike-crypto-profiles * hash md5|sha1|sha256|sha384|sha512|non-auth',
  'network ike crypto-profiles ike-crypto-profiles|ipsec-crypto-profiles * lifetime seconds|minutes|hours|days *',
  `network ike crypto-profiles ipsec-crypto-profiles * dh-group ${PAN_GROUPS}|no-pfs`,
  'network ike crypto-profiles ipsec-crypto-profiles * esp authentication md5|sha1|sha256|sha384|sha512|none',
  'network ike crypto-profiles ipsec-crypto-profiles * esp encryption aes-128-cbc|aes-192-cbc|aes-256-cbc|aes-128-ccm|aes-128-gcm|aes-256-gcm',
  'network ike gateway * authentication pre-shared-key key *',
  'network ike gateway * local-address interface|ip *',
  'network ike gateway * local-id|peer-id id *',
  'network ike gateway * local-id|peer-id type ipaddr|fqdn|ufqdn|keyid|dn',
  'network ike gateway * peer-address ip *',
  'network ike gateway * protocol ikev2 dpd enable yes|no',
  'network ike gateway * protocol ikev2 dpd interval *',
  'network ike gateway * protocol ikev2 ike-crypto-profile *',
  'network ike gateway * protocol version ikev1|ikev2|ikev2-preferred',
  'network ike gateway * protocol-common nat-traversal enable yes|no',
  'network ike gateway * protocol-common passive-mode yes|no',
  'network interface tunnel units * comment|ip|mtu *',
  'network tunnel ipsec * anti-replay yes|no',
  'network tunnel ipsec * auto-key ike-gateway|ipsec-crypto-profile *',
  'network tunnel ipsec * tunnel-interface *',
  'zone * network layer3 *',
  'service * protocol tcp port *',
  'rulebase security rules * action allow|deny|drop|reset-client|reset-server|reset-both',
  'rulebase security rules * application|category|destination|from|service|source|source-user|to *',
];

export const PANOS_PATHS: readonly string[] = [
  ...PANOS_COMMON,
  'network virtual-router * interface *',
  `${PAN_BGP} enable|install-route yes|no`,
  `${PAN_BGP} local-as|router-id *`,
  `${PAN_BGP} routing-options as-format 2-byte|4-byte`,
  `${PAN_BGP} peer-group * enable yes|no`,
  `${PAN_BGP} peer-group * type ebgp remove-private-as yes|no`,
  `${PAN_BGP} peer-group * peer * enable yes|no`,
  `${PAN_BGP} peer-group * peer * connection-options hold-time|keep-alive-interval|multihop *`,
  `${PAN_BGP} peer-group * peer * local-address interface|ip *`,
  `${PAN_BGP} peer-group * peer * peer-address ip *`,
  `${PAN_BGP} peer-group * peer * peer-as *`,
  `${PAN_BGP} policy export|import rules * action allow|deny`,
  `${PAN_BGP} policy export|import rules * action allow update as-path prepend *`,
  `${PAN_BGP} policy export|import rules * action allow update local-preference *`,
  `${PAN_BGP} policy export|import rules * enable yes|no`,
  `${PAN_BGP} policy export|import rules * match address-prefix * exact yes|no`,
  `${PAN_BGP} policy export|import rules * used-by *`,
  `${PAN_BGP} redist-rules * enable yes|no`,
  ...panRoutes('network virtual-router * routing-table ip static-route *'),
];

const PAN_VRF = 'network logical-router * vrf *';
const PAN_PROFILES = 'network routing-profile';

/** The same source, specs/network/logical-router and routing-profiles: a firewall with Advanced Routing. */
export const PANOS_ADVANCED_PATHS: readonly string[] = [
  ...PANOS_COMMON,
  `${PAN_VRF} interface *`,
  `${PAN_VRF} bgp enable|install-route yes|no`,
  `${PAN_VRF} bgp local-as|router-id *`,
  `${PAN_VRF} bgp advertise-network ipv4 network * unicast yes|no`,
  `${PAN_VRF} bgp peer-group * enable yes|no`,
  `${PAN_VRF} bgp peer-group * type ebgp|ibgp`,
  `${PAN_VRF} bgp peer-group * address-family|filtering-profile ipv4|ipv6 *`,
  `${PAN_VRF} bgp peer-group * connection-options timers *`,
  `${PAN_VRF} bgp peer-group * peer * enable yes|no`,
  `${PAN_VRF} bgp peer-group * peer * inherit yes|no`,
  `${PAN_VRF} bgp peer-group * peer * peer-as *`,
  `${PAN_VRF} bgp peer-group * peer * local-address interface|ip *`,
  `${PAN_VRF} bgp peer-group * peer * peer-address ip|fqdn *`,
  ...panRoutes(`${PAN_VRF} routing-table ip static-route *`),
  `${PAN_PROFILES} filters prefix-list * type ipv4 ipv4-entry * action permit|deny`,
  `${PAN_PROFILES} filters prefix-list * type ipv4 ipv4-entry * prefix entry network *`,
  `${PAN_PROFILES} filters route-maps bgp bgp-entry * route-map * action permit|deny`,
  `${PAN_PROFILES} filters route-maps bgp bgp-entry * route-map * match ipv4 address prefix-list *`,
  `${PAN_PROFILES} filters route-maps bgp bgp-entry * route-map * set local-preference|aspath-prepend *`,
  `${PAN_PROFILES} bgp timer-profile * hold-time|keep-alive-interval *`,
  `${PAN_PROFILES} bgp address-family-profile * ipv4|ipv6 unicast enable yes|no`,
  `${PAN_PROFILES} bgp filtering-profile * ipv4 unicast route-maps inbound|outbound *`,
];

/** The `set` lines that no path has. A quoted text and a list in brackets are one value each. */
export function unknownPaths(paths: readonly string[]): (text: string) => readonly string[] {
  const patterns = paths.map((path) => path.split(' ').map((word) => (word === '*' ? undefined : word.split('|'))));
  return (text) =>
    [...text.matchAll(/^set (.+)$/gm)].flatMap(([, line = '']) => {
      const words = line.replaceAll(/'[^']*'|"[^"]*"|\[[^\]]*\]/g, 'value').split(' ');
      const known = patterns.some(
        (pattern) =>
          pattern.length === words.length && pattern.every((choices, at) => choices?.includes(words[at] ?? '') ?? true),
      );
      return known ? [] : [line];
    });
}
