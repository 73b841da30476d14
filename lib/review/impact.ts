import { CHANGE_EFFECTS, type ChangeClass } from '../config/schema/field';
import type { SafeText } from './safe-text';

/** The impact on a hospital, mildest first: this order defines "worse". */
export const HOSPITAL_IMPACTS = ['nothing', 'cloud', 'one-tunnel', 'both-tunnels', 'hospital', 'not-allowed'] as const;
export type HospitalImpact = (typeof HOSPITAL_IMPACTS)[number];

export const IMPACT_WORDS: Readonly<Record<HospitalImpact, string>> = {
  nothing: 'nothing',
  cloud: 'cloud side only',
  'one-tunnel': 'one tunnel at a time',
  'both-tunnels': 'both tunnels briefly',
  hospital: 'hospital must act',
  'not-allowed': 'not allowed',
};

export const compareImpacts = (a: HospitalImpact, b: HospitalImpact): number =>
  HOSPITAL_IMPACTS.indexOf(b) - HOSPITAL_IMPACTS.indexOf(a);

/** The worst of the impacts; `nothing` if there are none. */
export function worstImpact(impacts: Iterable<HospitalImpact>): HospitalImpact {
  return [...impacts].sort(compareImpacts)[0] ?? 'nothing';
}

const OF_CHANGE: Readonly<Record<ChangeClass, HospitalImpact>> = {
  [CHANGE_EFFECTS.nothing]: 'nothing',
  [CHANGE_EFFECTS.cloud]: 'cloud',
  [CHANGE_EFFECTS.oneTunnel]: 'one-tunnel',
  [CHANGE_EFFECTS.hospital]: 'hospital',
  [CHANGE_EFFECTS.fixed]: 'not-allowed',
};

/** The impact of a setting, from its change class in the schema. */
export const impactOf = (change: ChangeClass): HospitalImpact => OF_CHANGE[change];

/** A step for a hospital's own staff. */
export interface HospitalAction {
  /** Relative to the time of our deploy. */
  readonly when: 'before' | 'together' | 'after';
  readonly text: string;
}

/** A part of the letter to a hospital. It is sent unchanged: no secrets, and nothing of AWS that they don't see. */
export interface LetterPart {
  /** The old and the new value, one change a line. */
  readonly values?: readonly string[];
  readonly actions?: readonly HospitalAction[];
  /** What the hospital notices, in the order in which it happens. */
  readonly sees?: readonly string[];
  /** What the hospital checks afterwards. */
  readonly checks?: readonly string[];
}

/** One effect of a change on one hospital. */
export interface ChangeEffect extends LetterPart {
  readonly impact: HospitalImpact;
  /** Equal for the same effect on another hospital: hospitals are grouped by it. */
  readonly key: string;
  readonly says: SafeText;
}
