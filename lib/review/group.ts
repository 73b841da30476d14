import type { HospitalImpact } from './impact';
import type { SiteReview } from './site-review';

/** Hospitals with exactly the same effects, reported together: a shared change can affect hundreds. */
export interface ReviewGroup {
  readonly impact: HospitalImpact;
  readonly environment: string;
  /** At least one. The first represents all. */
  readonly sites: readonly [SiteReview, ...SiteReview[]];
}

/** Smaller groups are reported site by site. */
const FEWEST = 3;

export function reviewGroups(sites: readonly SiteReview[]): readonly ReviewGroup[] {
  const bySignature = new Map<string, SiteReview[]>();
  for (const site of sites) {
    const signature = signatureOf(site);
    bySignature.set(signature, [...(bySignature.get(signature) ?? []), site]);
  }
  const large = (site: SiteReview): boolean => (bySignature.get(signatureOf(site))?.length ?? 0) >= FEWEST;
  const reported = new Set<string>();
  return sites.flatMap((site): readonly ReviewGroup[] => {
    const { impact, environment } = site;
    if (!large(site)) return [{ impact, environment, sites: [site] }];
    const signature = signatureOf(site);
    if (reported.has(signature)) return [];
    reported.add(signature);
    const [, ...others] = bySignature.get(signature) ?? [];
    return [{ impact, environment, sites: [site, ...others] }];
  });
}

/**
 * The key of an effect ignores the hospital's own names and addresses. The changes of its file must be equal. The key of a new
 * hospital includes its ports and findings.
 */
function signatureOf(site: SiteReview): string {
  const { kind, impact, environment, effects, settings, securityGroups, findings, acknowledgements, faults } = site;
  const keys = effects.map(({ key }) => key);
  return JSON.stringify([
    kind,
    impact,
    environment,
    keys,
    settings,
    ...(kind === 'added' ? [] : [securityGroups, findings]),
    acknowledgements,
    faults,
  ]);
}
