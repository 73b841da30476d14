import { ascending } from '../../config/ascending';
import type { Environment } from '../../config/model';
import { cellStackName, ingestStackName, platformStackName } from '../../config/naming/stack-contract';
import { LISTENER_TYPE } from '../../template/load-balancers';
import { TemplateView } from '../../template/view';
import type { RunRecord } from '../run-record';
import type { ValidationReport } from '../validation-report';
import { type ActionItemFacts, actionItems } from './action-items';
import { conformanceRows } from './conformance';
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
  type StackDoors,
  type StackEvidence,
} from './evidence';
import { isolationFacts } from './isolation';
import { type FoundFact, findingsByStack, packOutcomes, withoutEnded } from './packs';
import { policyRatings } from './policy-ratings';
import { evidencePorts } from './ports';
import { inwardPorts, type SiteView, siteView } from './site-view';

/** The synthesized templates and findings. They are the only input of the evidence. */
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
}

export interface TemplateFile {
  readonly stack: string;
  readonly file: string;
  readonly sha256: string;
  readonly content: unknown;
}

/** With the findings of each stack. */
interface Material extends EvidenceSources {
  readonly found: ReadonlyMap<string, readonly FoundFact[]>;
}

export function assembleEvidence(sources: EvidenceSources): AuditEvidence {
  const material: Material = { ...sources, found: findingsByStack(sources.report) };
  const read = new Map(material.templates.map((one) => [one.stack, { ...one, view: new TemplateView(one.content) }]));
  const places = material.environments.toSorted((a, b) => ascending(a.name, b.name));
  const cellOf = (site: string): Held | undefined => read.get(cellStackName(site));
  const sites = [...read.values()]
    .filter((one) => one.view.ofSite)
    .map((one) => siteEvidence(material, one, places, cellOf))
    .toSorted((a, b) => ascending(a.site, b.site));
  const environments = places.map((place) => environmentEvidence(material, place, read));
  const judged: ActionItemFacts = { commit: material.commit, problems: material.problems, sites, environments };
  const points = actionItems(judged);
  return {
    format: EVIDENCE_FORMAT,
    date: material.date,
    commit: material.commit,
    tools: material.tools,
    clean: sites.length > 0 && points.every(({ level }) => level !== 'act'),
    attention:
      sites.length > 0 ? points : [{ level: 'act', what: 'No site was synthesized.', subjects: [] }, ...points],
    problems: material.problems
      .toSorted((a, b) => ascending(a.severity, b.severity) || ascending(a.line, b.line))
      .map(({ line }) => line),
    sites,
    environments: environments.filter(({ stacks }) => stacks.length > 0),
  };
}

type Held = TemplateFile & { readonly view: TemplateView };

function stackEvidence(
  material: Material,
  { stack, file, sha256, view }: Held,
  ended: ReadonlySet<string> = new Set(),
): StackEvidence {
  const resources = view.resources.length;
  const findings = withoutEnded(material.found.get(stack) ?? [], stack, ended);
  return {
    stack,
    template: { file, sha256, resources },
    packs: packOutcomes(material, { stack, resources, findings }),
    findings,
  };
}

function siteEvidence(
  material: Material,
  held: Held,
  environments: readonly Environment[],
  cellOf: (site: string) => Held | undefined,
): SiteEvidence {
  const declared = held.view.site;
  const name = declared?.environment ?? '';
  const cell = cellOf(declared?.site ?? '');
  const view = siteView(
    held.view,
    environments.find((one) => one.name === name),
    cell?.view,
  );
  const accepts = acknowledgements(view, material.found.get(held.stack) ?? [], material.date);
  const ended = new Set<string>(accepts.filter(({ daysLeft }) => daysLeft < 0).map(({ rule }) => rule));
  return {
    site: declared?.site ?? held.stack,
    name: declared?.name ?? '',
    environment: name,
    ...stackEvidence(material, held, ended),
    acknowledgements: accepts,
    conformance: conformanceRows(view),
    standing: policyRatings(view),
    ports: view.ports,
    ways: encryptionPaths(view),
    picture: picture(view),
    cell: cell === undefined ? undefined : { ...sharedEvidence(material, cell), isolation: isolationFacts(cell.view) },
  };
}

const DAY = 86_400_000;

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
      daysLeft: Math.round((Date.parse(expires) - Date.parse(date)) / DAY),
      findings: findings.filter((finding) => finding.rule === rule && finding.acknowledged !== undefined).length,
    }))
    .toSorted((a, b) => ascending(a.rule, b.rule));
}

function picture(view: SiteView): PictureFacts {
  const { vpn, lines, door, delivery, ports, cloudCidr } = view;
  const inward = ports.filter(({ direction, fromHospital }) => direction === 'in' && fromHospital);
  return {
    hospitalCidrs: [...new Set(inward.map(({ peer }) => peer))],
    gateway: vpn?.gateway?.address,
    policy:
      vpn === undefined ? undefined : vpn.staticOnly ? 'static routes' : `BGP, AS ${vpn.gateway?.asn ?? 'unknown'}`,
    lines: lines.map(({ connection, vlan }) => `${connection}, VLAN ${vlan}`),
    cloudCidr: cloudCidr ?? 'unknown',
    ports: inwardPorts(view).map(({ port }) => port),
    auth: door?.auth ?? 'unknown',
    service: door?.service ?? 'none',
    managed: door?.cell !== undefined,
    deliveries: (delivery?.targets ?? []).map(({ address, port }) => `${address} port ${port}`),
    deliverySources: delivery?.sources ?? [],
  };
}

function environmentEvidence(
  material: Material,
  { name, account, region }: Environment,
  read: ReadonlyMap<string, Held>,
): EnvironmentEvidence {
  const stacks = [platformStackName(name), ingestStackName(name)].flatMap((stack) => read.get(stack) ?? []);
  return {
    environment: name,
    account,
    region,
    stacks: stacks.map((held) => sharedEvidence(material, held)),
  };
}

/** A stack without a hospital's own network. */
const sharedEvidence = (material: Material, held: Held): StackEvidence & StackDoors => ({
  ...stackEvidence(material, held),
  ports: evidencePorts(held.view),
  listeners: held.view
    .ofType(LISTENER_TYPE)
    .map((listener) => listenerFacts(held.view, listener))
    .toSorted((a, b) => ascending(a.id, b.id)),
});
