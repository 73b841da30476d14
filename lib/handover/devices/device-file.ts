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
  /** The counterpart of the other files: it removes what they add, and nothing else. */
  readonly removal?: true;
}

export type DeviceRenderer = (facts: VpnHandoverFacts) => readonly DeviceFile[];

/** Something that a file adds to the device, with the lines that remove exactly it. */
export interface ConfigurationAddition {
  readonly put: ConfigurationLines;
  readonly remove: ConfigurationLines;
}

/** Lines, additions, and groups of both; undefined is omitted. */
export type ConfigurationLines = readonly (string | undefined | ConfigurationAddition | ConfigurationLines)[];

const isAddition = (item: ConfigurationAddition | ConfigurationLines): item is ConfigurationAddition => 'put' in item;

function putLines(items: ConfigurationLines): readonly string[] {
  return items.flatMap((item) => {
    if (item === undefined) return [];
    if (typeof item === 'string') return [item];
    return putLines(isAddition(item) ? item.put : item);
  });
}

/** The last addition is removed first, because later ones refer to earlier ones. */
export function removalLines(items: ConfigurationLines): readonly string[] {
  return items
    .toReversed()
    .flatMap((item) =>
      item === undefined || typeof item === 'string'
        ? []
        : isAddition(item)
          ? putLines(item.remove)
          : removalLines(item),
    );
}

export const deviceFileText = (lines: ConfigurationLines): string => `${putLines(lines).join('\n')}\n`;

export interface DeviceFileBody {
  /** The device's comment prefix: `!`, `#`. */
  readonly comment: string;
  /** Commands that print nothing while the names and numbers of the file are free on the device. */
  readonly checks?: readonly string[];
  /** How the device tries or stages the lines, for the file and its counterpart. */
  readonly staging?: readonly string[];
  /** Remarks for the administrator before pasting, a sentence a line. */
  readonly remarks: readonly string[];
  readonly lines: ConfigurationLines;
}

/** The inside addresses of both tunnels. Another VPN connection to AWS may use the same ones. */
export const tunnelInsideAddresses = ({ vpn }: VpnHandoverFacts): readonly string[] =>
  vpn.tunnels.flatMap(({ inside }) => [inside.aws, inside.device]);

const releaseText = ({ device, release }: VpnHandoverFacts['vpn']): string =>
  release.known === undefined ? DEVICE_CAPABILITIES[device].release : `release ${release.known}`;

const KEY_AS_COMMENT = /^ *[!#] .*<TUNNEL-[12]-PRE-SHARED-KEY>/m;

/** The lines with a heading in comments. */
function headed(heading: readonly string[], { vpn }: VpnHandoverFacts, { comment, ...body }: DeviceFileBody): string {
  const { checks = [], staging = [], remarks, lines } = body;
  const text = deviceFileText(lines).trimEnd();
  const blanks = placeholdersIn([text, ...checks, ...staging, ...remarks].join('\n'));
  const all = [
    ...heading,
    ...(checks.length === 0
      ? []
      : [
          'First run these commands. A line in an output is a name or number in use: then ask HeartLab before pasting.',
        ]),
    ...checks.map((command) => `  ${command}`),
    ...staging,
    ...remarks,
    ...(blanks.length === 0 ? [] : ['', 'Fill in these blanks first:']),
    ...blanks.map((blank) => `  ${blank}  ${placeholderMeaning(blank, vpn.publicIp)}`),
    ...(KEY_AS_COMMENT.test(text)
      ? [
          `The device accepts any text as a pre-shared key, even a blank. So each line with a key is a comment: fill in the key, then remove the ${comment} before the line.`,
        ]
      : []),
  ];
  return deviceFileText([all.map((line) => `${comment} ${line}`.trimEnd()), '', text]);
}

/** Remarks for the administrator that don't depend on the device's format, a sentence a line. */
export function headingRemarks({ vpn }: VpnHandoverFacts, own: readonly string[] = []): readonly string[] {
  const { recorded, recommended } = vpn.proposals;
  return [
    'Two tunnels, IKEv2. Tunnel 1 carries the traffic while it is up. If it fails, tunnel 2 takes over.',
    ...(vpn.routing.kind === 'static' && DEVICE_TRAITS[vpn.device].tunnels !== 'one'
      ? ['With static routes, AWS chooses the tunnel for answers. A firewall must accept answers from either tunnel.']
      : []),
    ...own,
    ...vpn.release.modelRemarks,
    ...vpn.release.remarks,
    ...(recommended.phase1.weak || recommended.phase2.weak
      ? [
          recorded
            ? 'LEGACY: this device uses values that no guidance approves. Agree on stronger ones with HeartLab, or replace the device.'
            : "LEGACY: this device and the site's policy have nothing stronger in common. Replace the device or the policy.",
        ]
      : []),
    ...(vpn.publicIpInUse === undefined
      ? []
      : [
          `AWS still expects your device at ${vpn.publicIpInUse}. This file is valid only after HeartLab has deployed the new address.`,
        ]),
  ];
}

/** The lines with a heading in comments: the site, the checks, the remarks, and the blanks that remain to be filled in. */
export const withHeading = (facts: VpnHandoverFacts, body: DeviceFileBody): string =>
  headed(
    [
      `HeartLab VPN of ${facts.site}: ${facts.vpn.device}, ${releaseText(facts.vpn)}, routing ${facts.vpn.routing.kind}`,
    ],
    facts,
    { ...body, remarks: headingRemarks(facts, body.remarks) },
  );

export interface RemovalFile extends Omit<DeviceFileBody, 'checks'> {
  readonly name: string;
  /** The files whose additions it removes. */
  readonly of: string;
}

/** The counterpart of a file, derived from the same additions. */
export const removalFile = (facts: VpnHandoverFacts, { name, of, ...body }: RemovalFile): DeviceFile => ({
  name,
  text: headed([`HeartLab VPN of ${facts.site}: this file removes what ${of} added, and nothing else.`], facts, {
    ...body,
    lines: removalLines(body.lines),
  }),
  removal: true,
});

/** A file of one device, and its counterpart: `cisco-asa.txt` and `cisco-asa-remove.txt`. */
export function withRemoval(facts: VpnHandoverFacts, name: string, body: DeviceFileBody): readonly DeviceFile[] {
  const { comment, staging, lines } = body;
  const counterpart = name.replace(/(?=\.\w+$)/, '-remove');
  return [
    { name, text: withHeading(facts, body) },
    removalFile(facts, {
      name: counterpart,
      of: name,
      comment,
      staging,
      remarks: [
        'The lines that are comments concern settings that other traffic may use. Run one only if its remark applies.',
      ],
      lines,
    }),
  ];
}
