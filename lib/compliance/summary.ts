import type { Site } from '../config/model';
import { siteStackName } from '../config/naming/stack-contract';
import { dimsePorts, STOW_PORT } from '../config/ports';
import { type ReportedViolation, stackOf, type ValidationReport } from './validation-report';

/** The number of findings in a site's stack. */
export interface FindingCounts {
  /** Not acknowledged: they fail synth. */
  readonly open: number;
  /** Acknowledged at the construct that causes them, or in the site file. */
  readonly acknowledged: number;
}

/** Counts the findings of each site's stack, including those that its file alone decides. Reads the report once. */
export function findingCounts({ pluginReports }: ValidationReport): (site: Site) => FindingCounts {
  const open = counts(pluginReports.flatMap(({ violations }) => violations));
  const acknowledged = counts(pluginReports.flatMap(({ suppressedViolations = [] }) => suppressedViolations));
  return ({ site }) => {
    const stack = siteStackName(site);
    return { open: open.get(stack) ?? 0, acknowledged: acknowledged.get(stack) ?? 0 };
  };
}

/**
 * The lines that synth prints. The CDK also runs the app for `cdk list` and for single stacks. Therefore a hospital has its own line
 * only if it was selected or has open findings, and one last line counts all hospitals.
 */
export function summaryLines(sites: readonly Site[], report: ValidationReport, isSelected: boolean): readonly string[] {
  const countsOf = findingCounts(report);
  const counted = sites.map((site) => ({ site, findings: countsOf(site) }));
  const own = counted.filter(({ findings }) => isSelected || findings.open > 0);
  const lines = own.map(({ site, findings }) => summaryLine(site, findings));
  if (isSelected || sites.length === 0) return lines;
  const total = (count: (of: FindingCounts) => number) =>
    counted.reduce((sum, { findings }) => sum + count(findings), 0);
  const open = total((findings) => findings.open);
  const acknowledged = total((findings) => findings.acknowledged);
  const noun = sites.length === 1 ? 'site' : 'sites';
  return [...lines, `${sites.length} ${noun}; findings: ${open} open, ${acknowledged} acknowledged`];
}

/** The number of findings by stack name. */
function counts(violations: readonly ReportedViolation[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { constructPath = '' } of violations.flatMap(({ violatingConstructs }) => violatingConstructs)) {
    const stack = stackOf(constructPath);
    if (stack !== undefined) found.set(stack, (found.get(stack) ?? 0) + 1);
  }
  return found;
}

/** The one-line summary of a site. */
export function summaryLine(site: Site, findings: FindingCounts): string {
  const { hospitalCidrs, cloudCidr } = site.network;
  const [first, ...others] = hospitalCidrs;
  const hospital = others.length === 0 ? first : `${first} and ${others.length} more`;
  const stow = `STOW-RS ${STOW_PORT} (${site.dicom.stow.auth === 'mtls' ? 'mTLS' : 'Basic'})`;
  const dimse = dimsePorts(site);
  const ports = dimse.length === 0 ? stow : `${stow}, DIMSE ${dimse.join(', ')}`;
  return `${site.site}: ${hospital} to ${cloudCidr} by ${connectionText(site)}; ${ports}; findings: ${findings.open} open, ${findings.acknowledged} acknowledged`;
}

function connectionText({ vpn, directConnect }: Site): string {
  const lines = directConnect?.virtualInterfaces.map(({ connectionId, vlan }) => `${connectionId} VLAN ${vlan}`);
  const direct = lines === undefined ? [] : [`Direct Connect (${lines.join(', ')})`];
  if (vpn === undefined) return direct.join();
  const routing = vpn.routing === 'bgp' ? `BGP, AS ${vpn.gateway.asn}` : 'static routes';
  const policy = typeof vpn.ipsec === 'string' ? vpn.ipsec : 'explicit';
  return [...direct, `VPN with ${vpn.gateway.publicIp} (${routing}, ${policy} proposals)`].join(' and ');
}
