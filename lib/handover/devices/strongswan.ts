import type { EncryptionAlgorithm, IntegrityAlgorithm } from '../../config/proposals';
import type { VpnHandoverFacts } from '../facts';
import type { PhaseProposal } from '../recommended';
import type { HandoverTunnelFacts } from '../tunnel-facts';
import { type ConfigurationLines, type DeviceRenderer, withHeading } from './device-file';
import { interfaceNumber } from './preference';
import { strongswanNetwork } from './strongswan-network';
import { strongswanRouting } from './strongswan-routing';

/** strongSwan with swanctl (swanctl.conf(5), strongswan.conf(5), "Route-based VPN" of the strongSwan documentation). */

const ENCRYPTION: Readonly<Record<EncryptionAlgorithm, string>> = {
  'AES256-GCM-16': 'aes256gcm16',
  'AES128-GCM-16': 'aes128gcm16',
  AES256: 'aes256',
  AES128: 'aes128',
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
  22: 'modp1024s160',
  23: 'modp2048s224',
  24: 'modp2048s256',
};

/** Retransmissions of a dead peer detection: 2 + 3 + 4.5 + 6.75 s until the peer counts as dead. */
const RETRANSMIT = { timeout: 2, base: 1.5, tries: 3, seconds: 17 } as const;

const proposal = ({ encryption, integrity, prf, dhGroup }: PhaseProposal): string =>
  [
    ENCRYPTION[encryption],
    ...(integrity === undefined ? [] : [HASH[integrity]]),
    ...(prf === undefined ? [] : [`prf${HASH[prf]}`]),
    DH_GROUP[dhGroup],
  ].join('-');

/** Renewal after at most nine tenths of the lifetime, before AWS lets it end. */
const soft = (lifetimeSeconds: number): number => Math.floor(lifetimeSeconds * 0.9);

function connection({ vpn }: VpnHandoverFacts, { number, outsideAddress }: HandoverTunnelFacts): ConfigurationLines {
  const { phase1, phase2 } = vpn.proposals.recommended;
  return [
    'connections {',
    `    heartlab-${number} {`,
    '        version = 2',
    `        remote_addrs = ${outsideAddress}`,
    `        proposals = ${proposal(phase1)}`,
    `        rekey_time = ${soft(phase1.lifetimeSeconds)}s`,
    `        over_time = ${phase1.lifetimeSeconds - soft(phase1.lifetimeSeconds)}s`,
    '        reauth_time = 0s',
    `        dpd_delay = ${vpn.dpdTimeoutSeconds - RETRANSMIT.seconds}s`,
    '        mobike = no',
    '        unique = replace',
    '        keyingtries = 0',
    '        local {',
    '            auth = psk',
    `            id = ${vpn.publicIp}`,
    '        }',
    '        remote {',
    '            auth = psk',
    `            id = ${outsideAddress}`,
    '        }',
    '        children {',
    `            heartlab-${number} {`,
    `                esp_proposals = ${proposal(phase2)}`,
    '                mode = tunnel',
    '                local_ts = 0.0.0.0/0',
    '                remote_ts = 0.0.0.0/0',
    `                if_id_in = ${interfaceNumber(number)}`,
    `                if_id_out = ${interfaceNumber(number)}`,
    `                rekey_time = ${soft(phase2.lifetimeSeconds)}s`,
    `                life_time = ${phase2.lifetimeSeconds}s`,
    '                dpd_action = restart',
    '                start_action = start',
    '                close_action = start',
    '            }',
    '        }',
    '    }',
    '}',
  ];
}

const keys = ({ vpn }: VpnHandoverFacts): ConfigurationLines => [
  'secrets {',
  vpn.tunnels.map(({ number, outsideAddress, keyBlank }) => [
    `    ike-heartlab-${number} {`,
    `        id-local = ${vpn.publicIp}`,
    `        id-remote = ${outsideAddress}`,
    `        secret = "${keyBlank}"`,
    '    }',
  ]),
  '}',
];

/** The routing daemon sets the routes, not charon: with selectors of everything, charon would replace the default route. */
const daemon: ConfigurationLines = [
  'charon {',
  '    install_routes = no',
  `    retransmit_timeout = ${RETRANSMIT.timeout.toFixed(1)}`,
  `    retransmit_base = ${RETRANSMIT.base}`,
  `    retransmit_tries = ${RETRANSMIT.tries}`,
  '}',
];

export const renderStrongswan: DeviceRenderer = (facts) => {
  const { tunnels, routing } = facts.vpn;
  const file = (name: string, remarks: readonly string[], lines: ConfigurationLines) => ({
    name,
    text: withHeading(facts, { comment: '#', remarks, lines }),
  });
  const rest =
    routing.kind === 'bgp'
      ? 'Use frr.conf with FRR (bgpd=yes in /etc/frr/daemons).'
      : 'Run heartlab-track.sh as a service.';
  return [
    file(
      'swanctl.conf',
      [
        'Copy this file to /etc/swanctl, with the three files that it includes. Copy heartlab-charon.conf to /etc/strongswan.d.',
        'At boot, before strongSwan starts, run heartlab-interfaces.sh. Load heartlab.nft with nft -f.',
        `${rest} Then run swanctl --load-all.`,
        'Source NAT rules by interface do not name heartlab1 or heartlab2, so nothing is translated.',
      ],
      [tunnels.map(({ number }) => `include heartlab-tunnel-${number}.conf`), 'include heartlab-keys.conf'],
    ),
    ...tunnels.map((tunnel) => file(`heartlab-tunnel-${tunnel.number}.conf`, [], connection(facts, tunnel))),
    file('heartlab-keys.conf', ['Only root may read this file: chmod 600.'], keys(facts)),
    file(
      'heartlab-charon.conf',
      [
        'These settings apply to the whole daemon. They detect a dead peer within the DPD timeout instead of three minutes.',
      ],
      daemon,
    ),
    ...strongswanNetwork(facts),
    ...strongswanRouting(facts),
  ];
};
