import { HEARTLAB_RULES, isHeartLabRule } from '../config/heartlab-rules';
import type { LoadedFleet } from '../config/load/load';
import type { Site } from '../config/model';
import { siteStackName } from '../config/naming/stack-contract';
import type { Problem } from '../config/problem';
import { expiredAcknowledgements } from '../config/rules/acknowledge';
import { HEARTLAB_PACK } from './heartlab-checks';
import type { ValidationReport } from './validation-report';

/** A finding of a HeartLab rule about one site's template. */
export interface SiteFinding {
  readonly site: string;
  /** `HeartLab-SG1` */
  readonly rule: string;
}

/** What the HeartLab pack found in the stacks of sites, whether acknowledged or not. */
export function siteFindings({ pluginReports }: ValidationReport, sites: readonly Site[]): readonly SiteFinding[] {
  const found = pluginReports
    .filter(({ pluginName }) => pluginName === HEARTLAB_PACK)
    .flatMap(({ violations, suppressedViolations = [] }) => [...violations, ...suppressedViolations]);
  return sites.flatMap(({ site }) => {
    const inside = `${siteStackName(site)}/`;
    return found
      .filter(({ violatingConstructs }) =>
        violatingConstructs.some(({ constructPath = '' }) => constructPath.startsWith(inside)),
      )
      .map(({ ruleName }) => ({ site, rule: ruleName }));
  });
}

export interface SynthesizedSites {
  /** What the folder says: knows where in a file each entry stands. */
  readonly loaded: Pick<LoadedFleet, 'problemAt'>;
  /** Those that were synthesized. */
  readonly sites: readonly Site[];
  /** Of the rules that judge templates, before acknowledgement. */
  readonly findings: readonly SiteFinding[];
  /** YYYY-MM-DD, from the caller: nothing below knows a clock. */
  readonly today: string;
}

/**
 * What is wrong with the `acknowledge` entries of the site files, once the templates are there: an entry that matches no finding is an
 * error, one past its last day a warning, so that an urgent deploy is never blocked by a calendar. The rules that judge the file alone
 * are the loader's.
 */
export function siteAcknowledgementProblems({ loaded, sites, findings, today }: SynthesizedSites): readonly Problem[] {
  return sites.flatMap((site) => [
    ...unmatched(site, findings).map((index) =>
      loaded.problemAt(site.site, 'acknowledgement-matches', {
        path: ['acknowledge', index],
        found: site.acknowledge[index]?.rule,
        wrong: "matches no finding of this site's template",
        write: 'remove it: nothing needs it',
      }),
    ),
    ...expiredAcknowledgements(site, today).map((complaint) =>
      loaded.problemAt(site.site, 'acknowledgement-expired', { ...complaint, severity: 'warning' }),
    ),
  ]);
}

/** The places of the entries whose rule judges templates and has found nothing. */
function unmatched({ site, acknowledge }: Site, findings: readonly SiteFinding[]): readonly number[] {
  const found = new Set(findings.filter((finding) => finding.site === site).map(({ rule }) => rule));
  return acknowledge.flatMap(({ rule }, index) =>
    isHeartLabRule(rule) && !HEARTLAB_RULES[rule].fromFile && !found.has(rule) ? [index] : [],
  );
}
