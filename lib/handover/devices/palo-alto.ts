import type { EncryptionAlgorithm, IntegrityAlgorithm } from '../../config/proposals';
import type { HandoverRouting, VpnHandoverFacts } from '../facts';
import { placeholder } from '../placeholder';
import type { HandoverTunnelFacts } from '../tunnel-facts';
import { type ConfigurationLines, type DeviceRenderer, withRemoval } from './device-file';
import {
  AS_PATH_PREPENDS,
  BGP_TIMERS,
  dpdInterval,
  interfaceNumber,
  LOCAL_PREFERENCE,
  STATIC_ROUTE_DISTANCE,
  TUNNEL_TRACKING,
} from './preference';
import { optionalSets, setObject, sharedSet } from './set-lines';

/**
 * Palo Alto Networks PAN-OS with virtual routers (PAN-OS 10.2 Administrator's Guide, "VPNs", "BGP", "Path Monitoring for a Static
 * Route").
 */

const ENCRYPTION: Readonly<Record<EncryptionAlgorithm, string>> = {
  'AES256-GCM-16': 'aes-256-gcm',
  'AES128-GCM-16': 'aes-128-gcm',
  AES256: 'aes-256-cbc',
  AES128: 'aes-128-cbc',
};
const HASH: Readonly<Record<IntegrityAlgorithm, string>> = {
  'SHA2-512': 'sha512',
  'SHA2-384': 'sha384',
  'SHA2-256': 'sha256',
  SHA1: 'sha1',
};

/** PAN-OS sends at this interval and gives up after about three tries; it accepts 2 to 100 s. */
const DPD = { tries: 3, interval: { min: 2, max: 100 } } as const;

/** The highest distance of a static route in PAN-OS (pan-os-codegen: 10 to 240). */
const NO_ROUTE_DISTANCE = 240;

const LARGEST_2_BYTE_ASN = 65535;

const unit = (tunnel: 1 | 2): string => `tunnel.${interfaceNumber(tunnel)}`;
const ROUTER = `network virtual-router ${placeholder('VIRTUAL-ROUTER')}`;
const inBrackets = (items: readonly string[]): string => `[ ${items.join(' ')} ]`;

function profiles({ vpn }: VpnHandoverFacts): ConfigurationLines {
  const { phase1, phase2 } = vpn.proposals.recommended;
  const crypto = 'network ike crypto-profiles';
  return [
    setObject(`${crypto} ike-crypto-profiles heartlab`, [
      `encryption ${ENCRYPTION[phase1.encryption]}`,
      `hash ${phase1.integrity === undefined ? 'non-auth' : HASH[phase1.integrity]}`,
      `dh-group group${phase1.dhGroup}`,
      `lifetime seconds ${phase1.lifetimeSeconds}`,
    ]),
    setObject(`${crypto} ipsec-crypto-profiles heartlab`, [
      `esp encryption ${ENCRYPTION[phase2.encryption]}`,
      `esp authentication ${phase2.integrity === undefined ? 'none' : HASH[phase2.integrity]}`,
      `dh-group group${phase2.dhGroup}`,
      `lifetime seconds ${phase2.lifetimeSeconds}`,
    ]),
  ];
}

function tunnel(
  { vpn, site }: VpnHandoverFacts,
  { number, outsideAddress, inside, keyBlank }: HandoverTunnelFacts,
): ConfigurationLines {
  return [
    setObject(`network ike gateway heartlab-${number}`, [
      `# authentication pre-shared-key key ${keyBlank}`,
      'protocol version ikev2',
      'protocol ikev2 ike-crypto-profile heartlab',
      'protocol ikev2 dpd enable yes',
      `protocol ikev2 dpd interval ${dpdInterval(vpn.dpdTimeoutSeconds, DPD.tries, DPD.interval)}`,
      'protocol-common nat-traversal enable yes',
      `local-address interface ${placeholder('OUTSIDE-INTERFACE')}`,
      'local-id type ipaddr',
      `local-id id ${vpn.publicIp}`,
      `peer-address ip ${outsideAddress}`,
      'peer-id type ipaddr',
      `peer-id id ${outsideAddress}`,
    ]),
    setObject(`network interface tunnel units ${unit(number)}`, [
      `comment "HeartLab ${site} tunnel ${number}"`,
      `ip ${inside.device}/30`,
      `mtu ${vpn.mtu.mtu}`,
    ]),
    setObject(`${ROUTER} interface ${unit(number)}`, ['']),
    setObject(`network tunnel ipsec heartlab-${number}`, [
      `auto-key ike-gateway heartlab-${number}`,
      'auto-key ipsec-crypto-profile heartlab',
      `tunnel-interface ${unit(number)}`,
      'anti-replay yes',
    ]),
  ];
}

/** The firewall blocks traffic between zones: only studies may go out, and only results may come in. */
function policies(facts: VpnHandoverFacts): ConfigurationLines {
  const { vpn, hospitalCidrs, endpointAddresses, ports, deliveries, deliveryAddresses } = facts;
  const service = (name: string, port: number) => setObject(`service ${name}`, [`protocol tcp port ${port}`]);
  const open = (name: string, from: string, to: string, match: readonly string[]): ConfigurationLines => [
    setObject(`rulebase security rules ${name}`, [
      `from ${from}`,
      `to ${to}`,
      ...match,
      'application any',
      'action allow',
    ]),
    // A new rule is the last one, below a rule that denies the rest.
    `move rulebase security rules ${name} top`,
  ];
  return [
    setObject('zone heartlab', [`network layer3 ${inBrackets(vpn.tunnels.map(({ number }) => unit(number)))}`]),
    ports.map((port) => service(`heartlab-${port}`, port)),
    deliveries.map(({ port }, index) => service(`heartlab-pacs-${index + 1}`, port)),
    open('heartlab-studies', placeholder('INSIDE-ZONE'), 'heartlab', [
      `source ${inBrackets(hospitalCidrs)}`,
      `destination ${inBrackets(endpointAddresses.map(({ address }) => address))}`,
      `service ${inBrackets(ports.map((port) => `heartlab-${port}`))}`,
    ]),
    deliveries.map(({ address }, index) =>
      open(`heartlab-results-${index + 1}`, 'heartlab', placeholder('INSIDE-ZONE'), [
        `source ${inBrackets(deliveryAddresses)}`,
        `destination ${address}`,
        `service heartlab-pacs-${index + 1}`,
      ]),
    ),
  ];
}

function bgp({ vpn, cloudCidr }: VpnHandoverFacts, routing: HandoverRouting & { kind: 'bgp' }): ConfigurationLines {
  const protocol = `${ROUTER} protocol bgp`;
  const rest = (rules: string, name: string) =>
    setObject(`${rules} ${name}-rest`, ['enable yes', `used-by ${name}`, 'action deny']);
  return [
    optionalSets(`Only if the virtual router has no BGP yet (show ${protocol}), add these lines:`, [
      `${protocol} router-id ${vpn.tunnels[0].inside.device}`,
      `${protocol} local-as ${routing.asn}`,
      `${protocol} install-route yes`,
      ...(Math.max(routing.asn, routing.awsAsn) > LARGEST_2_BYTE_ASN
        ? [`${protocol} routing-options as-format 4-byte`]
        : []),
      `${protocol} enable yes`,
    ]),
    sharedSet(
      'Only if no other BGP neighbour gets these networks:',
      routing.announce.map((cidr) => `${protocol} redist-rules ${cidr} enable yes`),
    ),
    vpn.tunnels.map(({ number, inside }) => {
      const name = `heartlab-${number}`;
      const into = `${protocol} policy import rules`;
      const out = `${protocol} policy export rules`;
      return [
        setObject(`${protocol} peer-group ${name}`, [
          'enable yes',
          'type ebgp remove-private-as no',
          ...[
            'enable yes',
            `peer-as ${routing.awsAsn}`,
            `local-address interface ${unit(number)}`,
            `local-address ip ${inside.device}/30`,
            `peer-address ip ${inside.aws}`,
            `connection-options keep-alive-interval ${BGP_TIMERS.keepalive}`,
            `connection-options hold-time ${BGP_TIMERS.hold}`,
          ].map((line) => `peer ${name} ${line}`),
        ]),
        setObject(`${into} ${name}`, [
          'enable yes',
          `used-by ${name}`,
          `match address-prefix ${cloudCidr} exact yes`,
          `action allow update local-preference ${LOCAL_PREFERENCE[number]}`,
        ]),
        rest(into, name),
        setObject(`${out} ${name}`, [
          'enable yes',
          `used-by ${name}`,
          ...routing.announce.map((cidr) => `match address-prefix ${cidr} exact yes`),
          number === 2 ? `action allow update as-path prepend ${AS_PATH_PREPENDS}` : 'action allow',
        ]),
        rest(out, name),
      ];
    }),
    '# BGP announces a subnet only while the routing table has exactly that prefix.',
    optionalSets(
      'If the table lacks one of these prefixes, add its lines:',
      routing.announce.flatMap((cidr, index) => [
        `${ROUTER} routing-table ip static-route hospital-${index + 1} destination ${cidr}`,
        `${ROUTER} routing-table ip static-route hospital-${index + 1} nexthop ip-address ${placeholder('INSIDE-NEXT-HOP')}`,
      ]),
    ),
  ];
}

const staticRoute = (name: string, leaves: readonly string[]) =>
  setObject(`${ROUTER} routing-table ip static-route ${name}`, leaves);

function tracked({ vpn, cloudCidr }: VpnHandoverFacts): ConfigurationLines {
  return vpn.tunnels.map(({ number, inside }) =>
    staticRoute(`heartlab-${number}`, [
      `destination ${cloudCidr}`,
      `interface ${unit(number)}`,
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

export const paloAlto: DeviceRenderer = (facts) => {
  const { routing, tunnels, mtu, proposals, publicIp } = facts.vpn;
  const { phase1 } = proposals.recommended;
  return withRemoval(facts, 'palo-alto.txt', {
    comment: '#',
    checks: [
      'show | match heartlab',
      ...tunnels.map(({ number }) => `show | match ${unit(number)}`),
      `show | match ${facts.cloudCidr}`,
    ],
    staging: [
      'The commands above are for configuration mode, after `set cli config-output-format set`.',
      'In configuration mode, `save config to before-heartlab.xml`. Paste without the lines that begin with #. Check `show config diff` in operational mode and `validate full`, then `commit`. To return, `load config from before-heartlab.xml` and `commit`.',
    ],
    remarks: [
      'The lines are for a virtual router, not a logical router.',
      'With several virtual systems (show system info | match multi-vsys), write `set vsys <name> zone`, `set vsys <name> service` and `set vsys <name> rulebase`, and add `set vsys <name> import network interface [ tunnel.101 tunnel.102 ]`.',
      `If the outside interface has several addresses, add \`local-address ip\` to both gateways: the interface's entry with ${publicIp}. AWS accepts no other address.`,
      `PAN-OS itself lowers the MSS of packets that enter a tunnel. It derives the MSS from the MTU: ${mtu.mtu} gives ${mtu.mss}.`,
      'NAT works from zone to zone. The zone heartlab has no NAT rule, so nothing is translated.',
      ...(phase1.integrity === undefined
        ? [`With AES-GCM in phase 1, the firewall itself selects ${phase1.prf} as the PRF for group ${phase1.dhGroup}.`]
        : []),
      ...(routing.kind === 'bgp'
        ? ['If BGP on the virtual router already has another AS number, ask HeartLab before pasting.']
        : []),
    ],
    lines: [
      profiles(facts),
      tunnels.map((one) => tunnel(facts, one)),
      policies(facts),
      // While no tunnel has a route, the packets end here instead of at the default route.
      staticRoute('heartlab-none', [
        `destination ${facts.cloudCidr}`,
        'nexthop discard',
        `admin-dist ${NO_ROUTE_DISTANCE}`,
      ]),
      routing.kind === 'bgp' ? bgp(facts, routing) : tracked(facts),
    ],
  });
};
