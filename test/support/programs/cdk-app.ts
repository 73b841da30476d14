import { App, type AppProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CloudAssembly, DISABLE_CREATION_STACK_TRACES } from 'aws-cdk-lib/cx-api';
import cdkJson from '../../../cdk.json';
import type { Environment, Fleet, Site } from '../../../lib/config/model';
import { siteStackName } from '../../../lib/config/naming/stack-contract';
import { addFleetStacks, type FleetStacksOptions } from '../../../lib/constructs/fleet';
import { SiteStack } from '../../../lib/constructs/site/site-stack';
import { anEnvironment } from '../builders/sites';
import { NO_BUNDLES } from './without-bundles';

// aws-cdk-lib/testhelpers/jest-autoclean does the same for every test file, and loads the CDK for it.
afterAll(CloudAssembly.cleanupTemporaryDirectories);

/**
 * An app with the context of cdk.json, so that the asserted template is the deployed one. Lambda functions are bundled only with
 * {@link BUNDLING}; otherwise the hash of their code differs from the deployed one. The assembly has no tree of constructs and no
 * stack traces of their creation: no test reads them, and they take a third of a synth's time.
 */
export function anApp(props: AppProps = {}): App {
  return new App({
    analyticsReporting: cdkJson.versionReporting,
    treeMetadata: false,
    ...props,
    context: { ...cdkJson.context, ...NO_BUNDLES, [DISABLE_CREATION_STACK_TRACES]: true, ...props.context },
  });
}

/** Context with which Lambda functions are bundled, as `cdk synth` and `cdk deploy` do. */
export const BUNDLING = { 'aws:cdk:bundling-stacks': ['**'] };

/** The templates of a fleet, by stack name. */
export function templatesOf(fleet: Fleet, options: FleetStacksOptions = {}): ReadonlyMap<string, Template> {
  const stacks = addFleetStacks(anApp(), fleet, options);
  return new Map(
    [...stacks.platforms, ...stacks.ingests, ...stacks.cells, ...stacks.sites].map((stack) => [
      stack.stackName,
      Template.fromStack(stack),
    ]),
  );
}

/** The template of one site's stack, without the platform stack, which takes longer. */
export function siteTemplate(site: Site, environment: Environment = anEnvironment()): Template {
  return Template.fromStack(new SiteStack(anApp(), siteStackName(site.site), { site, environment }));
}
