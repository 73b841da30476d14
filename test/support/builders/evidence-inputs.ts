import { conformanceRows } from '../../../lib/compliance/evidence/conformance';
import type { EifuId } from '../../../lib/compliance/evidence/eifu';
import { siteView } from '../../../lib/compliance/evidence/site-view';
import type { Environment, Site } from '../../../lib/config/model';
import { cellStackName, siteStackName } from '../../../lib/config/naming/stack-contract';
import { TemplateView } from '../../../lib/template/view';
import { templatesOf } from '../programs/cdk-app';
import { aFleet, aManagedEnvironment, anInterface, aPacs, aSite } from './sites';

/** A template as tests change it. */
export interface Changeable {
  Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
  Outputs: Record<string, unknown>;
}

export const ENVIRONMENT: Environment = aManagedEnvironment();

/** A site with everything: VPN and Direct Connect, DIMSE off, results delivered, behind a managed ingest. */
export const FULL: Site = aSite({
  directConnect: { virtualInterfaces: [anInterface()] },
  dicom: { stow: { auth: 'mtls' }, deliverTo: [aPacs()] },
});

export interface Templates {
  readonly site: Changeable;
  readonly cell: Changeable;
}

const known = new Map<string, Templates>();

/** The templates of a site, as a copy. They are synthesized once a test file. */
export function templatesFor(site: Site, environment: Environment = ENVIRONMENT): Templates {
  const key = JSON.stringify([site, environment]);
  const templates = known.get(key) ?? synthesized(site, environment);
  known.set(key, templates);
  return structuredClone(templates);
}

function synthesized(site: Site, environment: Environment): Templates {
  const templates = templatesOf(aFleet([site], [environment]));
  const of = (stack: string) => (templates.get(stack)?.toJSON() ?? {}) as unknown as Changeable;
  return { site: of(siteStackName(site.site)), cell: of(cellStackName(site.site)) };
}

export const viewOf = ({ site, cell }: Templates, environment: Environment = ENVIRONMENT) =>
  siteView(new TemplateView(site), environment, new TemplateView(cell));

/** The row of one value, after a change of the templates. */
export function rowOf(templates: Templates, id: EifuId, change: (templates: Templates) => void = () => {}) {
  const copy = structuredClone(templates);
  change(copy);
  return conformanceRows(viewOf(copy)).find((row) => row.id === id);
}
