import { type EncryptionAlgorithm, hashName } from '../../config/proposals';
import type { VpnHandoverFacts } from '../facts';
import { withMask } from '../netmask';
import { placeholderText } from '../placeholder';
import type { HandoverTunnelFacts } from '../tunnel-facts';
import { type ConfigurationLines, type DeviceRenderer, tunnelInsideAddresses, withRemoval } from './device-file';
import { fortigatePolicies } from './fortigate-policies';
import { fortigateInterface, fortigateRouting } from './fortigate-routing';
import { entryNumber, type FortigateEntry, fortigateTable } from './fortigate-table';
import { dpdInterval } from './preference';

/** Fortinet FortiGate: route-based IPsec (FortiOS 7.0 Administration Guide, "IPsec VPN to an AWS VPN gateway"; CLI reference). */

const ENCRYPTION: Readonly<Record<EncryptionAlgorithm, string>> = {
  'AES256-GCM-16': 'aes256gcm',
  'AES128-GCM-16': 'aes128gcm',
  AES256: 'aes256',
  AES128: 'aes128',
};

const DPD = { tries: 3, interval: { min: 1, max: 3600 } } as const;

/** With AES-GCM, FortiOS names the PRF in phase 1, and no integrity algorithm in phase 2. */
function ipsec(
  { vpn }: VpnHandoverFacts,
  { number, outsideAddress, keyBlank }: HandoverTunnelFacts,
): { readonly phase1: FortigateEntry; readonly phase2: FortigateEntry } {
  const { phase1, phase2 } = vpn.proposals.recommended;
  const name = fortigateInterface(number);
  const ike =
    phase1.integrity === undefined
      ? `${ENCRYPTION[phase1.encryption]}-prf${hashName(phase1.prf ?? 'SHA2-384')}`
      : `${ENCRYPTION[phase1.encryption]}-${hashName(phase1.integrity)}`;
  const esp = [ENCRYPTION[phase2.encryption], ...(phase2.integrity ? [hashName(phase2.integrity)] : [])].join('-');
  return {
    phase1: {
      id: `"${name}"`,
      lines: [
        `set interface "${placeholderText('OUTSIDE-INTERFACE')}"`,
        'set ike-version 2',
        'set peertype any',
        'set net-device disable',
        'set localid-type address',
        `set localid "${vpn.publicIp}"`,
        `set remote-gw ${outsideAddress}`,
        `# set psksecret "${keyBlank}"`,
        `set proposal ${ike}`,
        `set dhgrp ${phase1.dhGroup}`,
        `set keylife ${phase1.lifetimeSeconds}`,
        'set nattraversal enable',
        'set dpd on-idle',
        `set dpd-retryinterval ${dpdInterval(vpn.dpdTimeoutSeconds, DPD.tries, DPD.interval)}`,
        `set dpd-retrycount ${DPD.tries}`,
      ],
    },
    phase2: {
      id: `"${name}"`,
      lines: [
        `set phase1name "${name}"`,
        `set proposal ${esp}`,
        'set pfs enable',
        `set dhgrp ${phase2.dhGroup}`,
        `set keylifeseconds ${phase2.lifetimeSeconds}`,
        'set replay enable',
        'set auto-negotiate enable',
        'set src-subnet 0.0.0.0 0.0.0.0',
        'set dst-subnet 0.0.0.0 0.0.0.0',
      ],
    },
  };
}

/** FortiOS creates and removes a tunnel's interface with its phase 1. */
function interfaces({ vpn, site }: VpnHandoverFacts): ConfigurationLines {
  const { put } = fortigateTable(
    'system interface',
    vpn.tunnels.map(({ number, inside }) => ({
      id: `"${fortigateInterface(number)}"`,
      lines: [
        `set description "HeartLab ${site} tunnel ${number}"`,
        `set ip ${inside.device} 255.255.255.255`,
        `set remote-ip ${inside.aws} ${inside.mask}`,
        'set allowaccess ping',
        'set mtu-override enable',
        `set mtu ${vpn.mtu.mtu}`,
        `set tcp-mss ${vpn.mtu.mss}`,
      ],
    })),
  );
  return [
    put,
    fortigateTable('system zone', [
      {
        id: '"heartlab"',
        lines: [
          'set intrazone deny',
          `set interface ${vpn.tunnels.map(({ number }) => `"${fortigateInterface(number)}"`).join(' ')}`,
        ],
      },
    ]),
  ];
}

export const renderFortigate: DeviceRenderer = (facts) => {
  const { routing, tunnels } = facts.vpn;
  const phases = tunnels.map((tunnel) => ipsec(facts, tunnel));
  const numbers = [entryNumber(0), entryNumber(Math.max(2, facts.deliveries.length, facts.hospitalCidrs.length))];
  return withRemoval(facts, 'fortigate.txt', {
    comment: '#',
    checks: [
      'show | grep -i heartlab',
      ...['firewall policy', 'router static', ...(routing.kind === 'bgp' ? ['router bgp'] : [])].map(
        (table) => `show ${table} | grep "edit 641"`,
      ),
      `show router static | grep "${withMask(facts.cloudCidr)}"`,
      ...tunnelInsideAddresses(facts).map((address) => `show | grep "${address}"`),
    ],
    staging: [
      'Save the configuration (execute backup config). Start with `execute config-transaction start`, paste in the CLI in the VDOM of the two interfaces, and end with `execute config-transaction commit`, or `abort` after an error. FortiOS discards the lines after five minutes without input.',
    ],
    remarks: [
      `The entries without a name have the numbers ${numbers.join(' to ')}.`,
      'The policies have NAT off, so nothing is translated between hospital and HeartLab.',
      `${withMask(facts.cloudCidr)} is reached only through the zone heartlab. Any other policy for it must be below these policies.`,
      ...(routing.kind === 'bgp'
        ? ['If BGP on the firewall already has another AS number, ask HeartLab before pasting.']
        : []),
    ],
    lines: [
      fortigateTable(
        'vpn ipsec phase1-interface',
        phases.map(({ phase1 }) => phase1),
      ),
      fortigateTable(
        'vpn ipsec phase2-interface',
        phases.map(({ phase2 }) => phase2),
      ),
      interfaces(facts),
      fortigatePolicies(facts),
      fortigateRouting(facts),
    ],
  });
};
