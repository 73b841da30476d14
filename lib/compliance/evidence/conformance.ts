import type { ConformanceCheck, ConformanceResult } from './conformance-check';
import { IPSEC_CHECKS } from './conformance-ipsec';
import { STOW_CHECKS } from './conformance-stow';
import { EIFU, EIFU_IDS, type EifuId, type EifuPage } from './eifu';
import type { SiteView } from './site-view';

export interface ConformanceRow extends ConformanceResult {
  readonly id: EifuId;
  readonly page: EifuPage;
  readonly section: string;
  readonly setting: string;
  readonly values: readonly string[];
}

const CHECKS: Readonly<Record<EifuId, ConformanceCheck>> = { ...IPSEC_CHECKS, ...STOW_CHECKS };

/** Compares each value of the two pages with the site's template, in the order of the pages. */
export function conformanceRows(site: SiteView): readonly ConformanceRow[] {
  return EIFU_IDS.map((id) => ({ id, ...EIFU[id], ...CHECKS[id](site) }));
}
