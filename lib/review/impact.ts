import { CHANGE_EFFECTS, type ChangeClass } from '../config/schema/field';
import type { SafeText } from './safe-text';

/** What happens to a hospital, mildest first: the order is the meaning of "worse". */
export const IMPACTS = ['nothing', 'cloud', 'one-tunnel', 'both-tunnels', 'hospital'] as const;
export type Impact = (typeof IMPACTS)[number];

export const IMPACT_WORDS: Readonly<Record<Impact, string>> = {
  nothing: 'nothing',
  cloud: 'cloud side only',
  'one-tunnel': 'one tunnel at a time',
  'both-tunnels': 'both tunnels briefly',
  hospital: 'hospital must act',
};

export const compareImpacts = (a: Impact, b: Impact): number => IMPACTS.indexOf(b) - IMPACTS.indexOf(a);

/** The worst of the parts; of none, nothing. */
export function worstImpact(impacts: Iterable<Impact>): Impact {
  return [...impacts].sort(compareImpacts)[0] ?? 'nothing';
}

const OF_CHANGE: Readonly<Record<ChangeClass, Impact>> = {
  [CHANGE_EFFECTS.nothing]: 'nothing',
  [CHANGE_EFFECTS.cloud]: 'cloud',
  [CHANGE_EFFECTS.oneTunnel]: 'one-tunnel',
  [CHANGE_EFFECTS.bothTunnels]: 'both-tunnels',
  [CHANGE_EFFECTS.hospital]: 'hospital',
  [CHANGE_EFFECTS.fixed]: 'hospital',
};

/** What the schema says of a setting. */
export const impactOf = (change: ChangeClass): Impact => OF_CHANGE[change];

/** Something that a hospital's own people have to do. Goes to them as it is: no secrets, nothing of AWS that they don't see. */
export interface HospitalAction {
  /** Against the moment of our deploy. */
  readonly when: 'before' | 'together' | 'after';
  readonly text: string;
}

/** One thing that a change does to one hospital. */
export interface ChangeEffect {
  readonly impact: Impact;
  /** The same for the same thing at another hospital: by it hospitals are grouped. */
  readonly key: string;
  readonly says: SafeText;
  readonly actions?: readonly HospitalAction[];
}
