import { CHANGE, type Change } from '../config/schema/field';

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

const OF_CHANGE: Readonly<Record<Change, Impact>> = {
  [CHANGE.nothing]: 'nothing',
  [CHANGE.cloud]: 'cloud',
  [CHANGE.oneTunnel]: 'one-tunnel',
  [CHANGE.bothTunnels]: 'both-tunnels',
  [CHANGE.hospital]: 'hospital',
  [CHANGE.fixed]: 'hospital',
};

/** What the schema says of a setting. */
export const impactOf = (change: Change): Impact => OF_CHANGE[change];
