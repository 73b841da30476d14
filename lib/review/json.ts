import { diffLines } from './diff-lines';
import { IMPACT_WORDS } from './impact';
import type { ReviewFrame } from './markdown/document';
import type { FleetReview } from './review';
import { renderSafeText } from './safe-text';
import type { SiteReview } from './site-review';

/** The complete review in machine-readable form. */
export function reviewJson(review: FleetReview | undefined, frame: ReviewFrame, exitCode: number): string {
  const { base, remarks, complaints, reach } = frame;
  const compared =
    review === undefined
      ? {}
      : {
          impact: IMPACT_WORDS[review.impact],
          sites: review.sites.map(siteJson),
          untouched: review.untouched,
          quotas: review.quotas,
          shared: review.shared.map(({ effects, stacks, ...shared }) => ({
            ...shared,
            effects: effects.map(({ effect, ...whom }) => ({ ...whom, ...effectJson(effect) })),
            stacks: stacks.map(({ changes, ...stack }) => ({ ...stack, resources: diffLines(changes) })),
          })),
        };
  return JSON.stringify(
    {
      base,
      exitCode,
      remarks: remarks.map(renderSafeText),
      complaints,
      ...compared,
      reach: reach && { ...reach, why: renderSafeText(reach.why) },
    },
    null,
    2,
  );
}

const effectJson = ({ impact, says }: SiteReview['effects'][number]) => ({
  impact: IMPACT_WORDS[impact],
  says: renderSafeText(says),
});

function siteJson({ changes, cell, effects, faults, settings, impact, ...site }: SiteReview) {
  return {
    ...site,
    impact: IMPACT_WORDS[impact],
    faults: faults.map(renderSafeText),
    effects: effects.map(effectJson),
    settings: settings.map(({ path, before, after }) => ({ path, before, after })),
    resources: diffLines(changes),
    cell: { kind: cell.kind, resources: diffLines(cell.changes) },
  };
}
