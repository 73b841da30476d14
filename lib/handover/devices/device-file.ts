import type { DeviceId } from '../../config/devices';
import type { VpnHandoverFacts } from '../facts';
import { placeholderMeaning, placeholdersIn } from '../placeholder';
import { DEVICE_CAPABILITIES } from './capabilities';

/** One file of a device's configuration, for an administrator to paste. */
export interface DeviceFile {
  /** A relative path, like `cisco-asa.txt`. */
  readonly name: string;
  /** The content, with comments for the administrator. */
  readonly text: string;
}

export type DeviceRenderer = (facts: VpnHandoverFacts) => readonly DeviceFile[];

/** Lines and groups of lines; undefined is omitted. */
export type ConfigurationLines = readonly (string | undefined | ConfigurationLines)[];

export function deviceFileText(lines: ConfigurationLines): string {
  const flat = (items: ConfigurationLines): readonly string[] =>
    items.flatMap((item) => (item === undefined ? [] : typeof item === 'string' ? [item] : flat(item)));
  return `${flat(lines).join('\n')}\n`;
}

export interface DeviceFileBody {
  /** The device's comment prefix: `!`, `#`. */
  readonly comment: string;
  /** Remarks for the administrator before pasting, a sentence a line. */
  readonly remarks: readonly string[];
  readonly lines: ConfigurationLines;
}

/** Devices on which only one tunnel is enabled, so that AWS has no choice. */
const ONE_AT_A_TIME: readonly DeviceId[] = ['mikrotik'];

const releaseText = ({ device, release }: VpnHandoverFacts['vpn']): string =>
  release.known === undefined ? DEVICE_CAPABILITIES[device].release : `release ${release.known}`;

/** The lines with a heading in comments: the site, the remarks, and the blanks that remain to be filled in. */
export function withHeading({ site, vpn }: VpnHandoverFacts, { comment, remarks, lines }: DeviceFileBody): string {
  const body = deviceFileText(lines);
  const blanks = placeholdersIn(body);
  const { recommended } = vpn.proposals;
  const heading = [
    `HeartLab VPN of ${site}: ${vpn.device}, ${releaseText(vpn)}, routing ${vpn.routing.kind}`,
    'Two tunnels, IKEv2. Tunnel 1 carries the traffic while it is up. If it fails, tunnel 2 takes over.',
    ...(vpn.routing.kind === 'static' && !ONE_AT_A_TIME.includes(vpn.device)
      ? ['With static routes, AWS chooses the tunnel for answers. A firewall must accept answers from either tunnel.']
      : []),
    ...remarks,
    ...vpn.release.remarks,
    ...(recommended.phase1.weak || recommended.phase2.weak
      ? ["LEGACY: this device and the site's policy have nothing stronger in common. Replace the device or the policy."]
      : []),
    ...(vpn.publicIpInUse === undefined
      ? []
      : [
          `AWS still expects your device at ${vpn.publicIpInUse}. This file is valid only after HeartLab has deployed the new address.`,
        ]),
    ...(blanks.length === 0 ? [] : ['', 'Fill in these blanks first:']),
    ...blanks.map((text) => `  ${text}  ${placeholderMeaning(text, vpn.publicIp)}`),
  ];
  return deviceFileText([heading.map((line) => `${comment} ${line}`.trimEnd()), '', body.trimEnd()]);
}
