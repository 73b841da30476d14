import { CHANGE_EFFECTS, type ChangeClass } from '../config/schema/field';

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
