import type { EncryptionAlgorithm, IntegrityAlgorithm } from '../../config/proposals';
import type { HandoverRouting, VpnHandoverFacts } from '../facts';
import { halvesOf, networkOf } from '../netmask';
import { placeholderText } from '../placeholder';
import type { HandoverTunnelFacts } from '../tunnel-facts';
import { type ConfigurationLines, type DeviceRenderer, tunnelInsideAddresses, withRemoval } from './device-file';
import { srxPolicies, srxUnit, srxZones } from './juniper-srx-policies';
import {
  BESIDE_DIRECT_CONNECT,
  BGP_TIMERS,
  dpdInterval,
  interfaceNumber,
  LOCAL_PREFERENCE,
  NO_ROUTE_DISTANCE,
  prependedAsn,
  STATIC_ROUTE_DISTANCE,
  TUNNEL_TRACKING,
} from './preference';
import { optionalSets, setObject } from './set-lines';

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

function ipsec({ vpn }: VpnHandoverFacts): ConfigurationLines {
  const { phase1, phase2 } = vpn.proposals.recommended;
  return [
    setObject('security ike proposal heartlab', [
      'authentication-method pre-shared-keys',
      `encryption-algorithm ${ENCRYPTION[phase1.encryption]}`,
      phase1.integrity && `authentication-algorithm ${IKE_HASH[phase1.integrity]}`,
      `dh-group group${phase1.dhGroup}`,
      `lifetime-seconds ${phase1.lifetimeSeconds}`,
    ]),
    setObject('security ipsec proposal heartlab', [
      'protocol esp',
      `encryption-algorithm ${ENCRYPTION[phase2.encryption]}`,
      phase2.integrity && `authentication-algorithm ${ESP_HASH[phase2.integrity]}`,
      `lifetime-seconds ${phase2.lifetimeSeconds}`,
    ]),
    setObject('security ipsec policy heartlab', [
      `perfect-forward-secrecy keys group${phase2.dhGroup}`,
      'proposals heartlab',
    ]),
  ];
}

function tunnel(
  { vpn, site }: VpnHandoverFacts,
  { number, outsideAddress, inside, keyBlank }: HandoverTunnelFacts,
): ConfigurationLines {
  const name = `heartlab-${number}`;
  return [
    setObject(`security ike policy ${name}`, ['proposals heartlab', `# pre-shared-key ascii-text "${keyBlank}"`]),
    setObject(`security ike gateway ${name}`, [
      `ike-policy ${name}`,
      `address ${outsideAddress}`,
      `external-interface ${placeholderText('OUTSIDE-INTERFACE')}`,
      `local-identity inet ${vpn.publicIp}`,
      `remote-identity inet ${outsideAddress}`,
      'version v2-only',
      'dead-peer-detection always-send',
      `dead-peer-detection interval ${dpdInterval(vpn.dpdTimeoutSeconds, DPD.tries, DPD.interval)}`,
      `dead-peer-detection threshold ${DPD.tries}`,
    ]),
    setObject(`interfaces st0 unit ${interfaceNumber(number)}`, [
      `description "HeartLab ${site} tunnel ${number}"`,
      `family inet address ${inside.device}/30`,
      `family inet mtu ${vpn.mtu.mtu}`,
    ]),
    setObject(`security ipsec vpn ${name}`, [
      `bind-interface ${srxUnit(number)}`,
      'df-bit clear',
      `ike gateway ${name}`,
      'ike ipsec-policy heartlab',
      'establish-tunnels immediately',
    ]),
  ];
}

function bgp({ vpn, cloudCidr }: VpnHandoverFacts, routing: HandoverRouting & { kind: 'bgp' }): ConfigurationLines {
  return [
    vpn.tunnels.map(({ number }) => [
      setObject(`policy-options policy-statement heartlab-${number}-in`, [
        `term cloud from route-filter ${cloudCidr} exact`,
        `term cloud then local-preference ${LOCAL_PREFERENCE[number]}`,
        'term cloud then accept',
        'term rest then reject',
      ]),
      setObject(`policy-options policy-statement heartlab-${number}-out`, [
        ...routing.announce.map((cidr) => `term hospital from route-filter ${cidr} exact`),
        number === 2 ? `term hospital then as-path-prepend "${prependedAsn(routing.asn)}"` : undefined,
        'term hospital then accept',
        'term rest then reject',
      ]),
    ]),
    setObject('protocols bgp group heartlab', [
      'type external',
      `local-as ${routing.asn}`,
      `peer-as ${routing.awsAsn}`,
      `hold-time ${BGP_TIMERS.hold}`,
      ...vpn.tunnels.flatMap(({ number, inside }) => [
        `neighbor ${inside.aws} import heartlab-${number}-in`,
        `neighbor ${inside.aws} export heartlab-${number}-out`,
      ]),
    ]),
    '# BGP announces a subnet only while the routing table has exactly that prefix (show route exact).',
    optionalSets(
      'If the routing table lacks one of these prefixes, add its line:',
      routing.announce.map(
        (cidr) => `routing-options static route ${cidr} next-hop ${placeholderText('INSIDE-NEXT-HOP')}`,
      ),
      routing.announce.map((cidr) => `routing-options static route ${cidr} next-hop`),
    ),
  ];
}

/**
 * Tunnel 2 has the less preferred route. A tunnel whose interface goes down loses its route, and a silent one fails its ping. A
 * static route can't have both qualified next hops and `discard`, so the tunnels have the two halves of the block.
 */
function tracked({ vpn, cloudCidr }: VpnHandoverFacts): ConfigurationLines {
  const [one, two] = vpn.tunnels;
  return [
    halvesOf(cloudCidr).map((half) =>
      setObject(
        `routing-options static route ${half}`,
        vpn.tunnels.map(
          ({ number }) => `qualified-next-hop ${srxUnit(number)} preference ${STATIC_ROUTE_DISTANCE[number]}`,
        ),
      ),
    ),
    setObject('services rpm probe heartlab', [
      ...[
        'probe-type icmp-ping',
        `target address ${one.inside.aws}`,
        `source-address ${one.inside.device}`,
        `destination-interface ${srxUnit(one.number)}`,
        `probe-count ${TUNNEL_TRACKING.lost}`,
        `probe-interval ${TUNNEL_TRACKING.intervalSeconds}`,
        `test-interval ${TUNNEL_TRACKING.intervalSeconds}`,
        `thresholds successive-loss ${TUNNEL_TRACKING.lost}`,
      ].map((line) => `test tunnel-1 ${line}`),
    ]),
    setObject('services ip-monitoring policy heartlab', [
      'match rpm-probe heartlab',
      ...halvesOf(cloudCidr).map((half) => `then preferred-route route ${half} next-hop ${two.inside.aws}`),
    ]),
  ];
}

export const juniperSrx: DeviceRenderer = (facts) => {
  const { directConnect, cloudCidr } = facts;
  const { routing, tunnels } = facts.vpn;
  return withRemoval(facts, 'juniper-srx.txt', {
    comment: '#',
    checks: [
      'show configuration | display set | match heartlab',
      ...tunnels.map(({ number }) => `show configuration interfaces st0 unit ${interfaceNumber(number)}`),
      `show configuration routing-options static | display set | match ${networkOf(cloudCidr)}`,
      `show configuration | display set | match "${tunnelInsideAddresses(facts).join('|')}"`,
    ],
    staging: [
      'Paste in configuration mode, check `show | compare` and `commit check`, then `commit confirmed 10`. Without a second `commit` within 10 minutes the device returns to its configuration.',
    ],
    remarks: [
      'Source NAT works from zone to zone. The zone heartlab has no source NAT rule, so nothing is translated.',
      'A policy of a zone pair precedes every global policy, so a global deny does not concern the two zone pairs of this file.',
      ...(routing.kind === 'static' && directConnect.length > 0 ? [BESIDE_DIRECT_CONNECT] : []),
    ],
    lines: [
      ipsec(facts),
      tunnels.map((one) => tunnel(facts, one)),
      srxZones(facts),
      srxPolicies(facts),
      // While no tunnel has a route, the packets end here instead of at the default route.
      setObject(`routing-options static route ${cloudCidr}`, ['discard', `preference ${NO_ROUTE_DISTANCE}`]),
      routing.kind === 'bgp' ? bgp(facts, routing) : tracked(facts),
    ],
  });
};
