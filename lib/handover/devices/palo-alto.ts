import { type EncryptionAlgorithm, hashName } from '../../config/proposals';
import type { VpnHandoverFacts } from '../facts';
import { placeholderText } from '../placeholder';
import type { HandoverTunnelFacts } from '../tunnel-facts';
import { type ConfigurationLines, type DeviceRenderer, tunnelInsideAddresses, withRemoval } from './device-file';
import { paloAltoRouter, paloAltoUnit } from './palo-alto-router';
import { paloAltoRouting } from './palo-alto-routing';
import { dpdInterval } from './preference';
import { setObject } from './set-lines';

/**
 * Palo Alto Networks PAN-OS (PAN-OS 10.2 Administrator's Guide, "VPNs").
 */

const ENCRYPTION: Readonly<Record<EncryptionAlgorithm, string>> = {
  'AES256-GCM-16': 'aes-256-gcm',
  'AES128-GCM-16': 'aes-128-gcm',
  AES256: 'aes-256-cbc',
  AES128: 'aes-128-cbc',
};

/** PAN-OS sends at this interval and gives up after about three tries; it accepts 2 to 100 s. */
const DPD = { tries: 3, interval: { min: 2, max: 100 } } as const;

const inBrackets = (items: readonly string[]): string => `[ ${items.join(' ')} ]`;

function profiles({ vpn }: VpnHandoverFacts): ConfigurationLines {
  const { phase1, phase2 } = vpn.proposals.recommended;
  const crypto = 'network ike crypto-profiles';
  return [
    setObject(`${crypto} ike-crypto-profiles heartlab`, [
      `encryption ${ENCRYPTION[phase1.encryption]}`,
      `hash ${phase1.integrity === undefined ? 'non-auth' : hashName(phase1.integrity)}`,
      `dh-group group${phase1.dhGroup}`,
      `lifetime seconds ${phase1.lifetimeSeconds}`,
    ]),
    setObject(`${crypto} ipsec-crypto-profiles heartlab`, [
      `esp encryption ${ENCRYPTION[phase2.encryption]}`,
      `esp authentication ${phase2.integrity === undefined ? 'none' : hashName(phase2.integrity)}`,
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
      `local-address interface ${placeholderText('OUTSIDE-INTERFACE')}`,
      'local-id type ipaddr',
      `local-id id ${vpn.publicIp}`,
      `peer-address ip ${outsideAddress}`,
      'peer-id type ipaddr',
      `peer-id id ${outsideAddress}`,
    ]),
    setObject(`network interface tunnel units ${paloAltoUnit(number)}`, [
      `comment "HeartLab ${site} tunnel ${number}"`,
      `ip ${inside.device}/30`,
      `mtu ${vpn.mtu.mtu}`,
    ]),
    setObject(`${paloAltoRouter(vpn).path} interface ${paloAltoUnit(number)}`, ['']),
    setObject(`network tunnel ipsec heartlab-${number}`, [
      `auto-key ike-gateway heartlab-${number}`,
      'auto-key ipsec-crypto-profile heartlab',
      `tunnel-interface ${paloAltoUnit(number)}`,
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
    setObject('zone heartlab', [`network layer3 ${inBrackets(vpn.tunnels.map(({ number }) => paloAltoUnit(number)))}`]),
    ports.map((port) => service(`heartlab-${port}`, port)),
    deliveries.map(({ port }, index) => service(`heartlab-pacs-${index + 1}`, port)),
    open('heartlab-studies', placeholderText('INSIDE-ZONE'), 'heartlab', [
      `source ${inBrackets(hospitalCidrs)}`,
      `destination ${inBrackets(endpointAddresses.map(({ address }) => address))}`,
      `service ${inBrackets(ports.map((port) => `heartlab-${port}`))}`,
    ]),
    deliveries.map(({ address }, index) =>
      open(`heartlab-results-${index + 1}`, 'heartlab', placeholderText('INSIDE-ZONE'), [
        `source ${inBrackets(deliveryAddresses)}`,
        `destination ${address}`,
        `service heartlab-pacs-${index + 1}`,
      ]),
    ),
  ];
}

export const paloAlto: DeviceRenderer = (facts) => {
  const { routing, tunnels, mtu, proposals, publicIp } = facts.vpn;
  const { phase1 } = proposals.recommended;
  const { isLogical } = paloAltoRouter(facts.vpn);
  return withRemoval(facts, 'palo-alto.txt', {
    comment: '#',
    checks: [
      'show | match heartlab',
      ...tunnels.map(({ number }) => `show | match ${paloAltoUnit(number)}`),
      `show | match ${facts.cloudCidr}`,
      ...tunnelInsideAddresses(facts).map((address) => `show | match ${address}`),
      `show deviceconfig setting | match "advance-routing ${isLogical ? 'no' : 'yes'}"`,
    ],
    staging: [
      'In configuration mode, `save config to before-heartlab.xml`. Paste without the lines that begin with #. Check `show config diff` in operational mode and `validate full`, then `commit`. To return, `load config from before-heartlab.xml` and `commit`.',
    ],
    remarks: [
      'The commands at the top are for configuration mode, after `set cli config-output-format set`.',
      'With several virtual systems (show system info | match multi-vsys), write `set vsys <name> zone`, `set vsys <name> service` and `set vsys <name> rulebase`, and add `set vsys <name> import network interface [ tunnel.101 tunnel.102 ]`.',
      `If the outside interface has several addresses, add \`local-address ip\` to both gateways: the interface's entry with ${publicIp}. AWS accepts no other address.`,
      `PAN-OS itself lowers the MSS of packets that enter a tunnel. It derives the MSS from the MTU: ${mtu.mtu} gives ${mtu.mss}.`,
      'NAT works from zone to zone. The zone heartlab has no NAT rule, so nothing is translated.',
      ...(phase1.integrity === undefined
        ? [`With AES-GCM in phase 1, the firewall itself selects ${phase1.prf} as the PRF for group ${phase1.dhGroup}.`]
        : []),
      ...(routing.kind === 'bgp'
        ? ['If BGP on the router already has another AS number, ask HeartLab before pasting.']
        : []),
    ],
    lines: [profiles(facts), tunnels.map((one) => tunnel(facts, one)), policies(facts), paloAltoRouting(facts)],
  });
};
