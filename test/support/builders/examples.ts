import type { Template } from 'aws-cdk-lib/assertions';
import { loadFleet } from '../../../lib/config/load/load';
import type { Fleet } from '../../../lib/config/model';
import { templatesOf } from '../programs/cdk-app';

/** The example sites and their templates, created once a test file. */
export function exampleTemplates(): { readonly fleet: Fleet; readonly templates: ReadonlyMap<string, RawTemplate> } {
  const { fleet } = loadFleet('examples/fleet');
  if (fleet === undefined)
    throw new Error('the example sites are wrong: run `npx heartlab check --sites examples/fleet`');
  const templates = new Map(
    [...templatesOf(fleet)].map(([name, template]: readonly [string, Template]) => [
      name,
      template.toJSON() as RawTemplate,
    ]),
  );
  return { fleet, templates };
}

/** A template as deployed, for tests that copy and change it. */
export interface RawTemplate {
  readonly Metadata?: Record<string, unknown>;
  readonly Resources: Record<string, { readonly Type: string; Properties: Record<string, unknown> }>;
}
