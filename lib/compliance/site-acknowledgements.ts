import { HEARTLAB_RULES, isHeartLabRule } from '../config/heartlab-rules';
import type { LoadedFleet } from '../config/load/load';
import type { Site } from '../config/model';
import { siteStackName } from '../config/naming/stack-contract';
import type { Problem } from '../config/problem';
import { expiredAcknowledgements } from '../config/rules/acknowledge';
import { HEARTLAB_PACK } from './heartlab-checks';
import { stackOf, type ValidationReport } from './validation-report';

/** A finding of a HeartLab rule on one site's template. */
export interface SiteFinding {
  readonly site: string;
  /** `HeartLab-SG1` */
  readonly rule: string;
}

/** The findings of the HeartLab pack in the sites' stacks, acknowledged or not. */
export function siteFindings({ pluginReports }: ValidationReport, sites: readonly Site[]): readonly SiteFinding[] {
  const bySite = new Map(sites.map(({ site }) => [siteStackName(site), { site, rules: [] as string[] }]));
  for (const { pluginName, violations, suppressedViolations = [] } of pluginReports) {
    if (pluginName !== HEARTLAB_PACK) continue;
    for (const { ruleName, violatingConstructs } of [...violations, ...suppressedViolations])
      for (const stack of new Set(violatingConstructs.map(({ constructPath = '' }) => stackOf(constructPath))))
        if (stack !== undefined) bySite.get(stack)?.rules.push(ruleName);
  }
  return [...bySite.values()].flatMap(({ site, rules }) => rules.map((rule) => ({ site, rule })));
}

export interface SynthesizedSites {
  /** Locates each entry in its file. */
  readonly loaded: Pick<LoadedFleet, 'problemAt'>;
  /** The synthesized sites. */
  readonly sites: readonly Site[];
  /** The findings of the rules that check templates, before acknowledgement. */
  readonly findings: readonly SiteFinding[];
  /** YYYY-MM-DD. The caller gives it, because this module reads no clock. */
  readonly today: string;
}

/**
 * The problems of the site files' `acknowledge` entries that are known only after synth. An entry that matches no finding is an
 * error. An expired entry is only a warning, so that it never blocks an urgent deploy. The loader reports problems that are known
 * from the file alone.
 */
export function siteAcknowledgementProblems({ loaded, sites, findings, today }: SynthesizedSites): readonly Problem[] {
  return sites.flatMap((site) => [
    ...unmatched(site, findings).map((index) =>
      loaded.problemAt(site.site, 'acknowledgement-matches', {
        path: ['acknowledge', index],
        found: site.acknowledge[index]?.rule,
        wrong: "matches no finding of this site's template",
        write: 'remove it',
      }),
    ),
    ...expiredAcknowledgements(site, today).map((complaint) =>
      loaded.problemAt(site.site, 'acknowledgement-expired', { ...complaint, severity: 'warning' }),
    ),
  ]);
}

/** The positions of the entries whose rule checks templates and has no finding. */
function unmatched({ site, acknowledge }: Site, findings: readonly SiteFinding[]): readonly number[] {
  const found = new Set(findings.filter((finding) => finding.site === site).map(({ rule }) => rule));
  return acknowledge.flatMap(({ rule }, index) =>
    isHeartLabRule(rule) && !HEARTLAB_RULES[rule].fromFile && !found.has(rule) ? [index] : [],
  );
}
