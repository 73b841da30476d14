import { FleetError } from './fleet-error';
import { ENVIRONMENTS_FILE, listFolder } from './load/folder';
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
  if (found.length === 0)
    throw unknownSite(
      name,
      sites.map(({ site }) => site),
    );
  return found;
}

/**
 * Reads only the names of the folder's files, so that a wrong name is reported before any of them is read.
 *
 * @throws FleetError if no file has the name. Problems of the folder itself are left to the loader.
 */
export function requireSiteFile(folder: string, name: string): void {
  const { names, problems } = listFolder(folder);
  const sites = names.filter((file) => file !== ENVIRONMENTS_FILE).map((file) => file.slice(0, -'.yaml'.length));
  if (problems.length === 0 && !sites.includes(name)) throw unknownSite(name, sites);
}

function unknownSite(name: string, names: readonly string[]): FleetError {
  const guess = nearestName(name, names);
  const hint = guess === undefined ? 'name one whose file is among the site files' : `did you mean ${guess}?`;
  return new FleetError([`site ${showValue(name)} doesn't exist; ${hint}`]);
}
