import type { EncryptionAlgorithm, IntegrityAlgorithm } from '../../config/proposals';
import type { HandoverRouting, VpnHandoverFacts } from '../facts';
import { placeholder } from '../placeholder';
import type { HandoverTunnelFacts } from '../tunnel-facts';
import { type ConfigurationLines, type DeviceRenderer, withHeading } from './device-file';
import {
  BESIDE_DIRECT_CONNECT,
  BGP_TIMERS,
  dpdInterval,
  interfaceNumber,
  LOCAL_PREFERENCE,
  prependedAsn,
  STATIC_ROUTE_DISTANCE,
  TUNNEL_TRACKING,
} from './preference';

/** Juniper SRX: secure tunnel interfaces (Juniper "IPsec VPN User Guide for Security Devices", Junos CLI reference). */

const ENCRYPTION: Readonly<Record<EncryptionAlgorithm, string>> = {
  'AES256-GCM-16': 'aes-256-gcm',
  'AES128-GCM-16': 'aes-128-gcm',
  AES256: 'aes-256-cbc',
  AES128: 'aes-128-cbc',
};
const IKE_HASH: Readonly<Record<IntegrityAlgorithm, string>> = {
  'SHA2-512': 'sha-512',
  'SHA2-384': 'sha-384',
  'SHA2-256': 'sha-256',
  SHA1: 'sha1',
};
const ESP_HASH: Readonly<Record<IntegrityAlgorithm, string>> = {
  'SHA2-512': 'hmac-sha-512',
  'SHA2-384': 'hmac-sha-384',
  'SHA2-256': 'hmac-sha-256-128',
  SHA1: 'hmac-sha1-96',
};

/** Junos accepts an interval of 2 to 60 s and 1 to 5 tries. */
const DPD = { tries: 3, interval: { min: 2, max: 60 } } as const;

const unit = (tunnel: 1 | 2): string => `st0.${interfaceNumber(tunnel)}`;

function ipsec({ vpn }: VpnHandoverFacts): ConfigurationLines {
  const { phase1, phase2 } = vpn.proposals.recommended;
  const ike = 'set security ike proposal heartlab';
  const esp = 'set security ipsec proposal heartlab';
  return [
    `${ike} authentication-method pre-shared-keys`,
    `${ike} encryption-algorithm ${ENCRYPTION[phase1.encryption]}`,
    phase1.integrity && `${ike} authentication-algorithm ${IKE_HASH[phase1.integrity]}`,
    `${ike} dh-group group${phase1.dhGroup}`,
    `${ike} lifetime-seconds ${phase1.lifetimeSeconds}`,
    `${esp} protocol esp`,
    `${esp} encryption-algorithm ${ENCRYPTION[phase2.encryption]}`,
    phase2.integrity && `${esp} authentication-algorithm ${ESP_HASH[phase2.integrity]}`,
    `${esp} lifetime-seconds ${phase2.lifetimeSeconds}`,
    `set security ipsec policy heartlab perfect-forward-secrecy keys group${phase2.dhGroup}`,
    'set security ipsec policy heartlab proposals heartlab',
  ];
}

function tunnel(
  { vpn, site }: VpnHandoverFacts,
  { number, outsideAddress, inside, keyBlank }: HandoverTunnelFacts,
): ConfigurationLines {
  const name = `heartlab-${number}`;
  const gateway = `set security ike gateway ${name}`;
  const ipsecVpn = `set security ipsec vpn ${name}`;
  const family = `set interfaces st0 unit ${interfaceNumber(number)} family inet`;
  return [
    `set security ike policy ${name} proposals heartlab`,
    `set security ike policy ${name} pre-shared-key ascii-text "${keyBlank}"`,
    `${gateway} ike-policy ${name}`,
    `${gateway} address ${outsideAddress}`,
    `${gateway} external-interface ${placeholder('OUTSIDE-INTERFACE')}`,
    `${gateway} local-identity inet ${vpn.publicIp}`,
    `${gateway} remote-identity inet ${outsideAddress}`,
    `${gateway} version v2-only`,
    `${gateway} dead-peer-detection always-send`,
    `${gateway} dead-peer-detection interval ${dpdInterval(vpn.dpdTimeoutSeconds, DPD.tries, DPD.interval)}`,
    `${gateway} dead-peer-detection threshold ${DPD.tries}`,
    `set interfaces st0 unit ${interfaceNumber(number)} description "HeartLab ${site} tunnel ${number}"`,
    `${family} address ${inside.device}/30`,
    `${family} mtu ${vpn.mtu.mtu}`,
    `${ipsecVpn} bind-interface ${unit(number)}`,
    `${ipsecVpn} df-bit clear`,
    `${ipsecVpn} ike gateway ${name}`,
    `${ipsecVpn} ike ipsec-policy heartlab`,
    `${ipsecVpn} establish-tunnels immediately`,
    `set security zones security-zone heartlab interfaces ${unit(number)}`,
  ];
}

/** The firewall blocks traffic between zones: only studies may go out, and only results may come in. */
function policies({
  hospitalCidrs,
  cloudCidr,
  ports,
  deliveries,
  deliveryAddresses,
  vpn,
}: VpnHandoverFacts): ConfigurationLines {
  const inside = placeholder('INSIDE-ZONE');
  const book = 'set security address-book global';
  const out = `set security policies from-zone ${inside} to-zone heartlab policy heartlab-studies`;
  const into = `set security policies from-zone heartlab to-zone ${inside} policy heartlab-results`;
  return [
    `set security zones security-zone ${placeholder('OUTSIDE-ZONE')} host-inbound-traffic system-services ike`,
    'set security zones security-zone heartlab host-inbound-traffic system-services ping',
    vpn.routing.kind === 'bgp'
      ? 'set security zones security-zone heartlab host-inbound-traffic protocols bgp'
      : undefined,
    `${book} address heartlab-cloud ${cloudCidr}`,
    hospitalCidrs.map((cidr, index) => `${book} address heartlab-hospital-${index + 1} ${cidr}`),
    ports.map((port) => [
      `set applications application heartlab-${port} protocol tcp`,
      `set applications application heartlab-${port} destination-port ${port}`,
    ]),
    hospitalCidrs.map((_, index) => `${out} match source-address heartlab-hospital-${index + 1}`),
    `${out} match destination-address heartlab-cloud`,
    ports.map((port) => `${out} match application heartlab-${port}`),
    `${out} then permit`,
    deliveryAddresses.map((address, index) => `${book} address heartlab-results-${index + 1} ${address}/32`),
    deliveries.map(({ address, port }, index) => [
      `${book} address heartlab-pacs-${index + 1} ${address}/32`,
      `set applications application heartlab-pacs-${index + 1} protocol tcp`,
      `set applications application heartlab-pacs-${index + 1} destination-port ${port}`,
      deliveryAddresses.map((_, zone) => `${into}-${index + 1} match source-address heartlab-results-${zone + 1}`),
      `${into}-${index + 1} match destination-address heartlab-pacs-${index + 1}`,
      `${into}-${index + 1} match application heartlab-pacs-${index + 1}`,
      `${into}-${index + 1} then permit`,
    ]),
  ];
}

function bgp({ vpn, cloudCidr }: VpnHandoverFacts, routing: HandoverRouting & { kind: 'bgp' }): ConfigurationLines {
  const group = 'set protocols bgp group heartlab';
  return [
    `${group} type external`,
    `${group} local-as ${routing.asn}`,
    `${group} peer-as ${routing.awsAsn}`,
    `${group} hold-time ${BGP_TIMERS.hold}`,
    vpn.tunnels.map(({ number, inside }) => {
      const into = `set policy-options policy-statement heartlab-${number}-in`;
      const out = `set policy-options policy-statement heartlab-${number}-out`;
      return [
        `${into} term cloud from route-filter ${cloudCidr} exact`,
        `${into} term cloud then local-preference ${LOCAL_PREFERENCE[number]}`,
        `${into} term cloud then accept`,
        `${into} term rest then reject`,
        routing.announce.map((cidr) => `${out} term hospital from route-filter ${cidr} exact`),
        number === 2 ? `${out} term hospital then as-path-prepend "${prependedAsn(routing.asn)}"` : undefined,
        `${out} term hospital then accept`,
        `${out} term rest then reject`,
        `${group} neighbor ${inside.aws} import heartlab-${number}-in`,
        `${group} neighbor ${inside.aws} export heartlab-${number}-out`,
      ];
    }),
    '# BGP announces a subnet only while the routing table has exactly that prefix (show route exact).',
    '# If the routing table lacks one of these prefixes, add its line:',
    routing.announce.map(
      (cidr) => `#  set routing-options static route ${cidr} next-hop ${placeholder('INSIDE-NEXT-HOP')}`,
    ),
  ];
}

/** Tunnel 2 has the less preferred route. A tunnel whose interface goes down loses its route, and a silent one fails its ping. */
function tracked({ vpn, cloudCidr }: VpnHandoverFacts): ConfigurationLines {
  const [one, two] = vpn.tunnels;
  const test = 'set services rpm probe heartlab test tunnel-1';
  const monitor = 'set services ip-monitoring policy heartlab';
  return [
    vpn.tunnels.map(({ number }) => {
      const route = `set routing-options static route ${cloudCidr} qualified-next-hop ${unit(number)}`;
      return `${route} preference ${STATIC_ROUTE_DISTANCE[number]}`;
    }),
    `${test} probe-type icmp-ping`,
    `${test} target address ${one.inside.aws}`,
    `${test} source-address ${one.inside.device}`,
    `${test} destination-interface ${unit(one.number)}`,
    `${test} probe-count ${TUNNEL_TRACKING.lost}`,
    `${test} probe-interval ${TUNNEL_TRACKING.intervalSeconds}`,
    `${test} test-interval ${TUNNEL_TRACKING.intervalSeconds}`,
    `${test} thresholds successive-loss ${TUNNEL_TRACKING.lost}`,
    `${monitor} match rpm-probe heartlab`,
    `${monitor} then preferred-route route ${cloudCidr} next-hop ${two.inside.aws}`,
  ];
}

export const juniperSrx: DeviceRenderer = (facts) => {
  const { directConnect } = facts;
  const { routing, tunnels, mtu } = facts.vpn;
  const text = withHeading(facts, {
    comment: '#',
    remarks: [
      'Paste in configuration mode, check `show | compare`, then `commit confirmed`.',
      `The MSS applies to all IPsec VPNs of the firewall. If it is below ${mtu.mss} already, omit that line.`,
      'Source NAT works from zone to zone. The zone heartlab has no source NAT rule, so nothing is translated.',
      ...(routing.kind === 'static' && directConnect.length > 0 ? [BESIDE_DIRECT_CONNECT] : []),
    ],
    lines: [
      ipsec(facts),
      tunnels.map((one) => tunnel(facts, one)),
      `set security flow tcp-mss ipsec-vpn mss ${mtu.mss}`,
      policies(facts),
      routing.kind === 'bgp' ? bgp(facts, routing) : tracked(facts),
    ],
  });
  return [{ name: 'juniper-srx.txt', text }];
};
