import { compareAscending } from '../../config/ascending';
import type { Environment } from '../../config/model';
import { cellStackName, ingestStackName, platformStackName } from '../../config/naming/stack-contract';
import { LISTENER_TYPE } from '../../template/load-balancers';
import { TemplateView } from '../../template/view';
import type { RunRecord } from '../run-record';
import type { ValidationReport } from '../validation-report';
import { type ActionItemFacts, actionItems } from './action-items';
import { conformanceRows } from './conformance';
import { CONTROL_FRAMEWORKS } from './controls/index';
import { daysBetween } from './days';
import { decisionFacts } from './decisions';
import { encryptionPaths } from './encryption-path';
import { listenerFacts } from './endpoint-facts';
import {
  type AuditEvidence,
  type EnvironmentEvidence,
  EVIDENCE_FORMAT,
  type EvidenceCommit,
  type FileAcknowledgement,
  type PictureFacts,
  type SiteEvidence,
  type StackEvidence,
  type StackNetwork,
} from './evidence';
import { isolationFacts } from './isolation';
import { type FoundFact, findingsByStack, packOutcomes, withoutExpired } from './packs';
import { policyRatings } from './policy-ratings';
import { evidencePorts } from './ports';
import { riskFacts } from './risks';
import { inwardPorts, type SiteView, siteView } from './site-view';

/** The only input of the evidence: the synthesized templates, and the findings. */
export interface EvidenceSources {
  readonly date: string;
  readonly commit: EvidenceCommit;
  readonly tools: Readonly<Record<string, string>>;
  readonly problems: ActionItemFacts['problems'];
  readonly environments: readonly Environment[];
  readonly templates: readonly TemplateFile[];
  /** The packs that must have run. */
  readonly packs: readonly string[];
  readonly record: RunRecord;
  readonly report: ValidationReport;
  /**
   * Whether the sources are those of named hospitals only.
   * @default false
   */
  readonly limited?: boolean;
}

export interface TemplateFile {
  readonly stack: string;
  readonly file: string;
  readonly sha256: string;
  readonly content: unknown;
}

interface SourcesWithFindings extends EvidenceSources {
  /** By stack. */
  readonly found: ReadonlyMap<string, readonly FoundFact[]>;
}

export function assembleEvidence(given: EvidenceSources): AuditEvidence {
  const sources: SourcesWithFindings = { ...given, found: findingsByStack(given.report, given.date) };
  const read = new Map(sources.templates.map((one) => [one.stack, { ...one, view: new TemplateView(one.content) }]));
  const inOrder = sources.environments.toSorted((a, b) => compareAscending(a.name, b.name));
  const cellOf = (site: string): ReadTemplate | undefined => read.get(cellStackName(site));
  const sites = [...read.values()]
    .filter((one) => one.view.ofSite)
    .map((one) => siteEvidence(sources, one, cellOf))
    .toSorted((a, b) => compareAscending(a.site, b.site));
  const environments = inOrder.map((one) => environmentEvidence(sources, one, read));
  const items = actionItems({ commit: sources.commit, problems: sources.problems, sites, environments });
  return {
    format: EVIDENCE_FORMAT,
    date: sources.date,
    commit: sources.commit,
    tools: sources.tools,
    limited: sources.limited ?? false,
    clean: sites.length > 0 && items.every(({ level }) => level !== 'act'),
    attention: sites.length > 0 ? items : [{ level: 'act', what: 'No site was synthesized.', subjects: [] }, ...items],
    problems: sources.problems
      .toSorted((a, b) => compareAscending(a.severity, b.severity) || compareAscending(a.line, b.line))
      .map(({ line }) => line),
    sites,
    environments: environments.filter(({ stacks }) => stacks.length > 0),
    decisions: decisionFacts(
      [...sites, ...sites.flatMap(({ cell }) => cell ?? []), ...environments.flatMap(({ stacks }) => stacks)].flatMap(
        ({ findings }) => findings,
      ),
    ),
    controls: CONTROL_FRAMEWORKS,
  };
}

type ReadTemplate = TemplateFile & { readonly view: TemplateView };

function stackEvidence(
  sources: SourcesWithFindings,
  { stack, file, sha256, view }: ReadTemplate,
  expired: ReadonlySet<string> = new Set(),
): StackEvidence {
  const resources = view.resources.length;
  const findings = withoutExpired(sources.found.get(stack) ?? [], stack, expired);
  return {
    stack,
    template: { file, sha256, resources },
    packs: packOutcomes(sources, { stack, resources, findings }),
    findings,
  };
}

function siteEvidence(
  sources: SourcesWithFindings,
  template: ReadTemplate,
  cellOf: (site: string) => ReadTemplate | undefined,
): SiteEvidence {
  const declared = template.view.site;
  const name = declared?.environment ?? '';
  const cell = cellOf(declared?.site ?? '');
  const view = siteView(
    template.view,
    sources.environments.find((one) => one.name === name),
    cell?.view,
  );
  const accepts = acknowledgements(view, sources.found.get(template.stack) ?? [], sources.date);
  const standing = policyRatings(view);
  const ways = encryptionPaths(view);
  const expired = new Set<string>(accepts.filter(({ daysLeft }) => daysLeft < 0).map(({ rule }) => rule));
  return {
    site: declared?.site ?? template.stack,
    name: declared?.name ?? '',
    environment: name,
    ...stackEvidence(sources, template, expired),
    acknowledgements: accepts,
    conformance: conformanceRows(view),
    standing,
    ports: view.ports,
    ways,
    risks: riskFacts({ view, standing, ways, acknowledgements: accepts }),
    picture: picture(view),
    cell: cell === undefined ? undefined : { ...sharedEvidence(sources, cell), isolation: isolationFacts(cell.view) },
  };
}

function acknowledgements(
  { declared }: SiteView,
  findings: readonly FoundFact[],
  date: string,
): readonly FileAcknowledgement[] {
  return (declared?.acknowledge ?? [])
    .map(({ rule, reason, approvedBy, expires }) => ({
      rule,
      reason,
      approvedBy,
      expires,
      daysLeft: daysBetween(date, expires),
      findings: findings.filter((finding) => finding.rule === rule && finding.acknowledged !== undefined).length,
    }))
    .toSorted((a, b) => compareAscending(a.rule, b.rule));
}

function picture(view: SiteView): PictureFacts {
  const { vpn, lines, endpoint, delivery, ports, cloudCidr } = view;
  const inward = ports.filter(({ direction, fromHospital }) => direction === 'in' && fromHospital);
  return {
    hospitalCidrs: [...new Set(inward.map(({ peer }) => peer))],
    gateway: vpn?.gateway?.address,
    policy:
      vpn === undefined ? undefined : vpn.staticOnly ? 'static routes' : `BGP, AS ${vpn.gateway?.asn ?? 'unknown'}`,
    lines: lines.map(({ connection, vlan }) => `${connection}, VLAN ${vlan}`),
    cloudCidr: cloudCidr ?? 'unknown',
    ports: inwardPorts(view).map(({ port }) => port),
    auth: endpoint?.auth ?? 'unknown',
    service: endpoint?.service ?? 'none',
    managed: endpoint?.cell !== undefined,
    deliveries: (delivery?.targets ?? []).map(({ address, port }) => `${address} port ${port}`),
    deliverySources: delivery?.sources ?? [],
  };
}

function environmentEvidence(
  sources: SourcesWithFindings,
  { name, account, region, system }: Environment,
  read: ReadonlyMap<string, ReadTemplate>,
): EnvironmentEvidence {
  const stacks = [platformStackName(name), ingestStackName(name)].flatMap((stack) => read.get(stack) ?? []);
  return {
    environment: name,
    account,
    region,
    system,
    stacks: stacks.map((template) => sharedEvidence(sources, template)),
  };
}

/** The evidence of a stack that is not a site's own: of an environment, or of an ingest cell. */
const sharedEvidence = (sources: SourcesWithFindings, template: ReadTemplate): StackEvidence & StackNetwork => ({
  ...stackEvidence(sources, template),
  ports: evidencePorts(template.view),
  listeners: template.view
    .ofType(LISTENER_TYPE)
    .map((listener) => listenerFacts(template.view, listener))
    .toSorted((a, b) => compareAscending(a.id, b.id)),
});
