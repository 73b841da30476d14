import { isGcm } from '../../config/proposals';
import { BGP_TIMERS } from '../devices/preference';
import { DEVICE_TRAITS } from '../devices/traits';
import { type HandoverFacts, type HandoverVpnFacts, hasVpn } from '../facts';
import type { PhasePermitted, PhaseProposal } from '../recommended';
import { deviceChecks, tunnelsText, vpnTypeText } from './device-checks';
import { deviceCommands } from './device-commands';
import { copyableCode, copyableCodes, type PackSection, packTable } from './markdown';
import type { SectionInput } from './readme-input';

/** The tunnels: the values of each end, and exactly what to enter. */

function tunnels({ tunnels: [one, two], publicIp }: HandoverVpnFacts): string {
  const row = (name: string, of: (tunnel: typeof one) => string): readonly string[] => [name, of(one), of(two)];
  return packTable(
    ['', 'Tunnel 1', 'Tunnel 2'],
    [
      row('Outside address of HeartLab (AWS), also its IKE identity', ({ outsideAddress }) =>
        copyableCode(outsideAddress),
      ),
      row('Outside address of your device, also its IKE identity', () => copyableCode(publicIp)),
      row('Inside address of your device', ({ inside }) => copyableCode(`${inside.device}/30`)),
      row('Inside address of AWS', ({ inside }) => copyableCode(`${inside.aws}/30`)),
      row('Pre-shared key', ({ number }) => `sent separately, key of tunnel ${number}`),
      row('Traffic selectors, local and remote', () => copyableCode('0.0.0.0/0')),
    ],
  );
}

const base = (vpn: HandoverVpnFacts): string => {
  const { dpdTimeoutSeconds, startup, mtu, device } = vpn;
  const { tunnelInterfaces } = DEVICE_TRAITS[device];
  return packTable(
    ['setting', 'value'],
    [
      ['IKE version', '2 (version 1 is refused)'],
      ['VPN type', vpnTypeText(vpn)],
      ['The two tunnels', tunnelsText(vpn)],
      ['DPD timeout', `${dpdTimeoutSeconds} seconds; then restart`],
      [
        'Initiator',
        startup === 'start' ? 'both sides; your device must also respond' : 'your device; AWS only responds',
      ],
      ['NAT traversal', 'allowed (UDP 4500)'],
      [tunnelInterfaces ? 'MTU of the tunnel interface' : 'Largest packet in a tunnel', `${mtu.mtu} bytes`],
      [
        `TCP MSS, clamped ${tunnelInterfaces ? 'on the tunnel interface' : 'in the tunnels'} in both directions`,
        `${mtu.mss} bytes`,
      ],
      ['Fragmentation', 'before encryption, with the DF bit cleared, because AWS does not support path MTU discovery'],
    ],
  );
};

/** AES-GCM checks integrity itself. Phase 1 then still has a pseudo-random function. */
const integrityOf = ({ integrity, prf }: PhaseProposal): string => {
  if (integrity !== undefined) return copyableCode(integrity);
  return prf === undefined
    ? 'none: part of AES-GCM'
    : `none: part of AES-GCM; pseudo-random function (PRF) ${copyableCode(prf)}`;
};

/** Without an integrity algorithm only AES-GCM can be used. */
const encryptions = ({ encryption, integrity }: PhasePermitted): string =>
  copyableCodes(encryption.filter((value) => integrity.length > 0 || isGcm(value)));
const integrities = ({ integrity }: PhasePermitted): string =>
  integrity.length === 0 ? 'none' : copyableCodes(integrity);

function proposals({
  proposals: { recorded, recommended, permitted },
}: HandoverVpnFacts): readonly (string | undefined)[] {
  const { phase1, phase2 } = recommended;
  const weak = phase1.weak || phase2.weak;
  return [
    '### Enter exactly these values',
    packTable(
      ['setting', 'Phase 1 (IKE)', 'Phase 2 (IPsec, ESP)'],
      [
        ['Encryption', copyableCode(phase1.encryption), copyableCode(phase2.encryption)],
        ['Integrity', integrityOf(phase1), integrityOf(phase2)],
        ['DH group', copyableCode(phase1.dhGroup), `${copyableCode(phase2.dhGroup)} (perfect forward secrecy, on)`],
        ['Lifetime', `${phase1.lifetimeSeconds} seconds`, `${phase2.lifetimeSeconds} seconds`],
      ],
    ),
    recorded ? 'Your device already uses these values: HeartLab has recorded them.' : undefined,
    weak
      ? recorded
        ? '**Legacy.** No guidance approves these values. Agree on stronger ones with HeartLab, or plan to replace the device.'
        : '**Legacy.** Your device supports nothing stronger that HeartLab permits. Plan to replace the device.'
      : undefined,
    'Enter only this one proposal. If both sides offer several, AWS uses the weakest one, regardless of their order.',
    '### Also permitted',
    recorded
      ? 'Agree on a change to one of these values with HeartLab first:'
      : 'Use these values only if your device lacks a value above:',
    packTable(
      ['setting', 'Phase 1 (IKE)', 'Phase 2 (IPsec, ESP)'],
      [
        ['Encryption', encryptions(permitted.phase1), encryptions(permitted.phase2)],
        ['Integrity (or PRF, with AES-GCM in phase 1)', integrities(permitted.phase1), integrities(permitted.phase2)],
        ['DH group', copyableCodes(permitted.phase1.dhGroups), copyableCodes(permitted.phase2.dhGroups)],
      ],
    ),
    'A different encryption or integrity in phase 2 also changes the MTU. If you use one, ask HeartLab for a new pack.',
  ];
}

function routing(vpn: HandoverVpnFacts, facts: HandoverFacts): readonly string[] {
  const {
    routing: kind,
    tunnels: [one, two],
  } = vpn;
  if (kind.kind === 'static') {
    // A device without tunnel interfaces has no route, and so no next hop.
    const by = ({ number, inside }: (typeof vpn.tunnels)[number]): string =>
      `tunnel ${number}${DEVICE_TRAITS[vpn.device].tunnelInterfaces ? `, next hop ${copyableCode(inside.aws)}` : ''}`;
    return [
      '### Routing: static',
      packTable(['destination', 'first', 'if that fails'], [[copyableCode(kind.remote), by(one), by(two)]]),
      `${deviceCommands(vpn).ping === undefined ? '' : `A tunnel can be up without passing traffic. Track each route with a ping from the device's inside address (${copyableCode(one.inside.device)} to ${copyableCode(one.inside.aws)}, ${copyableCode(two.inside.device)} to ${copyableCode(two.inside.aws)}). `}HeartLab has static routes only to ${copyableCodes(facts.hospitalCidrs)}.`,
    ];
  }
  return [
    '### Routing: BGP',
    packTable(
      ['setting', 'value'],
      [
        ['Your ASN', copyableCode(kind.asn)],
        ['ASN of AWS', copyableCode(kind.awsAsn)],
        ['Neighbour in tunnel 1', copyableCode(one.inside.aws)],
        ['Neighbour in tunnel 2', copyableCode(two.inside.aws)],
        ['Password (MD5)', 'none'],
        ['Keepalive and hold', `${BGP_TIMERS.keepalive} and ${BGP_TIMERS.hold} seconds`],
        ['Announce exactly, on both tunnels', copyableCodes(kind.announce)],
        ['Accept', `${copyableCode(facts.cloudCidr)}, nothing else`],
      ],
    ),
    'Do not announce a summary or a default route. AWS prefers the longer prefix from any source, and closes the session after 100 prefixes. Tunnel 1 has priority in both directions. During maintenance of a tunnel, accept packets that return through the other one.',
  ];
}

export function vpnSection({ facts, deviceFiles, deviceBlanks, link }: SectionInput): PackSection | undefined {
  if (!hasVpn(facts)) return undefined;
  return {
    title: 'IPsec: two tunnels',
    parts: [
      `Configure both tunnels. HeartLab changes one tunnel at a time, while the other carries the traffic. ${deviceFiles.length === 0 ? '' : `${copyableCodes(deviceFiles)} ${deviceFiles.length === 1 ? 'contains' : 'contain'} all values of this section for your device${deviceBlanks.length === 0 ? '' : `, except the blanks of ${link('blanks')}`}. Compare the values before you paste.`}`.trimEnd(),
      ...facts.vpn.release.modelRemarks.map((remark) => `**${remark}**`),
      tunnels(facts.vpn),
      base(facts.vpn),
      ...proposals(facts.vpn),
      ...routing(facts.vpn, facts),
      ...deviceChecks(facts.vpn),
    ],
  };
}
