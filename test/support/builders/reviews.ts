import type { Environment, Site } from '../../../lib/config/model';
import { siteStackName } from '../../../lib/config/naming/stack-contract';
import { recommendProposals } from '../../../lib/handover/recommended';
import { reviewRevisions } from '../../../lib/review/review';
import type { Revision } from '../../../lib/review/revision';
import type { RecommendProposal } from '../../../lib/review/tunnel-proposals';
import { TemplateView } from '../../../lib/template/view';
import { siteTemplate, templatesOf } from '../programs/cdk-app';
import { aFleet, anEnvironment } from './sites';

/** Sides of a comparison, synthesized in this process. */

const viewOf = (template: { toJSON(): unknown }) => new TemplateView(JSON.parse(JSON.stringify(template.toJSON())));

/** Only the sites: their shared stacks are equal on both sides. */
export function aSide(sites: readonly Site[], environments: readonly Environment[] = [anEnvironment()]): Revision {
  const templates = sites.map((site): [string, TemplateView] => {
    const environment = environments.find(({ name }) => name === site.environment) ?? anEnvironment();
    return [siteStackName(site.site), viewOf(siteTemplate(site, environment))];
  });
  return { templates: new Map(templates), environments, findings: [], trusted: new Map() };
}

/** With PlatformStack and IngestStack. */
export function aWholeSide(sites: readonly Site[], environments: readonly Environment[]): Revision {
  const templates = [...templatesOf(aFleet(sites, environments))].map(([name, template]): [string, TemplateView] => [
    name,
    viewOf(template),
  ]);
  return { templates: new Map(templates), environments, findings: [], trusted: new Map() };
}

/** The side with a changed resource of a stack; undefined removes it. It simulates a change of our code. */
export function edited(side: Revision, stack: string, change: (template: Editable) => void): Revision {
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

export const reviewOf = (before: Revision, after: Revision, unreadable: readonly string[] = []) =>
  reviewRevisions({ before, after, recommend: toEnter, unreadable: { before: unreadable, after: [] } });
