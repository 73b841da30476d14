import { CHANGE_EFFECTS, type ChangeClass } from '../config/schema/field';
import type { SafeText } from './safe-text';

/** The impact on a hospital, mildest first: this order defines "worse". */
export const IMPACTS = ['nothing', 'cloud', 'one-tunnel', 'both-tunnels', 'hospital', 'not-allowed'] as const;
export type Impact = (typeof IMPACTS)[number];

export const IMPACT_WORDS: Readonly<Record<Impact, string>> = {
  nothing: 'nothing',
  cloud: 'cloud side only',
  'one-tunnel': 'one tunnel at a time',
  'both-tunnels': 'both tunnels briefly',
  hospital: 'hospital must act',
  'not-allowed': 'not allowed',
};

export const compareImpacts = (a: Impact, b: Impact): number => IMPACTS.indexOf(b) - IMPACTS.indexOf(a);

/** The worst of the impacts; `nothing` if there are none. */
export function worstImpact(impacts: Iterable<Impact>): Impact {
  return [...impacts].sort(compareImpacts)[0] ?? 'nothing';
}

const OF_CHANGE: Readonly<Record<ChangeClass, Impact>> = {
  [CHANGE_EFFECTS.nothing]: 'nothing',
  [CHANGE_EFFECTS.cloud]: 'cloud',
  [CHANGE_EFFECTS.oneTunnel]: 'one-tunnel',
  [CHANGE_EFFECTS.bothTunnels]: 'both-tunnels',
  [CHANGE_EFFECTS.hospital]: 'hospital',
  [CHANGE_EFFECTS.fixed]: 'not-allowed',
};

/** The impact of a setting, from its change class in the schema. */
export const impactOf = (change: ChangeClass): Impact => OF_CHANGE[change];

/** A step for a hospital's own staff. It is sent to them unchanged: no secrets, and nothing of AWS that they don't see. */
export interface HospitalAction {
  /** Relative to the time of our deploy. */
  readonly when: 'before' | 'together' | 'after';
  readonly text: string;
}

/** One effect of a change on one hospital. */
export interface ChangeEffect {
  readonly impact: Impact;
  /** Equal for the same effect on another hospital: hospitals are grouped by it. */
  readonly key: string;
  readonly says: SafeText;
  readonly actions?: readonly HospitalAction[];
}
