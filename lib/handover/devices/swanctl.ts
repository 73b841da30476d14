import { type EncryptionAlgorithm, hashName } from '../../config/proposals';
import type { VpnHandoverFacts } from '../facts';
import type { PhaseProposal } from '../recommended';
import type { HandoverTunnelFacts } from '../tunnel-facts';
import type { ConfigurationLines } from './device-file';
import { interfaceNumber } from './preference';

/** swanctl.conf(5), for every device that runs strongSwan. */

export const STRONGSWAN_ENCRYPTION: Readonly<Record<EncryptionAlgorithm, string>> = {
  'AES256-GCM-16': 'aes256gcm16',
  'AES128-GCM-16': 'aes128gcm16',
  AES256: 'aes256',
  AES128: 'aes128',
};
/** By IANA number (IKEv2 transform type 4), as strongSwan and RouterOS write them. */
export const DH_GROUP_NAME: Readonly<Record<number, string>> = {
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
export const DPD_RETRANSMISSIONS = { timeout: 2, base: 1.5, tries: 3, seconds: 17 } as const;

const dpdDelay = (timeoutSeconds: number): number => timeoutSeconds - DPD_RETRANSMISSIONS.seconds;

const swanctlProposal = ({ encryption, integrity, prf, dhGroup }: PhaseProposal): string =>
  [
    STRONGSWAN_ENCRYPTION[encryption],
    ...(integrity === undefined ? [] : [hashName(integrity)]),
    ...(prf === undefined ? [] : [`prf${hashName(prf)}`]),
    DH_GROUP_NAME[dhGroup],
  ].join('-');

/** Renewal after at most nine tenths of the lifetime, before AWS lets it end. */
const softLifetime = (lifetimeSeconds: number): number => Math.floor(lifetimeSeconds * 0.9);

/** A tunnel's connection. `reqid` ties it to a VTI; the interface id ties it to an XFRM interface. */
export function swanctlConnection(
  { vpn }: VpnHandoverFacts,
  { number, outsideAddress }: HandoverTunnelFacts,
  tunnelInterface: 'vti' | 'xfrm',
): ConfigurationLines {
  const { phase1, phase2 } = vpn.proposals.recommended;
  const vti = tunnelInterface === 'vti';
  return [
    `    heartlab-${number} {`,
    '        version = 2',
    vti ? `        local_addrs = ${vpn.publicIp}` : undefined,
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
    vti ? `                reqid = ${interfaceNumber(number)}` : undefined,
    `                esp_proposals = ${swanctlProposal(phase2)}`,
    '                mode = tunnel',
    vti ? '                policies = no' : undefined,
    '                local_ts = 0.0.0.0/0',
    '                remote_ts = 0.0.0.0/0',
    ...(vti
      ? []
      : [
          `                if_id_in = ${interfaceNumber(number)}`,
          `                if_id_out = ${interfaceNumber(number)}`,
        ]),
    `                rekey_time = ${softLifetime(phase2.lifetimeSeconds)}s`,
    `                life_time = ${phase2.lifetimeSeconds}s`,
    '                dpd_action = restart',
    '                start_action = start',
    '                close_action = start',
    '            }',
    '        }',
    '    }',
  ];
}

/** swanctl reports a section without its secret, but accepts any text as a secret. */
export const swanctlKeys = ({ vpn }: VpnHandoverFacts): ConfigurationLines => [
  'secrets {',
  vpn.tunnels.map(({ number, outsideAddress, keyBlank }) => [
    `    ike-heartlab-${number} {`,
    `        id-local = ${vpn.publicIp}`,
    `        id-remote = ${outsideAddress}`,
    `        # secret = "${keyBlank}"`,
    '    }',
  ]),
  '}',
];
