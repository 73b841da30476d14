/**
 * The commands of IOS XE and ASA that the device files use, by the head of their section; the first level is ''. `*` is one word, and
 * `A` is `host` with an address, or an address with its mask.
 */
export type CiscoGrammar = Readonly<Record<string, readonly string[]>>;

const IPV4_FAMILY = 'address-family ipv4 unicast';
const ROUTE_MAP = ['match ip address prefix-list *', 'set local-preference *', 'set as-path prepend * *'];
const NEIGHBOR = ['neighbor * activate', 'neighbor * route-map * in|out'];

/** CiscoDevNet/terraform-provider-iosxe, gen/definitions: the native YANG model of IOS XE 17.12 and 17.15. */
export const IOS_XE_GRAMMAR: CiscoGrammar = {
  '': [
    'crypto ikev2 proposal|policy|keyring|profile *',
    'crypto ipsec transform-set * esp-gcm 128|192|256',
    'crypto ipsec transform-set * esp-aes 128|192|256 esp-sha-hmac|esp-sha256-hmac|esp-sha384-hmac|esp-sha512-hmac',
    'crypto ipsec profile *',
    'ip access-list extended *',
    'interface *',
    'ip route A * *',
    'ip route A * * track *',
    'ip sla *',
    'ip sla schedule * life forever start-time now',
    'track * ip sla * reachability|state',
    'ip prefix-list * seq * permit|deny *',
    'route-map * permit|deny *',
    'router bgp *',
  ],
  'crypto ikev2 proposal *': [
    'encryption aes-cbc-128|aes-cbc-192|aes-cbc-256|aes-gcm-128|aes-gcm-256',
    'integrity|prf sha1|sha256|sha384|sha512',
    'group 1|2|14|15|16|19|20|21|24',
  ],
  'crypto ikev2 policy *': ['proposal *'],
  'crypto ikev2 keyring *': ['peer *'],
  'peer *': ['address *', 'pre-shared-key *'],
  'crypto ikev2 profile *': [
    'match identity remote address A',
    'identity local address *',
    'authentication remote|local pre-share',
    'keyring local *',
    'lifetime *',
    'dpd * * periodic|on-demand',
  ],
  'crypto ipsec transform-set *': ['mode tunnel|transport'],
  'crypto ipsec profile *': [
    'set transform-set|ikev2-profile *',
    'set pfs group1|group2|group5|group14|group15|group16|group19|group20|group21|group24',
    'set security-association lifetime seconds *',
    'set security-association lifetime kilobytes disable',
  ],
  'ip access-list extended *': ['permit icmp A A', 'permit tcp A A eq *', 'permit tcp A eq * A established'],
  'interface *': [
    'description * * * *',
    'ip address A',
    'ip mtu *',
    'ip tcp adjust-mss *',
    'ip access-group * in|out',
    'tunnel source|destination *',
    'tunnel mode ipsec ipv4',
    'tunnel protection ipsec profile *',
    'no shutdown',
  ],
  'ip sla *': ['icmp-echo * source-ip *', 'threshold|timeout|frequency *'],
  'track *': ['delay down * up *'],
  'route-map *': ROUTE_MAP,
  'router bgp *': ['neighbor * remote-as *', 'neighbor * timers * *', IPV4_FAMILY],
  [IPV4_FAMILY]: ['network * mask *', ...NEIGHBOR],
};

/**
 * VTI and IKEv2: the guides of Google Cloud and IBM Cloud for an ASA, and Cisco's "Virtual Tunnel Interface" (ASA VPN CLI guide). Access
 * lists, routes, maps and BGP: batfish/batfish, grammar cisco_asa. `sla monitor` and `track rtr`: the sample of AWS for an ASA.
 */
export const ASA_GRAMMAR: CiscoGrammar = {
  '': [
    'access-list * extended permit|deny tcp|icmp|ip A A',
    'access-list * extended permit tcp A A eq *',
    'access-list * extended permit tcp A eq * A',
    'access-list * extended deny ip any any',
    'crypto ikev2 policy *',
    'crypto ipsec ikev2 ipsec-proposal *',
    'crypto ipsec profile *',
    'group-policy * internal|attributes',
    'tunnel-group * type ipsec-l2l',
    'tunnel-group * general-attributes|ipsec-attributes',
    'interface *',
    'route * A *',
    'route * A * *',
    'route * A * * track *',
    'access-group * in|out interface *',
    'sla monitor *',
    'sla monitor schedule * life forever start-time now',
    'track * rtr * reachability',
    'class-map|policy-map *',
    'service-policy * interface *',
    'prefix-list * seq * permit|deny *',
    'route-map * permit|deny *',
    'router bgp *',
  ],
  'crypto ikev2 policy *': [
    'encryption aes|aes-192|aes-256|aes-gcm|aes-gcm-192|aes-gcm-256',
    'integrity sha|sha256|sha384|sha512|null',
    'group 1|2|5|14|15|16|19|20|21|24',
    'prf sha|sha256|sha384|sha512',
    'lifetime seconds *',
  ],
  'crypto ipsec ikev2 ipsec-proposal *': [
    'protocol esp encryption aes|aes-192|aes-256|aes-gcm|aes-gcm-192|aes-gcm-256',
    'protocol esp integrity sha-1|sha-256|sha-384|sha-512|null',
  ],
  'crypto ipsec profile *': [
    'set ikev2 ipsec-proposal *',
    'set pfs group1|group2|group5|group14|group19|group20|group21|group24',
    'set security-association lifetime kilobytes unlimited',
    'set security-association lifetime seconds *',
  ],
  'group-policy *': ['vpn-tunnel-protocol ikev1|ikev2', 'vpn-filter value *'],
  'tunnel-group *': ['default-group-policy *', 'isakmp keepalive threshold * retry *'],
  'interface *': [
    'nameif *',
    'ip address A',
    'tunnel source interface *',
    'tunnel destination *',
    'tunnel mode ipsec ipv4',
    'tunnel protection ipsec profile *',
    'no shutdown',
  ],
  'sla monitor *': ['type echo protocol ipIcmpEcho * interface *', 'num-packets|threshold|timeout|frequency *'],
  'class-map *': ['match access-list *'],
  'policy-map *': ['class *'],
  'class *': ['set connection advanced-options tcp-state-bypass'],
  'route-map *': ROUTE_MAP,
  'router bgp *': [IPV4_FAMILY],
  [IPV4_FAMILY]: [
    'neighbor * remote-as *',
    'neighbor * timers * * *',
    'neighbor * ebgp-multihop *',
    'network * mask *',
    ...NEIGHBOR,
  ],
};

const ADDRESS = String.raw`\d+(?:\.\d+){3}`;
/** Addresses with their masks as `A`. A network of BGP has `mask` between both, and stays as it is. */
const withoutAddresses = (line: string): string =>
  line.replaceAll(new RegExp(`host ${ADDRESS}|${ADDRESS} ${ADDRESS}`, 'g'), 'A');

function matches(pattern: string, words: readonly string[]): boolean {
  const expected = pattern.split(' ');
  return (
    expected.length === words.length &&
    expected.every((word, at) => word === '*' || word.split('|').includes(words[at] ?? ''))
  );
}

/** The lines that the grammar lacks. `no` names the first words of a command that it has. */
export function unknownToCisco(grammar: CiscoGrammar): (text: string) => readonly string[] {
  const headOf = (line: string): string | undefined =>
    Object.keys(grammar).find((key) => key !== '' && matches(key, line.split(' ').slice(0, key.split(' ').length)));
  const isRemoval = (words: readonly string[], commands: readonly string[]): boolean =>
    commands.some((command) => matches(command.split(' ').slice(0, words.length).join(' '), words));
  return (text) => {
    const heads: string[] = [];
    return text.split('\n').flatMap((raw) => {
      const line = withoutAddresses(raw.trim());
      if (/^(?:!.*|exit|exit-address-family|)$/.test(line)) return [];
      heads.length = raw.length - raw.trimStart().length;
      heads.push(line);
      const parent = heads.at(-2);
      const key = parent === undefined ? '' : headOf(parent);
      const commands = grammar[key ?? 'none'] ?? [];
      const words = line.split(' ');
      const known =
        commands.some((command) => matches(command, words)) ||
        (words[0] === 'no' && isRemoval(words.slice(1), commands));
      return known ? [] : [[parent, line].filter((part) => part !== undefined).join(' > ')];
    });
  };
}
