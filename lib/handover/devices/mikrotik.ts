import { allBut } from '../../config/addressing/cidr-complement';
import { type EncryptionAlgorithm, hashName } from '../../config/proposals';
import type { HandoverRouting, VpnHandoverFacts } from '../facts';
import type { HandoverTunnelFacts } from '../tunnel-facts';
import { type ConfigurationLines, type DeviceRenderer, deviceFileText, removalLines, withRemoval } from './device-file';
import { mikrotikFirewall } from './mikrotik-firewall';
import { routerOsItems } from './mikrotik-items';
import { BGP_TIMERS, dpdInterval, NO_ROUTE_DISTANCE, TUNNEL_TRACKING } from './preference';
import { DH_GROUP_NAME } from './swanctl';

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
const DPD = { tries: 3, interval: { min: 2, max: 3600 } } as const;
/** Longer than the pings of one check, so that a newly enabled tunnel has time to come up. */
const WATCH_SECONDS = 2 * TUNNEL_TRACKING.intervalSeconds * TUNNEL_TRACKING.lost;

/** The import ends here while a name is in use or a key is a blank, before it has changed anything. */
const refusals = ({ vpn }: VpnHandoverFacts): ConfigurationLines => [
  ':if ([:len [/ip ipsec peer find name~"^heartlab-"]] > 0) do={:error "the names heartlab-1 and heartlab-2 are in use"}',
  vpn.tunnels.map(
    ({ number, keyBlank }) => `:if ("${keyBlank}" ~ "^<") do={:error "fill in the key of tunnel ${number}"}`,
  ),
];

const proposals = ({ vpn }: VpnHandoverFacts): ConfigurationLines => {
  const { phase1, phase2 } = vpn.proposals.recommended;
  return [
    routerOsItems('/ip ipsec profile', 'name="heartlab"', [
      [
        `enc-algorithm=${IKE_ENCRYPTION[phase1.encryption]}`,
        `hash-algorithm=${hashName(phase1.prf ?? 'SHA2-512')} dh-group=${DH_GROUP_NAME[phase1.dhGroup]}`,
        `lifetime=${phase1.lifetimeSeconds}s nat-traversal=yes`,
        `dpd-interval=${dpdInterval(vpn.dpdTimeoutSeconds, DPD.tries, DPD.interval)}s dpd-maximum-failures=${DPD.tries}`,
      ].join(' '),
    ]),
    routerOsItems('/ip ipsec proposal', 'name="heartlab"', [
      [
        `enc-algorithms=${ESP_ENCRYPTION[phase2.encryption]}`,
        `auth-algorithms=${phase2.integrity === undefined ? '""' : hashName(phase2.integrity)}`,
        `pfs-group=${DH_GROUP_NAME[phase2.dhGroup]} lifetime=${phase2.lifetimeSeconds}s`,
      ].join(' '),
    ]),
  ];
};

const disabled = (tunnel: HandoverTunnelFacts): string => (tunnel.number === 1 ? 'no' : 'yes');

function tunnels({ vpn, cloudCidr }: VpnHandoverFacts): ConfigurationLines {
  const each = (
    menu: string,
    identity: 'name' | 'comment',
    row: (tunnel: HandoverTunnelFacts) => string,
  ): ConfigurationLines =>
    vpn.tunnels.map((tunnel) => routerOsItems(menu, `${identity}="heartlab-${tunnel.number}"`, [row(tunnel)]));
  return [
    each('/interface bridge', 'name', () => 'protocol-mode=none comment="holds the inside address"'),
    each('/ip address', 'comment', ({ number, inside }) => `address=${inside.device}/30 interface=heartlab-${number}`),
    each(
      '/ip ipsec peer',
      'name',
      (tunnel) =>
        `address=${tunnel.outsideAddress}/32 exchange-mode=ike2 profile=heartlab disabled=${disabled(tunnel)}`,
    ),
    each(
      '/ip ipsec identity',
      'comment',
      ({ number, outsideAddress, keyBlank }) =>
        `peer=heartlab-${number} auth-method=pre-shared-key secret="${keyBlank}" my-id=address:${vpn.publicIp} remote-id=address:${outsideAddress}`,
    ),
    routerOsItems(
      '/ip ipsec policy',
      'comment="heartlab-not"',
      allBut([cloudCidr, ...vpn.tunnels.map(({ inside }) => inside.cidr)]).map(
        (cidr) => `action=none src-address=0.0.0.0/0 dst-address=${cidr}`,
      ),
    ),
    each(
      '/ip ipsec policy',
      'comment',
      (tunnel) =>
        `peer=heartlab-${tunnel.number} proposal=heartlab tunnel=yes src-address=0.0.0.0/0 dst-address=0.0.0.0/0 disabled=${disabled(tunnel)}`,
    ),
  ];
}

function watch({ vpn }: VpnHandoverFacts): ConfigurationLines {
  const [one, two] = vpn.tunnels;
  const able = (which: string, no: 'yes' | 'no'): ConfigurationLines => [
    `    /ip ipsec policy set [find comment="heartlab-$${which}"] disabled=${no}`,
    `    /ip ipsec peer set [find name="heartlab-$${which}"] disabled=${no}`,
  ];
  const script = deviceFileText([
    'policy=read,write,test source={',
    '  :local now 1',
    `  :local aws ${one.inside.aws}`,
    `  :local device ${one.inside.device}`,
    '  :if ([/ip ipsec policy get [find comment="heartlab-2"] disabled] = false) do={',
    '    :set now 2',
    `    :set aws ${two.inside.aws}`,
    `    :set device ${two.inside.device}`,
    '  }',
    // `/ping` is absent from RouterOS 7.23 on; `/tool ping` is in every release.
    `  :if ([/tool ping address=$aws src-address=$device count=${TUNNEL_TRACKING.lost} interval=${TUNNEL_TRACKING.intervalSeconds}s] = 0) do={`,
    '    :local next (3 - $now)',
    '    :log warning "HeartLab: tunnel $now is silent, tunnel $next takes over"',
    able('now', 'yes'),
    able('next', 'no'),
    '  }',
    '}',
  ]).trimEnd();
  return [
    routerOsItems('/system script', 'name="heartlab-watch"', [script]),
    routerOsItems('/system scheduler', 'name="heartlab-watch"', [
      `interval=${WATCH_SECONDS}s start-time=startup policy=read,write,test on-event="/system script run heartlab-watch"`,
    ]),
  ];
}

/** Only the session of the enabled tunnel is up, so no preference is needed. */
function bgp({ vpn, cloudCidr }: VpnHandoverFacts, routing: HandoverRouting & { kind: 'bgp' }): ConfigurationLines {
  const hospital = routing.announce.map((cidr) => `dst == ${cidr}`).join(' || ');
  const hasInstances = vpn.release.features.includes('bgp-instance');
  return [
    routerOsItems('/routing filter rule', 'chain="heartlab-in"', [
      `rule="if (dst == ${cloudCidr}) { accept } else { reject }"`,
    ]),
    routerOsItems('/routing filter rule', 'chain="heartlab-out"', [
      `rule="if (${hospital}) { accept } else { reject }"`,
    ]),
    // An instance of its own, so that no other session gets another number or router id.
    hasInstances
      ? routerOsItems('/routing bgp instance', 'name="heartlab"', [
          `as=${routing.asn} router-id=${vpn.tunnels[0].inside.device}`,
        ])
      : undefined,
    vpn.tunnels.map(({ number, inside }) =>
      routerOsItems('/routing bgp connection', `name="heartlab-${number}"`, [
        [
          hasInstances ? 'instance=heartlab' : `as=${routing.asn}`,
          `local.role=ebgp local.address=${inside.device}`,
          `remote.address=${inside.aws} remote.as=${routing.awsAsn}`,
          `hold-time=${BGP_TIMERS.hold}s keepalive-time=${BGP_TIMERS.keepalive}s`,
          'input.filter=heartlab-in output.filter-chain=heartlab-out output.network=heartlab-hospital',
        ].join(' '),
      ]),
    ),
    {
      put: [
        '# BGP announces a subnet only while the routing table has exactly that prefix (/ip route print).',
        '# If the routing table lacks one of these prefixes, add its line:',
        routing.announce.map(
          (cidr) =>
            `#  /ip route add comment="heartlab-exact" blackhole dst-address=${cidr} distance=${NO_ROUTE_DISTANCE}`,
        ),
      ],
      remove: ['# Only if you entered these lines:', '#  /ip route remove [find comment="heartlab-exact"]'],
    },
  ];
}

/** Each item that the counterpart would remove must be absent before. */
const itemChecks = (lines: ConfigurationLines): readonly string[] => [
  ...new Set(
    removalLines(lines).flatMap((line) => {
      const [, menu, identity] = /^(\/.*) remove \[find (.*)\]$/.exec(line) ?? [];
      return menu === undefined ? [] : [`${menu} print where ${identity}`];
    }),
  ),
];

/** Safe Mode keeps this number of changes, and undoes nothing if there are more (RouterOS manual, "Configuration Management"). */
const SAFE_MODE_CHANGES = 100;

export const renderMikrotik: DeviceRenderer = (facts) => {
  const { routing, publicIp } = facts.vpn;
  const lines: ConfigurationLines = [
    proposals(facts),
    tunnels(facts),
    mikrotikFirewall(facts),
    watch(facts),
    routing.kind === 'bgp' ? bgp(facts, routing) : undefined,
  ];
  const changes = deviceFileText(lines)
    .split('\n')
    .filter((line) => /^(?::if .*)?\/.* add /.test(line)).length;
  return withRemoval(facts, 'mikrotik.rsc', {
    comment: '#',
    checks: [
      ...itemChecks(lines),
      `/ip address print where address~"${facts.vpn.tunnels.map(({ inside }) => `^${inside.device}/`).join('|')}"`,
    ],
    staging: [
      'Save the router first: `/system backup save name=before-heartlab`. Upload the file and `/import` it. Releases that know `dry-run` check it first, without a change: `/import file-name=<file> verbose=yes dry-run`.',
    ],
    remarks: [
      changes > SAFE_MODE_CHANGES
        ? `Safe Mode does not protect this import: the file makes ${changes} changes, and Safe Mode keeps ${SAFE_MODE_CHANGES}.`
        : 'Take Safe Mode (Ctrl+X) before the import. Release Safe Mode (Ctrl+X) when the tunnel is up: a lost connection undoes the import.',
      'RouterOS has no tunnel interface for IPsec. One tunnel is enabled at a time. If it does not answer, heartlab-watch enables the other.',
      'AWS shows the disabled tunnel as down, which is expected. To return to tunnel 1, disable policy and peer heartlab-2, and enable heartlab-1.',
      'The IPsec policies must stay last, in this order. Place any policy that you add later above them.',
      'The rules of this file must stay above all others of their tables. They permit exactly the connections of the pack, and drop everything else from and to HeartLab.',
      `If the internet interface has several addresses, add \`local-address=${publicIp}\` to both peers (behind NAT, the router's own address). AWS accepts no other address.`,
    ],
    lines: [refusals(facts), lines],
  });
};
