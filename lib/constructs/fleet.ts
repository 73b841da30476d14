import type { App } from 'aws-cdk-lib';
import { FleetError } from '../config/fleet-error';
import type { Environment, Fleet, Site } from '../config/model';
import { cellStackName, ingestStackName, platformStackName, siteStackName } from '../config/naming/stack-contract';
import { selectedSites } from '../config/selected-sites';
import { CellStack } from './cell/cell-stack';
import { IngestStack } from './ingest/ingest-stack';
import { PlatformStack } from './platform/platform-stack';
import { SiteStack } from './site/site-stack';

/** Which stacks are created. */
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
  const places = new Map(
    environments.map((environment) => [environment.name, addEnvironment(app, fleet, environment)]),
  );
  const made = sites.map((site) => {
    const place = places.get(site.environment);
    if (place === undefined) throw new FleetError([`${site.site}: environment ${site.environment} doesn't exist`]);
    return addSite(app, site, place);
  });
  return {
    platforms: [...places.values()].map(({ platform }) => platform),
    ingests: [...places.values()].flatMap(({ ingests }) => ingests),
    cells: made.flatMap(({ cells }) => cells),
    sites: made.map(({ stack }) => stack),
  };
}

interface Place {
  readonly environment: Environment;
  readonly platform: PlatformStack;
  readonly ingests: readonly IngestStack[];
}

/** Creates the stacks of a site. Each depends on the stacks whose exports it imports. */
function addSite(app: App, site: Site, { environment, platform, ingests }: Place) {
  const shared = [platform, ...ingests];
  const cells =
    environment.ingest.managed === undefined
      ? []
      : [new CellStack(app, cellStackName(site.site), { site, environment })];
  const stack = new SiteStack(app, siteStackName(site.site), { site, environment });
  for (const needed of shared)
    for (const one of [...cells, stack]) one.addStackDependency(needed, 'reads the exports of its environment');
  for (const cell of cells) stack.addStackDependency(cell, 'reads the exports of its cell');
  return { cells, stack };
}

function addEnvironment(app: App, fleet: Fleet, environment: Environment): Place {
  const { name } = environment;
  const platform = new PlatformStack(app, platformStackName(name), { environment });
  const ingests =
    environment.ingest.managed === undefined
      ? []
      : [new IngestStack(app, ingestStackName(name), { environment, folder: fleet.folder })];
  for (const ingest of ingests) ingest.addStackDependency(platform, 'reads the exports of its environment');
  return { environment, platform, ingests };
}
