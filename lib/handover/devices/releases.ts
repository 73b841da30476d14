import type { DeviceId } from '../../config/devices';
import { DEVICE_CAPABILITIES } from './capabilities';
import type { PhaseCapabilities } from './device-capabilities';
import { DEVICE_RELEASES, type DeviceFeature, type ReleaseDifference } from './release-table';

/** The entry of the release table for a device. A renderer asks for a feature by its name and never compares releases itself. */

/** The description of the hospital's device in the site file: free text. */
export interface GatewayDescription {
  readonly model?: string | undefined;
  readonly release?: string | undefined;
}

/** The release that a file is made for. */
export interface FileRelease {
  /** The numbers of the site file's text, without its other words; undefined if the release is unknown. */
  readonly known: string | undefined;
  readonly features: readonly DeviceFeature[];
  /** Why there is no file for it. */
  readonly noFile: string | undefined;
  /** The assumptions of a file for an unknown release. */
  readonly remarks: readonly string[];
}

/** The numbers of a release: `Junos 21.4R3-S5` has 21, 4, 3. Undefined without a number. */
export function releaseNumbers(text: string | undefined): readonly number[] | undefined {
  const [found] = text?.match(/\d+(?:[.(R]\d+)*/) ?? [];
  return found?.split(/[.(R]/).map(Number);
}

/** Negative if the first release is older. A part that one of them lacks counts as 0. */
export function compareReleases(one: readonly number[], other: readonly number[]): number {
  const length = Math.max(one.length, other.length);
  const parts = Array.from({ length }, (_, index) => (one[index] ?? 0) - (other[index] ?? 0));
  return parts.find((difference) => difference !== 0) ?? 0;
}

const isBefore = (release: readonly number[], bound: string): boolean =>
  compareReleases(release, releaseNumbers(bound) ?? []) < 0;

function holds(difference: ReleaseDifference, { model, release }: GatewayDescription): boolean {
  const { mode, since, until, common } = difference;
  if (mode !== undefined) return mode.test(`${model ?? ''} ${release ?? ''}`);
  const numbers = releaseNumbers(release);
  if (numbers === undefined) return common;
  return (since === undefined || !isBefore(numbers, since)) && (until === undefined || isBefore(numbers, until));
}

export function fileRelease(device: DeviceId, gateway: GatewayDescription): FileRelease {
  const { differences } = DEVICE_RELEASES[device];
  const known = releaseNumbers(gateway.release)?.join('.');
  return {
    known,
    features: differences.flatMap((one) => (one.feature !== undefined && holds(one, gateway) ? [one.feature] : [])),
    noFile: differences.find((one) => one.noFile !== undefined && holds(one, gateway))?.noFile,
    remarks:
      known === undefined
        ? differences.filter((one) => !(one.mode && holds(one, gateway))).map(({ remark }) => remark)
        : [],
  };
}

/** The capabilities of the release: those of `DEVICE_CAPABILITIES` unless a difference replaces a list. */
export function releaseCapabilities(
  device: DeviceId,
  gateway: GatewayDescription,
): Readonly<Record<'phase1' | 'phase2', PhaseCapabilities>> {
  const { phase1, phase2 } = DEVICE_CAPABILITIES[device];
  return DEVICE_RELEASES[device].differences
    .filter((one) => holds(one, gateway))
    .reduce(
      (so, { proposals }) => ({
        phase1: { ...so.phase1, ...proposals?.phase1 },
        phase2: { ...so.phase2, ...proposals?.phase2 },
      }),
      { phase1, phase2 },
    );
}

/** What is missing if the release is older than the oldest that the file is for; undefined if it is not, or unknown. */
export function tooOld(device: DeviceId, { release }: GatewayDescription): string | undefined {
  const { oldest, before } = DEVICE_RELEASES[device];
  const numbers = releaseNumbers(release);
  return numbers !== undefined && isBefore(numbers, oldest) ? `is older than ${oldest}: ${before}` : undefined;
}
