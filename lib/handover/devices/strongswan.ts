import type { VpnHandoverFacts } from '../facts';
import type { HandoverTunnelFacts } from '../tunnel-facts';
import { type ConfigurationLines, type DeviceRenderer, withHeading } from './device-file';
import { interfaceNumber } from './preference';
import { strongswanNetwork } from './strongswan-network';
import { strongswanRouting } from './strongswan-routing';
import { dpdDelay, RETRANSMIT, softLifetime, swanctlProposal } from './swanctl';

/** strongSwan with swanctl (swanctl.conf(5), strongswan.conf(5), "Route-based VPN" of the strongSwan documentation). */

function connection({ vpn }: VpnHandoverFacts, { number, outsideAddress }: HandoverTunnelFacts): ConfigurationLines {
  const { phase1, phase2 } = vpn.proposals.recommended;
  return [
    'connections {',
    `    heartlab-${number} {`,
    '        version = 2',
    `        remote_addrs = ${outsideAddress}`,
    `        proposals = ${swanctlProposal(phase1)}`,
    `        rekey_time = ${softLifetime(phase1.lifetimeSeconds)}s`,
    `        over_time = ${phase1.lifetimeSeconds - softLifetime(phase1.lifetimeSeconds)}s`,
    '        reauth_time = 0s',
    `        dpd_delay = ${dpdDelay(vpn.dpdTimeoutSeconds)}s`,
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
    `                esp_proposals = ${swanctlProposal(phase2)}`,
    '                mode = tunnel',
    '                local_ts = 0.0.0.0/0',
    '                remote_ts = 0.0.0.0/0',
    `                if_id_in = ${interfaceNumber(number)}`,
    `                if_id_out = ${interfaceNumber(number)}`,
    `                rekey_time = ${softLifetime(phase2.lifetimeSeconds)}s`,
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
