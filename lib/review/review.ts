import { compareAscending } from '../config/ascending';
import { quotaNeeds, raiseQuota } from '../config/capacity/quotas';
import type { Site } from '../config/model';
import { siteStackName } from '../config/naming/stack-contract';
import { compareImpacts, type HospitalImpact, worstImpact } from './impact';
import { type ComparedRevision, siteNames } from './revision';
import { reviewShared, type SharedReview } from './shared';
import { reviewSite, type SiteReview, type UnreadableSites } from './site-review';
import type { RecommendProposal } from './tunnel-proposals';

/** The effects of a change on every hospital. Pure. */
export interface FleetReview {
  /** The sites with an effect or a changed file: worst first, then by name. */
  readonly sites: readonly SiteReview[];
  /** The number of other sites. */
  readonly untouched: number;
  readonly shared: readonly SharedReview[];
  readonly quotas: readonly QuotaChange[];
  readonly impact: HospitalImpact;
  /** True if any part of the change is not allowed. */
  readonly invalid: boolean;
}

/** An AWS quota that must be raised before the deploy, or raised more than the base requires. */
export interface QuotaChange {
  readonly account: string;
  readonly region: string;
  readonly what: string;
  /** Both null if AWS doesn't raise the quota. */
  readonly service: string | null;
  readonly code: string | null;
  /** The command that raises it, or what to do instead. */
  readonly raise: string;
  readonly limit: number;
  readonly before: number | undefined;
  readonly needed: number;
}

export interface ReviewedRevisions {
  readonly before: ComparedRevision;
  readonly after: ComparedRevision;
  readonly recommend: RecommendProposal;
  /** @default - every file can be read */
  readonly unreadable?: UnreadableSites;
}

export function reviewRevisions({
  before,
  after,
  recommend,
  unreadable = { before: [], after: [] },
}: ReviewedRevisions): FleetReview {
  const shared = reviewShared(before, after);
  const names = [...new Set([...siteNames(after), ...siteNames(before), ...unreadable.after])];
  const all = names.map((site) => reviewSite(site, { before, after, shared, recommend, unreadable }));
  const sites = all
    .filter(
      ({ kind, effects, settings, findings, faults }) =>
        kind !== 'changed' || effects.length + settings.length + findings.length + faults.length > 0,
    )
    .sort((a, b) => compareImpacts(a.impact, b.impact) || compareAscending(a.site, b.site));
  return {
    sites,
    untouched: all.length - sites.length + (after.unreached?.length ?? 0),
    shared,
    quotas: quotaChanges(before, after),
    impact: worstImpact([
      ...sites.map(({ impact }) => impact),
      ...shared.flatMap(({ effects }) => effects.map(({ effect }) => effect.impact)),
    ]),
    invalid: sites.some(({ faults }) => faults.length > 0),
  };
}

function quotaChanges(before: ComparedRevision, after: ComparedRevision): readonly QuotaChange[] {
  const key = (need: ReturnType<typeof quotaNeeds>[number]): string =>
    [need.account, need.region, need.quota.what].join(' ');
  const earlier = new Map(needsOf(before).map((need) => [key(need), need.needed]));
  return needsOf(after).flatMap((need) => {
    const { account, region, needed, quota } = need;
    const was = earlier.get(key(need));
    const { what, limit } = quota;
    const { service, code } = typeof quota.raise === 'string' ? { service: null, code: null } : quota.raise;
    const raise = raiseQuota(quota, region, needed);
    return was !== undefined && was >= needed
      ? []
      : [{ account, region, what, service, code, raise, limit, before: was, needed }];
  });
}

function needsOf(side: ComparedRevision): ReturnType<typeof quotaNeeds> {
  const sites = siteNames(side).flatMap((name): readonly Site[] => {
    const site = side.templates.get(siteStackName(name))?.site;
    return site === undefined ? [] : [site];
  });
  return quotaNeeds({ sites: [...sites, ...(side.unreached ?? [])], environments: side.environments });
}
