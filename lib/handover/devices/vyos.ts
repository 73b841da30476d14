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
  TUNNEL_TRACKING,
} from './preference';

/** VyOS 1.4: virtual tunnel interfaces (VyOS User Guide, "Site-to-Site", "BGP", "Failover"). */

const ENCRYPTION: Readonly<Record<EncryptionAlgorithm, string>> = {
  'AES256-GCM-16': 'aes256gcm128',
  'AES128-GCM-16': 'aes128gcm128',
  AES256: 'aes256',
  AES128: 'aes128',
};
const HASH: Readonly<Record<IntegrityAlgorithm, string>> = {
  'SHA2-512': 'sha512',
  'SHA2-384': 'sha384',
  'SHA2-256': 'sha256',
  SHA1: 'sha1',
};

const DPD = { tries: 3, interval: { min: 2, max: 86400 } } as const;

const vti = (tunnel: 1 | 2): string => `vti${interfaceNumber(tunnel)}`;

/** VyOS requires a hash with every cipher. With AES-GCM it is the PRF's in phase 1, and has no effect in phase 2. */
function proposals({ vpn }: VpnHandoverFacts): ConfigurationLines {
  const { phase1, phase2 } = vpn.proposals.recommended;
  const ike = 'set vpn ipsec ike-group heartlab';
  const esp = 'set vpn ipsec esp-group heartlab';
  const prf = HASH[phase1.prf ?? 'SHA2-384'];
  return [
    `${ike} key-exchange ikev2`,
    `${ike} lifetime ${phase1.lifetimeSeconds}`,
    `${ike} proposal 1 encryption ${ENCRYPTION[phase1.encryption]}`,
    `${ike} proposal 1 hash ${prf}`,
    `${ike} proposal 1 prf prf${prf}`,
    `${ike} proposal 1 dh-group ${phase1.dhGroup}`,
    `${ike} dead-peer-detection action restart`,
    `${ike} dead-peer-detection interval ${dpdInterval(vpn.dpdTimeoutSeconds, DPD.tries, DPD.interval)}`,
    `${ike} dead-peer-detection timeout ${vpn.dpdTimeoutSeconds}`,
    `${ike} close-action start`,
    `${ike} disable-mobike`,
    `${esp} mode tunnel`,
    `${esp} lifetime ${phase2.lifetimeSeconds}`,
    `${esp} pfs dh-group${phase2.dhGroup}`,
    `${esp} proposal 1 encryption ${ENCRYPTION[phase2.encryption]}`,
    `${esp} proposal 1 hash ${phase2.integrity === undefined ? prf : HASH[phase2.integrity]}`,
  ];
}

function tunnel(
  { vpn, site }: VpnHandoverFacts,
  { number, outsideAddress, inside, keyBlank }: HandoverTunnelFacts,
): ConfigurationLines {
  const face = `set interfaces vti ${vti(number)}`;
  const psk = `set vpn ipsec authentication psk heartlab-${number}`;
  const peer = `set vpn ipsec site-to-site peer heartlab-${number}`;
  return [
    `${face} description 'HeartLab ${site} tunnel ${number}'`,
    `${face} address ${inside.device}/30`,
    `${face} mtu ${vpn.mtu.mtu}`,
    `${face} ip adjust-mss ${vpn.mtu.mss}`,
    `${psk} id ${vpn.publicIp}`,
    `${psk} id ${outsideAddress}`,
    `${psk} secret '${keyBlank}'`,
    `${peer} authentication mode pre-shared-secret`,
    `${peer} authentication local-id ${vpn.publicIp}`,
    `${peer} authentication remote-id ${outsideAddress}`,
    `${peer} connection-type initiate`,
    `${peer} ike-group heartlab`,
    `${peer} local-address any`,
    `${peer} remote-address ${outsideAddress}`,
    `${peer} vti bind ${vti(number)}`,
    `${peer} vti esp-group heartlab`,
  ];
}

function bgp({ vpn, cloudCidr }: VpnHandoverFacts, routing: HandoverRouting & { kind: 'bgp' }): ConfigurationLines {
  const protocol = 'set protocols bgp';
  const permit = (list: string, rule: number, cidr: string): ConfigurationLines => [
    `set policy prefix-list ${list} rule ${rule} action permit`,
    `set policy prefix-list ${list} rule ${rule} prefix ${cidr}`,
  ];
  return [
    routing.announce.map((cidr, index) => permit('HEARTLAB-OUT', 10 * (index + 1), cidr)),
    permit('HEARTLAB-IN', 10, cloudCidr),
    `${protocol} system-as ${routing.asn}`,
    routing.announce.map((cidr) => `${protocol} address-family ipv4-unicast network ${cidr}`),
    vpn.tunnels.map(({ number, inside }) => {
      const into = `set policy route-map HEARTLAB-${number}-IN rule 10`;
      const out = `set policy route-map HEARTLAB-${number}-OUT rule 10`;
      const neighbor = `${protocol} neighbor ${inside.aws}`;
      return [
        `${into} action permit`,
        `${into} match ip address prefix-list HEARTLAB-IN`,
        `${into} set local-preference ${LOCAL_PREFERENCE[number]}`,
        `${out} action permit`,
        `${out} match ip address prefix-list HEARTLAB-OUT`,
        number === 2 ? `${out} set as-path prepend '${prependedAsn(routing.asn)}'` : undefined,
        `${neighbor} remote-as ${routing.awsAsn}`,
        `${neighbor} timers keepalive ${BGP_TIMERS.keepalive}`,
        `${neighbor} timers holdtime ${BGP_TIMERS.hold}`,
        `${neighbor} address-family ipv4-unicast route-map import HEARTLAB-${number}-IN`,
        `${neighbor} address-family ipv4-unicast route-map export HEARTLAB-${number}-OUT`,
      ];
    }),
  ];
}

/** The ping leaves through the tunnel's interface, so it has its inside address. */
function tracked({ vpn, cloudCidr }: VpnHandoverFacts): ConfigurationLines {
  return vpn.tunnels.map(({ number, inside }) => {
    const hop = `set protocols failover route ${cloudCidr} next-hop ${inside.aws}`;
    return [
      `${hop} interface ${vti(number)}`,
      `${hop} metric ${number}`,
      `${hop} check type icmp`,
      `${hop} check target ${inside.aws}`,
      `${hop} check timeout ${TUNNEL_TRACKING.intervalSeconds}`,
    ];
  });
}

export const renderVyos: DeviceRenderer = (facts) => {
  const { routing, tunnels } = facts.vpn;
  const text = withHeading(facts, {
    comment: '#',
    remarks: [
      'Paste in configuration mode, check `compare`, then `commit-confirm`.',
      'Source NAT rules name an outbound interface. None of them names vti101 or vti102, so nothing is translated.',
      ...(routing.kind === 'static' && facts.directConnect.length > 0 ? [BESIDE_DIRECT_CONNECT] : []),
      ...(routing.kind === 'bgp'
        ? ['If BGP on the router already has another AS number, ask HeartLab before pasting.']
        : []),
    ],
    lines: [
      `set vpn ipsec interface ${placeholder('OUTSIDE-INTERFACE')}`,
      'set vpn ipsec options disable-route-autoinstall',
      proposals(facts),
      tunnels.map((one) => tunnel(facts, one)),
      routing.kind === 'bgp' ? bgp(facts, routing) : tracked(facts),
    ],
  });
  return [{ name: 'vyos.txt', text }];
};
