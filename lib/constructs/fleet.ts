import type { App } from 'aws-cdk-lib';
import { platformStackName, siteStackName } from '../site/metadata';
import type { Fleet, Site } from '../site/model';
import { nearest } from '../site/read/nearest';
import { FleetError } from './fleet-error';
import { PlatformStack } from './platform-stack';
import { SiteStack } from './site-stack';
import { unbuildableEnvironment } from './unbuildable';

export interface FleetStacksOptions {
  /**
   * Only this site's stack, with its environment's stacks.
   * @default - the stacks of every site and every environment
   */
  readonly site?: string;
}

/** The stacks of a fleet. */
export interface FleetStacks {
  readonly platforms: readonly PlatformStack[];
  readonly sites: readonly SiteStack[];
}

/**
 * Makes the stacks of a fleet: a PlatformStack for each environment, a SiteStack for each site.
 *
 * An environment's stack is the same whichever sites are made with it.
 *
 * @throws FleetError with every reason at once, before any stack is made, when something can't be built.
 */
export function addFleetStacks(app: App, fleet: Fleet, options: FleetStacksOptions = {}): FleetStacks {
  const sites = chosenSites(fleet, options.site);
  const environments =
    options.site === undefined
      ? fleet.environments
      : fleet.environments.filter(({ name }) => sites.some(({ environment }) => environment === name));
  const reasons = environments.flatMap(unbuildableEnvironment);
  if (reasons.length > 0) throw new FleetError(reasons);

  const platforms = new Map(
    environments.map((environment) => [
      environment.name,
      { environment, stack: new PlatformStack(app, platformStackName(environment.name), { environment }) },
    ]),
  );
  const siteStacks = sites.map((site) => {
    const platform = platforms.get(site.environment);
    if (platform === undefined) throw new FleetError([`${site.site}: environment ${site.environment} doesn't exist`]);
    const stack = new SiteStack(app, siteStackName(site.site), { site, environment: platform.environment });
    stack.addStackDependency(platform.stack, 'reads the exports of its environment');
    return stack;
  });
  return { platforms: [...platforms.values()].map(({ stack }) => stack), sites: siteStacks };
}

function chosenSites({ sites }: Fleet, name: string | undefined): readonly Site[] {
  if (name === undefined) return sites;
  const found = sites.filter(({ site }) => site === name);
  if (found.length > 0) return found;
  const guess = nearest(
    name,
    sites.map(({ site }) => site),
  );
  const hint = guess === undefined ? 'name one whose file is among the site files' : `did you mean ${guess}?`;
  throw new FleetError([`site ${JSON.stringify(name)} doesn't exist; ${hint}`]);
}
