import { EIFU, EIFU_IDS, type EifuId, type EifuPage } from './eifu';
import { IPSEC_READINGS } from './readings-ipsec';
import { STOW_READINGS } from './readings-stow';
import type { SiteView } from './site-view';

/**
 * How what was synthesized stands to what a page says. `same`. `within`: a part of what the page permits. `stricter`: a part, and what no
 * guidance approves of is gone. `deviation`: other than the page. `given`: the page asks for a fact, and this is it. `elsewhere`: decided
 * outside these templates. `none`: the site has no such thing.
 */
export type Verdict = 'same' | 'within' | 'stricter' | 'deviation' | 'given' | 'elsewhere' | 'none';

/** What a template says to one value of a page. */
export interface Reading {
  readonly verdict: Verdict;
  readonly found: readonly string[];
  /** What the difference is and what it means; empty where there is none. */
  readonly note: string;
}

export interface ConformanceRow extends Reading {
  readonly id: EifuId;
  readonly page: EifuPage;
  readonly section: string;
  readonly setting: string;
  readonly values: readonly string[];
}

export type Read = (site: SiteView) => Reading;

const READINGS: Readonly<Record<EifuId, Read>> = { ...IPSEC_READINGS, ...STOW_READINGS };

/** Each value of the two pages beside what the site's template says, in the order of the pages. */
export function conformance(site: SiteView): readonly ConformanceRow[] {
  return EIFU_IDS.map((id) => ({ id, ...EIFU[id], ...READINGS[id](site) }));
}
