import { type EncryptionAlgorithm, hashName } from '../../config/proposals';
import type { HandoverRouting, VpnHandoverFacts } from '../facts';
import { placeholderText } from '../placeholder';
import type { HandoverTunnelFacts } from '../tunnel-facts';
import { type ConfigurationLines, type DeviceRenderer, tunnelInsideAddresses, withRemoval } from './device-file';
import {
  BESIDE_DIRECT_CONNECT,
  BGP_TIMERS,
  dpdInterval,
  interfaceNumber,
  LOCAL_PREFERENCE,
  NO_ROUTE_DISTANCE,
  prependedAsn,
  TUNNEL_TRACKING,
} from './preference';
import { optionalSets, setObject, sharedSet } from './set-lines';
import { VYOS_RULES, vyosFilters } from './vyos-filter';

/** VyOS 1.4: virtual tunnel interfaces (VyOS User Guide, "Site-to-Site", "BGP", "Failover"). */

const ENCRYPTION: Readonly<Record<EncryptionAlgorithm, string>> = {
  'AES256-GCM-16': 'aes256gcm128',
  'AES128-GCM-16': 'aes128gcm128',
  AES256: 'aes256',
  AES128: 'aes128',
};

const DPD = { tries: 3, interval: { min: 2, max: 86400 } } as const;

const vti = (tunnel: 1 | 2): string => `vti${interfaceNumber(tunnel)}`;

/** VyOS requires a hash with every cipher. With AES-GCM it is the PRF's in phase 1, and has no effect in phase 2. */
function proposals({ vpn }: VpnHandoverFacts): ConfigurationLines {
  const { phase1, phase2 } = vpn.proposals.recommended;
  const prf = hashName(phase1.prf ?? 'SHA2-384');
  return [
    setObject('vpn ipsec ike-group heartlab', [
      'key-exchange ikev2',
      `lifetime ${phase1.lifetimeSeconds}`,
      `proposal 1 encryption ${ENCRYPTION[phase1.encryption]}`,
      `proposal 1 hash ${prf}`,
      `proposal 1 prf prf${prf}`,
      `proposal 1 dh-group ${phase1.dhGroup}`,
      'dead-peer-detection action restart',
      `dead-peer-detection interval ${dpdInterval(vpn.dpdTimeoutSeconds, DPD.tries, DPD.interval)}`,
      'close-action start',
      'disable-mobike',
    ]),
    setObject('vpn ipsec esp-group heartlab', [
      'mode tunnel',
      `lifetime ${phase2.lifetimeSeconds}`,
      `pfs dh-group${phase2.dhGroup}`,
      `proposal 1 encryption ${ENCRYPTION[phase2.encryption]}`,
      `proposal 1 hash ${phase2.integrity === undefined ? prf : hashName(phase2.integrity)}`,
    ]),
  ];
}

/** The blank of a key has no quotes: to the shell of VyOS, vbash, `<` and `>` without quotes are a syntax error. */
function tunnel(
  { vpn, site }: VpnHandoverFacts,
  { number, outsideAddress, inside, keyBlank }: HandoverTunnelFacts,
): ConfigurationLines {
  return [
    setObject(`interfaces vti ${vti(number)}`, [
      `description 'HeartLab ${site} tunnel ${number}'`,
      `address ${inside.device}/30`,
      `mtu ${vpn.mtu.mtu}`,
      `ip adjust-mss ${vpn.mtu.mss}`,
    ]),
    setObject(`vpn ipsec authentication psk heartlab-${number}`, [
      `id ${vpn.publicIp}`,
      `id ${outsideAddress}`,
      `secret ${keyBlank}`,
    ]),
    setObject(`vpn ipsec site-to-site peer heartlab-${number}`, [
      'authentication mode pre-shared-secret',
      `authentication local-id ${vpn.publicIp}`,
      `authentication remote-id ${outsideAddress}`,
      'connection-type initiate',
      'ike-group heartlab',
      'local-address any',
      `remote-address ${outsideAddress}`,
      `vti bind ${vti(number)}`,
      'vti esp-group heartlab',
    ]),
  ];
}

function bgp({ vpn, cloudCidr }: VpnHandoverFacts, routing: HandoverRouting & { kind: 'bgp' }): ConfigurationLines {
  const permit = (list: string, cidrs: readonly string[]) =>
    setObject(
      `policy prefix-list ${list}`,
      cidrs.flatMap((cidr, index) => [
        `rule ${10 * (index + 1)} action permit`,
        `rule ${10 * (index + 1)} prefix ${cidr}`,
      ]),
    );
  return [
    permit('HEARTLAB-OUT', routing.announce),
    permit('HEARTLAB-IN', [cloudCidr]),
    optionalSets(
      'Only if the router has no BGP yet (show configuration commands | match bgp), add this line:',
      [`protocols bgp system-as ${routing.asn}`],
      ['protocols bgp'],
    ),
    sharedSet(
      'Only if no other BGP neighbour gets these networks:',
      routing.announce.map((cidr) => `protocols bgp address-family ipv4-unicast network ${cidr}`),
    ),
    vpn.tunnels.map(({ number, inside }) => [
      setObject(`policy route-map HEARTLAB-${number}-IN`, [
        'rule 10 action permit',
        'rule 10 match ip address prefix-list HEARTLAB-IN',
        `rule 10 set local-preference ${LOCAL_PREFERENCE[number]}`,
      ]),
      setObject(`policy route-map HEARTLAB-${number}-OUT`, [
        'rule 10 action permit',
        'rule 10 match ip address prefix-list HEARTLAB-OUT',
        number === 2 ? `rule 10 set as-path prepend '${prependedAsn(routing.asn)}'` : undefined,
      ]),
      setObject(`protocols bgp neighbor ${inside.aws}`, [
        `remote-as ${routing.awsAsn}`,
        `timers keepalive ${BGP_TIMERS.keepalive}`,
        `timers holdtime ${BGP_TIMERS.hold}`,
        `address-family ipv4-unicast route-map import HEARTLAB-${number}-IN`,
        `address-family ipv4-unicast route-map export HEARTLAB-${number}-OUT`,
      ]),
    ]),
  ];
}

/** The ping leaves through the tunnel's interface, so it has its inside address. */
const tracked = ({ vpn, cloudCidr }: VpnHandoverFacts): ConfigurationLines => [
  setObject(
    `protocols failover route ${cloudCidr}`,
    vpn.tunnels.flatMap(({ number, inside }) =>
      [
        `interface ${vti(number)}`,
        `metric ${number}`,
        'check type icmp',
        `check target ${inside.aws}`,
        `check timeout ${TUNNEL_TRACKING.intervalSeconds}`,
      ].map((line) => `next-hop ${inside.aws} ${line}`),
    ),
  ),
];

export const renderVyos: DeviceRenderer = (facts) => {
  const { routing, tunnels } = facts.vpn;
  const outside = placeholderText('OUTSIDE-INTERFACE');
  return withRemoval(facts, 'vyos.txt', {
    comment: '#',
    checks: [
      'show configuration commands | match -i heartlab',
      `show configuration commands | match "${tunnels.map(({ number }) => vti(number)).join('|')}"`,
      `show configuration commands | match "filter rule (${VYOS_RULES.join('|')}) "`,
      `show configuration commands | match ${facts.cloudCidr}`,
      `show configuration commands | match "${tunnelInsideAddresses(facts).join('|')}"`,
    ],
    staging: [
      'Paste in configuration mode, check `compare`, then `commit-confirm 10`. Without a `confirm` within 10 minutes the router restarts with its saved configuration. After `confirm`, `save`.',
    ],
    remarks: [
      'Source NAT rules name an outbound interface. None of them names vti101 or vti102, so nothing is translated.',
      `Filter: the rules ${VYOS_RULES.join(', ')} precede every other rule. If the firewall uses zones, the tunnel interfaces need a zone too, with the connections of HEARTLAB-IN and HEARTLAB-OUT.`,
      'VyOS cannot set how soon it gives up a silent peer: about 165 seconds with IKEv2. BGP or the ping moves the traffic before.',
      ...(routing.kind === 'static' && facts.directConnect.length > 0 ? [BESIDE_DIRECT_CONNECT] : []),
      ...(routing.kind === 'bgp'
        ? ['If BGP on the router already has another AS number, ask HeartLab before pasting.']
        : []),
    ],
    lines: [
      sharedSet('Only if no other VPN ends on this interface:', [`vpn ipsec interface ${outside}`]),
      proposals(facts),
      tunnels.map((one) => tunnel(facts, one)),
      vyosFilters(facts, vti),
      // While no tunnel has a route, the packets end here instead of at the default route.
      setObject(`protocols static route ${facts.cloudCidr}`, [`blackhole distance ${NO_ROUTE_DISTANCE}`]),
      routing.kind === 'bgp' ? bgp(facts, routing) : tracked(facts),
    ],
  });
};
