import { allBut } from '../../config/addressing/cidr-complement';
import type { EncryptionAlgorithm, IntegrityAlgorithm } from '../../config/proposals';
import type { HandoverRouting, VpnHandoverFacts } from '../facts';
import type { HandoverTunnelFacts } from '../tunnel-facts';
import { type ConfigurationLines, type DeviceRenderer, withHeading } from './device-file';
import { BGP_TIMERS, dpdInterval, TUNNEL_TRACKING } from './preference';

/**
 * MikroTik RouterOS 7 (RouterOS manual, "IPsec", "BGP", "Raw").
 *
 * RouterOS has no tunnel interface for IPsec: a policy selects packets by their addresses. AWS keeps one pair of security
 * associations a tunnel, so there is one policy a tunnel, with AWS's selectors (everything), and before it `none` policies for
 * all traffic that isn't HeartLab's. Two policies can't have the same selectors at once, so only one tunnel is enabled at a
 * time, and a script enables the other when AWS's inside address is silent. AWS then has only one return path too.
 */

const IKE_ENCRYPTION: Readonly<Partial<Record<EncryptionAlgorithm, string>>> = { AES256: 'aes-256', AES128: 'aes-128' };
const ESP_ENCRYPTION: Readonly<Record<EncryptionAlgorithm, string>> = {
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
const DH_GROUP: Readonly<Record<number, string>> = {
  2: 'modp1024',
  5: 'modp1536',
  14: 'modp2048',
  15: 'modp3072',
  16: 'modp4096',
  17: 'modp6144',
  18: 'modp8192',
  19: 'ecp256',
  20: 'ecp384',
  21: 'ecp521',
};

const DPD = { tries: 3, interval: { min: 2, max: 3600 } } as const;
/** Longer than the pings of one check, so that a newly enabled tunnel has time to come up. */
const WATCH_SECONDS = 2 * TUNNEL_TRACKING.intervalSeconds * TUNNEL_TRACKING.lost;

const proposals = ({ vpn }: VpnHandoverFacts): ConfigurationLines => {
  const { phase1, phase2 } = vpn.proposals.recommended;
  return [
    '/ip ipsec profile',
    [
      `add name=heartlab enc-algorithm=${IKE_ENCRYPTION[phase1.encryption]}`,
      `hash-algorithm=${HASH[phase1.prf ?? 'SHA2-512']} dh-group=${DH_GROUP[phase1.dhGroup]}`,
      `lifetime=${phase1.lifetimeSeconds}s nat-traversal=yes`,
      `dpd-interval=${dpdInterval(vpn.dpdTimeoutSeconds, DPD.tries, DPD.interval)}s dpd-maximum-failures=${DPD.tries}`,
    ].join(' '),
    '/ip ipsec proposal',
    [
      `add name=heartlab enc-algorithms=${ESP_ENCRYPTION[phase2.encryption]}`,
      `auth-algorithms=${phase2.integrity === undefined ? '""' : HASH[phase2.integrity]}`,
      `pfs-group=${DH_GROUP[phase2.dhGroup]} lifetime=${phase2.lifetimeSeconds}s`,
    ].join(' '),
  ];
};

const disabled = (tunnel: HandoverTunnelFacts): string => (tunnel.number === 1 ? 'no' : 'yes');

function tunnels({ vpn, cloudCidr }: VpnHandoverFacts): ConfigurationLines {
  return [
    '/interface bridge',
    vpn.tunnels.map(
      ({ number }) => `add name=heartlab-${number} protocol-mode=none comment="holds the inside address"`,
    ),
    '/ip address',
    vpn.tunnels.map(({ number, inside }) => `add address=${inside.device}/30 interface=heartlab-${number}`),
    '/ip ipsec peer',
    vpn.tunnels.map(
      (tunnel) =>
        `add name=heartlab-${tunnel.number} address=${tunnel.outsideAddress}/32 exchange-mode=ike2 profile=heartlab disabled=${disabled(tunnel)}`,
    ),
    '/ip ipsec identity',
    vpn.tunnels.map(
      ({ number, outsideAddress, keyBlank }) =>
        `add peer=heartlab-${number} auth-method=pre-shared-key secret="${keyBlank}" my-id=address:${vpn.publicIp} remote-id=address:${outsideAddress}`,
    ),
    '/ip ipsec policy',
    allBut([cloudCidr, ...vpn.tunnels.map(({ inside }) => inside.cidr)]).map(
      (cidr) => `add action=none src-address=0.0.0.0/0 dst-address=${cidr} comment=heartlab-not`,
    ),
    vpn.tunnels.map(
      (tunnel) =>
        `add peer=heartlab-${tunnel.number} proposal=heartlab tunnel=yes src-address=0.0.0.0/0 dst-address=0.0.0.0/0 disabled=${disabled(tunnel)} comment=heartlab-${tunnel.number}`,
    ),
  ];
}

/** Connection tracking, NAT and FastTrack must not process packets that the policy selects. */
function firewall({ vpn, cloudCidr, hospitalCidrs }: VpnHandoverFacts): ConfigurationLines {
  const mss = `protocol=tcp tcp-flags=syn action=change-mss new-mss=${vpn.mtu.mss} tcp-mss=${vpn.mtu.mss + 1}-65535`;
  return [
    '/ip firewall address-list',
    hospitalCidrs.map((cidr) => `add list=heartlab-hospital address=${cidr}`),
    '/ip firewall raw',
    `add chain=prerouting action=notrack src-address-list=heartlab-hospital dst-address=${cloudCidr}`,
    `add chain=prerouting action=notrack src-address=${cloudCidr} dst-address-list=heartlab-hospital`,
    '/ip firewall mangle',
    `add chain=forward dst-address=${cloudCidr} ${mss}`,
    `add chain=forward src-address=${cloudCidr} ${mss}`,
  ];
}

function watch({ vpn }: VpnHandoverFacts): ConfigurationLines {
  const [one, two] = vpn.tunnels;
  const able = (which: string, no: 'yes' | 'no'): ConfigurationLines => [
    `    /ip ipsec policy set [find comment="heartlab-$${which}"] disabled=${no}`,
    `    /ip ipsec peer set [find name="heartlab-$${which}"] disabled=${no}`,
  ];
  return [
    '/system script',
    'add name=heartlab-watch policy=read,write,test source={',
    '  :local now 1',
    `  :local aws ${one.inside.aws}`,
    `  :local device ${one.inside.device}`,
    '  :if ([/ip ipsec policy get [find comment="heartlab-2"] disabled] = false) do={',
    '    :set now 2',
    `    :set aws ${two.inside.aws}`,
    `    :set device ${two.inside.device}`,
    '  }',
    `  :if ([/ping address=$aws src-address=$device count=${TUNNEL_TRACKING.lost} interval=${TUNNEL_TRACKING.intervalSeconds}s] = 0) do={`,
    '    :local next (3 - $now)',
    '    :log warning "HeartLab: tunnel $now is silent, tunnel $next takes over"',
    able('now', 'yes'),
    able('next', 'no'),
    '  }',
    '}',
    '/system scheduler',
    `add name=heartlab-watch interval=${WATCH_SECONDS}s start-time=startup policy=read,write,test on-event="/system script run heartlab-watch"`,
  ];
}

/** Only the session of the enabled tunnel is up, so no preference is needed. */
function bgp({ vpn, cloudCidr }: VpnHandoverFacts, routing: HandoverRouting & { kind: 'bgp' }): ConfigurationLines {
  const hospital = routing.announce.map((cidr) => `dst == ${cidr}`).join(' || ');
  return [
    '/routing filter rule',
    `add chain=heartlab-in rule="if (dst == ${cloudCidr}) { accept } else { reject }"`,
    `add chain=heartlab-out rule="if (${hospital}) { accept } else { reject }"`,
    '/routing bgp connection',
    vpn.tunnels.map(({ number, inside }) =>
      [
        `add name=heartlab-${number} as=${routing.asn} local.role=ebgp local.address=${inside.device}`,
        `remote.address=${inside.aws} remote.as=${routing.awsAsn}`,
        `hold-time=${BGP_TIMERS.hold}s keepalive-time=${BGP_TIMERS.keepalive}s`,
        'input.filter=heartlab-in output.filter-chain=heartlab-out output.network=heartlab-hospital',
      ].join(' '),
    ),
  ];
}

export const renderMikrotik: DeviceRenderer = (facts) => {
  const { routing } = facts.vpn;
  const text = withHeading(facts, {
    comment: '#',
    remarks: [
      'RouterOS has no tunnel interface for IPsec. One tunnel is enabled at a time. If it does not answer, heartlab-watch enables the other.',
      'AWS shows the disabled tunnel as down, which is expected. To return to tunnel 1, disable policy and peer heartlab-2, and enable heartlab-1.',
      'The IPsec policies must stay last, in this order. Place any policy that you add later above them.',
      'Upload the file and `/import` it.',
      ...(routing.kind === 'bgp'
        ? [
            'BGP announces a subnet only while the routing table has exactly that prefix.',
            'From RouterOS 7.20 on, `as` belongs to a BGP instance: create an instance, and name it in both connections.',
          ]
        : []),
    ],
    lines: [
      proposals(facts),
      tunnels(facts),
      firewall(facts),
      watch(facts),
      routing.kind === 'bgp' ? bgp(facts, routing) : undefined,
    ],
  });
  return [{ name: 'mikrotik.rsc', text }];
};
