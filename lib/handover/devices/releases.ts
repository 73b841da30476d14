import type { DeviceId } from '../../config/devices';
import type { GatewaySettings } from '../../config/model';
import { DEVICE_CAPABILITIES } from './capabilities';
import type { PhaseCapabilities } from './device-capabilities';
import { MODEL_LIMITS, type ModelLimits } from './models';
import { DEVICE_RELEASES, type DeviceFeature, type ReleaseDifference } from './release-table';

/** The entry of the release table for a device. A renderer asks for a feature by its name and never compares releases itself. */

/** The description of the hospital's device in the site file: free text, and the proposal that it uses. */
export type GatewayDescription = Partial<Pick<GatewaySettings, 'model' | 'release' | 'proposal'>>;

/** The release that a file is made for. */
export interface FileRelease {
  /** The numbers of the site file's text, without its other words; undefined if the release is unknown. */
  readonly known: string | undefined;
  readonly features: readonly DeviceFeature[];
  /** Why there is no file for it, and the setting that shows it. */
  readonly noFile: { readonly setting: 'model' | 'release'; readonly why: string } | undefined;
  /** The assumptions of a file for an unknown release. */
  readonly remarks: readonly string[];
  /** What the model lacks. */
  readonly modelRemarks: readonly string[];
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

/** The limits of the model that the site file names. */
function modelLimitsOf(device: DeviceId, { model, release }: GatewayDescription): readonly ModelLimits[] {
  const numbers = releaseNumbers(release);
  return MODEL_LIMITS.filter(
    ({ named, until }) =>
      named[device]?.test(model ?? '') && (until === undefined || numbers === undefined || isBefore(numbers, until)),
  );
}

export function fileRelease(device: DeviceId, gateway: GatewayDescription): FileRelease {
  const { differences } = DEVICE_RELEASES[device];
  const known = releaseNumbers(gateway.release)?.join('.');
  const limits = modelLimitsOf(device, gateway);
  const model = limits.find(({ noFile }) => noFile?.[device] !== undefined)?.noFile?.[device];
  const mode = differences.find((one) => one.noFile !== undefined && holds(one, gateway))?.noFile;
  return {
    known,
    features: differences.flatMap((one) => (one.feature !== undefined && holds(one, gateway) ? [one.feature] : [])),
    noFile:
      model !== undefined
        ? { setting: 'model', why: model }
        : mode !== undefined
          ? { setting: 'release', why: mode }
          : undefined,
    remarks:
      known === undefined
        ? differences.filter((one) => !(one.mode && holds(one, gateway))).map(({ remark }) => remark)
        : [],
    modelRemarks: limits.flatMap(({ remark }) => remark ?? []),
  };
}

const remaining = <T>(values: readonly T[], of: readonly T[] | undefined): readonly T[] =>
  of === undefined ? values : values.filter((value) => of.includes(value));

const limited = (phase: PhaseCapabilities, limits: Partial<PhaseCapabilities>): PhaseCapabilities => ({
  ...phase,
  encryption: remaining(phase.encryption, limits.encryption),
  integrity: remaining(phase.integrity, limits.integrity),
  dhGroups: remaining(phase.dhGroups, limits.dhGroups),
});

/**
 * The capabilities of the release and model: those of `DEVICE_CAPABILITIES`, unless a difference of the release replaces a list,
 * without what the model lacks.
 */
export function releaseCapabilities(
  device: DeviceId,
  gateway: GatewayDescription,
): Readonly<Record<'phase1' | 'phase2', PhaseCapabilities>> {
  const { phase1, phase2 } = DEVICE_CAPABILITIES[device];
  const ofRelease = DEVICE_RELEASES[device].differences
    .filter((one) => holds(one, gateway))
    .reduce(
      (so, { proposals }) => ({
        phase1: { ...so.phase1, ...proposals?.phase1 },
        phase2: { ...so.phase2, ...proposals?.phase2 },
      }),
      { phase1, phase2 },
    );
  return modelLimitsOf(device, gateway).reduce(
    (so, limits) => ({ phase1: limited(so.phase1, limits.phase1), phase2: limited(so.phase2, limits.phase2) }),
    ofRelease,
  );
}

/** What is missing if the release is older than the oldest that the file is for; undefined if it is not, or unknown. */
export function tooOld(device: DeviceId, { release }: GatewayDescription): string | undefined {
  const { oldest, before } = DEVICE_RELEASES[device];
  const numbers = releaseNumbers(release);
  return numbers !== undefined && isBefore(numbers, oldest) ? `is older than ${oldest}: ${before}` : undefined;
}
