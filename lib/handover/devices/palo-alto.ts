import type { EncryptionAlgorithm, IntegrityAlgorithm } from '../../config/proposals';
import type { HandoverRouting, VpnHandoverFacts } from '../facts';
import { placeholder } from '../placeholder';
import type { HandoverTunnelFacts } from '../tunnel-facts';
import { type ConfigurationLines, type DeviceRenderer, withHeading } from './device-file';
import {
  AS_PATH_PREPENDS,
  BGP_TIMERS,
  dpdInterval,
  interfaceNumber,
  LOCAL_PREFERENCE,
  STATIC_ROUTE_DISTANCE,
  TUNNEL_TRACKING,
} from './preference';

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

const LARGEST_2_BYTE_ASN = 65535;

const unit = (tunnel: 1 | 2): string => `tunnel.${interfaceNumber(tunnel)}`;
const ROUTER = `set network virtual-router ${placeholder('VIRTUAL-ROUTER')}`;
const inBrackets = (items: readonly string[]): string => `[ ${items.join(' ')} ]`;

function profiles({ vpn }: VpnHandoverFacts): ConfigurationLines {
  const { phase1, phase2 } = vpn.proposals.recommended;
  const ike = 'set network ike crypto-profiles ike-crypto-profiles heartlab';
  const esp = 'set network ike crypto-profiles ipsec-crypto-profiles heartlab';
  return [
    `${ike} encryption ${ENCRYPTION[phase1.encryption]}`,
    `${ike} hash ${phase1.integrity === undefined ? 'non-auth' : HASH[phase1.integrity]}`,
    `${ike} dh-group group${phase1.dhGroup}`,
    `${ike} lifetime seconds ${phase1.lifetimeSeconds}`,
    `${esp} esp encryption ${ENCRYPTION[phase2.encryption]}`,
    `${esp} esp authentication ${phase2.integrity === undefined ? 'none' : HASH[phase2.integrity]}`,
    `${esp} dh-group group${phase2.dhGroup}`,
    `${esp} lifetime seconds ${phase2.lifetimeSeconds}`,
  ];
}

function tunnel(
  { vpn, site }: VpnHandoverFacts,
  { number, outsideAddress, inside, keyBlank }: HandoverTunnelFacts,
): ConfigurationLines {
  const gateway = `set network ike gateway heartlab-${number}`;
  const ipsec = `set network tunnel ipsec heartlab-${number}`;
  const face = `set network interface tunnel units ${unit(number)}`;
  return [
    `${gateway} authentication pre-shared-key key ${keyBlank}`,
    `${gateway} protocol version ikev2`,
    `${gateway} protocol ikev2 ike-crypto-profile heartlab`,
    `${gateway} protocol ikev2 dpd enable yes`,
    `${gateway} protocol ikev2 dpd interval ${dpdInterval(vpn.dpdTimeoutSeconds, DPD.tries, DPD.interval)}`,
    `${gateway} protocol-common nat-traversal enable yes`,
    `${gateway} local-address interface ${placeholder('OUTSIDE-INTERFACE')}`,
    `${gateway} local-id type ipaddr`,
    `${gateway} local-id id ${vpn.publicIp}`,
    `${gateway} peer-address ip ${outsideAddress}`,
    `${gateway} peer-id type ipaddr`,
    `${gateway} peer-id id ${outsideAddress}`,
    `${face} comment "HeartLab ${site} tunnel ${number}"`,
    `${face} ip ${inside.device}/30`,
    `${face} mtu ${vpn.mtu.mtu}`,
    `${ROUTER} interface ${unit(number)}`,
    `${ipsec} auto-key ike-gateway heartlab-${number}`,
    `${ipsec} auto-key ipsec-crypto-profile heartlab`,
    `${ipsec} tunnel-interface ${unit(number)}`,
    `${ipsec} anti-replay yes`,
  ];
}

/** The firewall blocks traffic between zones: only studies may go out, and only results may come in. */
function policies({
  vpn,
  hospitalCidrs,
  cloudCidr,
  ports,
  deliveries,
  deliveryAddresses,
}: VpnHandoverFacts): ConfigurationLines {
  const rule = (name: string) => `set rulebase security rules ${name}`;
  const open = (name: string, from: string, to: string, match: readonly string[]): ConfigurationLines => [
    `${rule(name)} from ${from}`,
    `${rule(name)} to ${to}`,
    match.map((line) => `${rule(name)} ${line}`),
    `${rule(name)} application any`,
    `${rule(name)} action allow`,
  ];
  return [
    `set zone heartlab network layer3 ${inBrackets(vpn.tunnels.map(({ number }) => unit(number)))}`,
    ports.map((port) => `set service heartlab-${port} protocol tcp port ${port}`),
    open('heartlab-studies', placeholder('INSIDE-ZONE'), 'heartlab', [
      `source ${inBrackets(hospitalCidrs)}`,
      `destination ${cloudCidr}`,
      `service ${inBrackets(ports.map((port) => `heartlab-${port}`))}`,
    ]),
    deliveries.map(({ address, port }, index) => [
      `set service heartlab-pacs-${index + 1} protocol tcp port ${port}`,
      open(`heartlab-results-${index + 1}`, 'heartlab', placeholder('INSIDE-ZONE'), [
        `source ${inBrackets(deliveryAddresses)}`,
        `destination ${address}`,
        `service heartlab-pacs-${index + 1}`,
      ]),
    ]),
  ];
}

function bgp({ vpn, cloudCidr }: VpnHandoverFacts, routing: HandoverRouting & { kind: 'bgp' }): ConfigurationLines {
  const protocol = `${ROUTER} protocol bgp`;
  return [
    `${protocol} enable yes`,
    `${protocol} router-id ${vpn.tunnels[0].inside.device}`,
    `${protocol} local-as ${routing.asn}`,
    `${protocol} install-route yes`,
    Math.max(routing.asn, routing.awsAsn) > LARGEST_2_BYTE_ASN
      ? `${protocol} routing-options as-format 4-byte`
      : undefined,
    routing.announce.map((cidr) => `${protocol} redist-rules ${cidr} enable yes`),
    vpn.tunnels.map(({ number, inside }) => {
      const name = `heartlab-${number}`;
      const group = `${protocol} peer-group ${name}`;
      const peer = `${group} peer ${name}`;
      const into = `${protocol} policy import rules ${name}`;
      const out = `${protocol} policy export rules ${name}`;
      return [
        `${group} enable yes`,
        `${group} type ebgp remove-private-as no`,
        `${peer} enable yes`,
        `${peer} peer-as ${routing.awsAsn}`,
        `${peer} local-address interface ${unit(number)}`,
        `${peer} local-address ip ${inside.device}/30`,
        `${peer} peer-address ip ${inside.aws}`,
        `${peer} connection-options keep-alive-interval ${BGP_TIMERS.keepalive}`,
        `${peer} connection-options hold-time ${BGP_TIMERS.hold}`,
        `${into} enable yes`,
        `${into} used-by ${name}`,
        `${into} match address-prefix ${cloudCidr} exact yes`,
        `${into} action allow update local-preference ${LOCAL_PREFERENCE[number]}`,
        `${into}-rest enable yes`,
        `${into}-rest used-by ${name}`,
        `${into}-rest action deny`,
        `${out} enable yes`,
        `${out} used-by ${name}`,
        routing.announce.map((cidr) => `${out} match address-prefix ${cidr} exact yes`),
        number === 2 ? `${out} action allow update as-path prepend ${AS_PATH_PREPENDS}` : `${out} action allow`,
        `${out}-rest enable yes`,
        `${out}-rest used-by ${name}`,
        `${out}-rest action deny`,
      ];
    }),
    '# BGP announces a subnet only while the routing table has exactly that prefix. If the table lacks one, add its lines:',
    routing.announce.map((cidr, index) => [
      `#  ${ROUTER} routing-table ip static-route hospital-${index + 1} destination ${cidr}`,
      `#  ${ROUTER} routing-table ip static-route hospital-${index + 1} nexthop ip-address ${placeholder('INSIDE-NEXT-HOP')}`,
    ]),
  ];
}

function tracked({ vpn, cloudCidr }: VpnHandoverFacts): ConfigurationLines {
  return vpn.tunnels.map(({ number, inside }) => {
    const route = `${ROUTER} routing-table ip static-route heartlab-${number}`;
    const monitor = `${route} path-monitor`;
    return [
      `${route} destination ${cloudCidr}`,
      `${route} interface ${unit(number)}`,
      `${route} admin-dist ${STATIC_ROUTE_DISTANCE[number]}`,
      `${route} metric ${number}`,
      `${monitor} enable yes`,
      `${monitor} failure-condition any`,
      `${monitor} hold-time 1`,
      `${monitor} monitor-destinations aws enable yes`,
      `${monitor} monitor-destinations aws source ${inside.device}/30`,
      `${monitor} monitor-destinations aws destination ${inside.aws}`,
      `${monitor} monitor-destinations aws interval ${TUNNEL_TRACKING.intervalSeconds}`,
      `${monitor} monitor-destinations aws count ${TUNNEL_TRACKING.lost}`,
    ];
  });
}

export const paloAlto: DeviceRenderer = (facts) => {
  const { routing, tunnels, mtu, proposals } = facts.vpn;
  const { phase1 } = proposals.recommended;
  const text = withHeading(facts, {
    comment: '#',
    remarks: [
      'Paste in configuration mode without the lines that begin with #, then `validate full` and `commit`. These lines are for a virtual router, not a logical router.',
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
      routing.kind === 'bgp' ? bgp(facts, routing) : tracked(facts),
    ],
  });
  return [{ name: 'palo-alto.txt', text }];
};
