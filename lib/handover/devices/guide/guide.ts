import { DEVICES } from '../../../config/devices';
import type { VpnHandoverFacts } from '../../facts';
import { placeholderMeaning, placeholdersIn } from '../../placeholder';
import { bulletList, codeBlock, copyableCode, numberedSteps, packTable } from '../../readme/markdown';
import { type DeviceFile, type DeviceRenderer, headingRemarks } from '../device-file';

/** A device that is configured by hand: where to click, what to enter, and what the screen shows at the end. */

export type GuideField = readonly [field: string, value: string | number];

export interface GuideStep {
  /** The path through the menus, as the device spells it. */
  readonly menu: string;
  /** In the order of the screen. */
  readonly fields: readonly GuideField[];
  /** Lines for a command line or an API of the device, in place of a screen. */
  readonly enter?: readonly string[];
  /** What the screen shows when the step is complete. */
  readonly shows: string;
  /** What the step adds to the device. The guide takes these out again in the reverse order. */
  readonly adds?: string;
}

export interface DeviceGuide {
  /** The firmware that the guide was written for. */
  readonly firmware: string;
  /** The public pages that it follows: a title and an address. */
  readonly pages: readonly (readonly [title: string, url: string])[];
  /** The parts that no page confirms. */
  readonly notVerified: readonly string[];
  readonly remarks?: readonly string[];
  readonly steps: readonly GuideStep[];
}

const stepText = ({ menu, fields, enter, shows }: GuideStep, index: number): string =>
  [
    `## ${index + 1}. ${menu}`,
    ...(fields.length === 0
      ? []
      : [
          packTable(
            ['field', 'value'],
            fields.map(([field, value]) => [field, copyableCode(value)]),
          ),
        ]),
    ...(enter === undefined ? [] : [codeBlock(enter)]),
    `At the end: ${shows}`,
  ].join('\n\n');

function blanksText(body: string, publicIp: string): string {
  const rows = placeholdersIn(body).map((blank) => [copyableCode(blank), placeholderMeaning(blank, publicIp)]);
  return rows.length === 0 ? '' : `## Blanks\n\nFill in these blanks first.\n\n${packTable(['blank', 'write'], rows)}`;
}

function guideText(facts: VpnHandoverFacts, guide: DeviceGuide): string {
  const { vpn, site } = facts;
  const steps = guide.steps.map(stepText);
  const removals = guide.steps.flatMap(({ adds }) => adds ?? []).toReversed();
  const parts = [
    `# HeartLab VPN of ${site}: ${DEVICES[vpn.device]}`,
    packTable(
      ['this guide', ''],
      [
        ['release of your device', vpn.release.known ?? 'unknown'],
        ['written for', guide.firmware],
        ...guide.pages.map(([title, url]) => ['follows', `${title}, ${url}`]),
        ...guide.notVerified.map((what) => ['not verified against a page of the vendor', what]),
      ],
    ),
    bulletList([...headingRemarks(facts), ...(guide.remarks ?? [])]),
    '## Before you begin',
    numberedSteps([
      'Save the configuration of the device. You need it for a rollback.',
      'Check that nothing on the device is named heartlab, and that no route or address of yours is in the subnets of this guide.',
      'The table above lists what is not verified. There, compare each screen with this guide before you save. If a field is missing, stop and ask HeartLab.',
      'Change nothing that exists already. If a screen shows other values for a name of this guide, stop and ask HeartLab.',
    ]),
    blanksText(steps.join('\n'), vpn.publicIp),
    ...steps,
    '## Taking it out again',
    'Remove these in this order. They are all that this guide adds.',
    numberedSteps(removals),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** A renderer for the guide of a device, and for files beside it. */
export const guideRenderer =
  (
    guideOf: (facts: VpnHandoverFacts) => DeviceGuide,
    filesBeside: (facts: VpnHandoverFacts) => readonly DeviceFile[] = () => [],
  ): DeviceRenderer =>
  (facts) => [{ name: `${facts.vpn.device}.md`, text: guideText(facts, guideOf(facts)) }, ...filesBeside(facts)];
