import type { Environment, Site } from '../../../lib/config/model';
import { siteStackName } from '../../../lib/config/naming/stack-contract';
import { recommendProposals } from '../../../lib/handover/recommended';
import { reviewRevisions } from '../../../lib/review/review';
import type { ComparedRevision } from '../../../lib/review/revision';
import type { RecommendProposal } from '../../../lib/review/tunnel-proposals';
import { TemplateView } from '../../../lib/template/view';
import { siteTemplate, templatesOf } from '../programs/cdk-app';
import { aFleet, anEnvironment } from './sites';

/** Sides of a comparison, synthesized in this process. */

const viewOf = (template: { toJSON(): unknown }) => new TemplateView(JSON.parse(JSON.stringify(template.toJSON())));

type SiteView = (site: Site, environment: Environment) => TemplateView;

const synthesized: SiteView = (site, environment) => viewOf(siteTemplate(site, environment));

const views = new Map<string, TemplateView>();
const synthesizedOnce: SiteView = (site, environment) => {
  const key = JSON.stringify([site, environment]);
  const view = views.get(key) ?? synthesized(site, environment);
  views.set(key, view);
  return view;
};

/** Only the sites: their shared stacks are equal on both sides. A site with the same settings is synthesized once a test file. */
export function aSide(
  sites: readonly Site[],
  environments: readonly Environment[] = [anEnvironment()],
  viewOfSite = synthesizedOnce,
): ComparedRevision {
  const templates = sites.map((site): [string, TemplateView] => {
    const environment = environments.find(({ name }) => name === site.environment) ?? anEnvironment();
    return [siteStackName(site.site), viewOfSite(site, environment)];
  });
  return { templates: new Map(templates), environments, findings: [], trusted: new Map() };
}

/** The same, each time from a synth of its own. */
export const aFreshSide = (sites: readonly Site[]): ComparedRevision => aSide(sites, undefined, synthesized);

/** With PlatformStack and IngestStack. */
export function aWholeSide(sites: readonly Site[], environments: readonly Environment[]): ComparedRevision {
  const templates = [...templatesOf(aFleet(sites, environments))].map(([name, template]): [string, TemplateView] => [
    name,
    viewOf(template),
  ]);
  return { templates: new Map(templates), environments, findings: [], trusted: new Map() };
}

/** The side with a changed resource of a stack; undefined removes it. It simulates a change of our code. */
export function edited(side: ComparedRevision, stack: string, change: (template: Editable) => void): ComparedRevision {
  const view = side.templates.get(stack);
  if (view === undefined) throw new RangeError(`no stack ${stack}`);
  const template = structuredClone(view.json);
  change(template as unknown as Editable);
  return { ...side, templates: new Map([...side.templates, [stack, new TemplateView(template)]]) };
}

export interface Editable {
  Resources: { [id: string]: { Type: string; Properties: { [name: string]: unknown }; [attribute: string]: unknown } };
  Outputs: { [id: string]: unknown };
  [section: string]: unknown;
}

export const toEnter: RecommendProposal = (policy, gateway) => {
  try {
    return recommendProposals(policy, gateway.device, gateway).recommended;
  } catch {
    return undefined;
  }
};

export const reviewOf = (before: ComparedRevision, after: ComparedRevision, unreadable: readonly string[] = []) =>
  reviewRevisions({ before, after, recommend: toEnter, unreadable: { before: unreadable, after: [] } });
