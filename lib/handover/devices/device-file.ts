import type { VpnHandoverFacts } from '../facts';
import { placeholderMeaning, placeholdersIn } from '../placeholder';
import { DEVICE_CAPABILITIES } from './capabilities';
import { DEVICE_TRAITS } from './traits';

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

const releaseText = ({ device, release }: VpnHandoverFacts['vpn']): string =>
  release.known === undefined ? DEVICE_CAPABILITIES[device].release : `release ${release.known}`;

/** Remarks for the administrator that don't depend on the device's format, a sentence a line. */
export function headingRemarks({ vpn }: VpnHandoverFacts, own: readonly string[] = []): readonly string[] {
  const { recommended } = vpn.proposals;
  return [
    'Two tunnels, IKEv2. Tunnel 1 carries the traffic while it is up. If it fails, tunnel 2 takes over.',
    ...(vpn.routing.kind === 'static' && DEVICE_TRAITS[vpn.device].tunnels !== 'one'
      ? ['With static routes, AWS chooses the tunnel for answers. A firewall must accept answers from either tunnel.']
      : []),
    ...own,
    ...vpn.release.remarks,
    ...(recommended.phase1.weak || recommended.phase2.weak
      ? ["LEGACY: this device and the site's policy have nothing stronger in common. Replace the device or the policy."]
      : []),
    ...(vpn.publicIpInUse === undefined
      ? []
      : [
          `AWS still expects your device at ${vpn.publicIpInUse}. This file is valid only after HeartLab has deployed the new address.`,
        ]),
  ];
}

/** The lines with a heading in comments: the site, the remarks, and the blanks that remain to be filled in. */
export function withHeading(facts: VpnHandoverFacts, { comment, remarks, lines }: DeviceFileBody): string {
  const { site, vpn } = facts;
  const body = deviceFileText(lines);
  const blanks = placeholdersIn(body);
  const heading = [
    `HeartLab VPN of ${site}: ${vpn.device}, ${releaseText(vpn)}, routing ${vpn.routing.kind}`,
    ...headingRemarks(facts, remarks),
    ...(blanks.length === 0 ? [] : ['', 'Fill in these blanks first:']),
    ...blanks.map((text) => `  ${text}  ${placeholderMeaning(text, vpn.publicIp)}`),
  ];
  return deviceFileText([heading.map((line) => `${comment} ${line}`.trimEnd()), '', body.trimEnd()]);
}
