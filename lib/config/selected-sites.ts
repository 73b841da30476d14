import { FleetError } from './fleet-error';
import { nearestName } from './load/nearest';
import type { Fleet, Site } from './model';
import { showValue } from './problem';

/**
 * The site with this name, or all sites.
 *
 * @throws FleetError if no site has the name, with the most similar one.
 */
export function selectedSites({ sites }: Fleet, name: string | undefined): readonly Site[] {
  if (name === undefined) return sites;
  const found = sites.filter(({ site }) => site === name);
  if (found.length > 0) return found;
  const guess = nearestName(
    name,
    sites.map(({ site }) => site),
  );
  const hint = guess === undefined ? 'name one whose file is among the site files' : `did you mean ${guess}?`;
  throw new FleetError([`site ${showValue(name)} doesn't exist; ${hint}`]);
}
