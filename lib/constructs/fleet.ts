import type { App } from 'aws-cdk-lib';
import { FleetError } from '../config/fleet-error';
import type { Environment, Fleet, Site } from '../config/model';
import { cellStackName, ingestStackName, platformStackName, siteStackName } from '../config/naming/stack-contract';
import { selectedSites } from '../config/selected-sites';
import type { CellStack } from './cell/cell-stack';
import type { IngestStack } from './ingest/ingest-stack';
import { PlatformStack } from './platform/platform-stack';
import { SiteStack } from './site/site-stack';

/** Selects the stacks to create. */
export interface FleetStacksOptions {
  /**
   * Create only the stacks of this site and of its environment.
   * @default - the stacks of every site and every environment
   */
  readonly site?: string;
}

/** The stacks of a fleet. */
export interface FleetStacks {
  /** One for each environment. */
  readonly platforms: readonly PlatformStack[];
  /** One for each site of an environment with `ingest.managed`. */
  readonly cells: readonly CellStack[];
  /** One for each environment with `ingest.managed`. */
  readonly ingests: readonly IngestStack[];
  /** One for each site. */
  readonly sites: readonly SiteStack[];
}

/**
 * Creates the stacks of a fleet: a PlatformStack for each environment and a SiteStack for each site. With `ingest.managed` also an
 * IngestStack for the environment and a CellStack for each of its sites.
 *
 * The stacks of an environment do not depend on which sites are created with them.
 * The app needs the feature flag `@aws-cdk/core:enablePartitionLiterals`, which `cdk init` sets.
 *
 * @throws FleetError if the site doesn't exist, an environment has no ingest for a site, or the feature flag is not set
 */
export function addFleetStacks(app: App, fleet: Fleet, options: FleetStacksOptions = {}): FleetStacks {
  const sites = selectedSites(fleet, options.site);
  const environments =
    options.site === undefined
      ? fleet.environments
      : fleet.environments.filter(({ name }) => sites.some(({ environment }) => environment === name));
  const environmentStacks = new Map(
    environments.map((environment) => [environment.name, addEnvironment(app, fleet, environment)]),
  );
  const siteStacks = sites.map((site) => {
    const shared = environmentStacks.get(site.environment);
    if (shared === undefined) throw new FleetError([`${site.site}: environment ${site.environment} doesn't exist`]);
    return addSite(app, site, shared);
  });
  return {
    platforms: [...environmentStacks.values()].map(({ platform }) => platform),
    ingests: [...environmentStacks.values()].flatMap(({ ingests }) => ingests),
    cells: siteStacks.flatMap(({ cells }) => cells),
    sites: siteStacks.map(({ stack }) => stack),
  };
}

interface EnvironmentStacks {
  readonly environment: Environment;
  readonly platform: PlatformStack;
  readonly ingests: readonly IngestStack[];
}

/** Creates the stacks of a site. Each depends on the stacks whose exports it imports. */
function addSite(app: App, site: Site, { environment, platform, ingests }: EnvironmentStacks) {
  const cells = environment.ingest.managed === undefined ? [] : [addCell(app, site, environment)];
  const stack = new SiteStack(app, siteStackName(site.site), { site, environment });
  for (const shared of [platform, ...ingests])
    for (const importing of [...cells, stack])
      importing.addStackDependency(shared, 'reads the exports of its environment');
  for (const cell of cells) stack.addStackDependency(cell, 'reads the exports of its cell');
  return { cells, stack };
}

function addEnvironment(app: App, fleet: Fleet, environment: Environment): EnvironmentStacks {
  const { name } = environment;
  const platform = new PlatformStack(app, platformStackName(name), { environment });
  const ingests = environment.ingest.managed === undefined ? [] : [addIngest(app, fleet, environment)];
  for (const ingest of ingests) ingest.addStackDependency(platform, 'reads the exports of its environment');
  return { environment, platform, ingests };
}

// Most apps have no managed ingest. Loading its stacks takes a tenth of the time of a small synth.
function addIngest(app: App, { folder }: Fleet, environment: Environment): IngestStack {
  const stacks: typeof import('./ingest/ingest-stack') = require('./ingest/ingest-stack');
  return new stacks.IngestStack(app, ingestStackName(environment.name), { environment, folder });
}

function addCell(app: App, site: Site, environment: Environment): CellStack {
  const stacks: typeof import('./cell/cell-stack') = require('./cell/cell-stack');
  return new stacks.CellStack(app, cellStackName(site.site), { site, environment });
}
