import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { escapeInvisible } from '../../config/invisible';
import { ENVIRONMENTS_FILE } from '../../config/load/folder';
import { type LoadedFleet, loadFleet } from '../../config/load/load';
import { nearestName } from '../../config/load/nearest';
import type { Environment, Site } from '../../config/model';
import { problemLine } from '../../config/problem';
import { UserError } from '../../project/errors';

/** A site without errors, with its environment. */
export interface SelectedSite {
  readonly site: Site;
  readonly environment: Environment;
}

/** A site whose files have errors. */
export interface UnreadableSite {
  readonly site: string;
  /** Empty if the file has no readable environment name. */
  readonly environment: string;
  readonly why: string;
}

export interface SiteSelection {
  readonly loaded: LoadedFleet;
  readonly sites: readonly SelectedSite[];
  readonly broken: readonly UnreadableSite[];
}

/** Refuses names of sites that have no file, and suggests the nearest name. */
export function refuseUnknown(names: readonly string[], loaded: LoadedFleet, folder: string): void {
  const known = loaded.entries.sites.map(({ fileName }) => fileName);
  if (existsSync(folder))
    refuseUnknownNames(names, known, (name) => {
      const start = known.length === 0 ? `; npx heartlab new ${name} starts the first site` : '';
      return `there is no ${join(folder, `${name}.yaml`)}${start}`;
    });
}

/** Refuses environments that are not in environments.yaml, and suggests the nearest name. */
export function refuseUnknownEnvironments(names: readonly string[], loaded: LoadedFleet, folder: string): void {
  const known = loaded.entries.environments.map(({ name }) => name);
  const file = join(folder, ENVIRONMENTS_FILE);
  // If the file can't be read, the error of the file is reported instead of the name.
  if (known.length > 0 || loaded.fleet !== undefined)
    refuseUnknownNames(
      names,
      known,
      (name) => `there is no environment ${name} in ${file}`,
      known.length > 0 ? `it has ${known.join(', ')}` : 'fill it in first',
    );
}

/** Refuses unknown names, and suggests the nearest known one; if none is near, the hint is `otherwise`. */
export function refuseUnknownNames(
  names: readonly string[],
  known: readonly string[],
  missing: (name: string) => string,
  otherwise?: string,
): void {
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const lines = unknown.map((name) => {
    const guess = nearestName(name, known);
    const hint = guess === undefined ? otherwise : `did you mean ${guess}?`;
    return escapeInvisible(`${missing(name)}${hint === undefined ? '' : `; ${hint}`}`);
  });
  throw new UserError(lines.join('\n'));
}

/**
 * The sites of the folder with these names, or all sites if no name is given. Sites with errors are returned separately.
 *
 * @throws UserError for an unknown name, and if the folder has no site file
 */
export function selectSites(names: readonly string[], folder: string): SiteSelection {
  const loaded = loadFleet(folder);
  refuseUnknown(names, loaded, folder);
  const wanted = loaded.entries.sites.filter(({ fileName }) => names.length === 0 || names.includes(fileName));
  const chosen = wanted.map(({ fileName, site }) => chooseOne(fileName, site.environment ?? '', loaded, folder));
  if (chosen.length === 0) {
    const [first] = loaded.problems;
    throw new UserError(first === undefined ? `there is no site file in ${folder}` : problemLine(first));
  }
  return {
    loaded,
    sites: chosen.flatMap((one) => ('why' in one ? [] : [one])),
    broken: chosen.flatMap((one) => ('why' in one ? [one] : [])),
  };
}

function chooseOne(
  name: string,
  environmentName: string,
  loaded: LoadedFleet,
  folder: string,
): SelectedSite | UnreadableSite {
  const site = loaded.sites.find((one) => one.site === name);
  const environment = loaded.environments.find((one) => one.name === site?.environment);
  if (site !== undefined && environment !== undefined) return { site, environment };
  const file = join(folder, site === undefined ? `${name}.yaml` : ENVIRONMENTS_FILE);
  const usual = folder === 'sites' ? '' : ` --sites ${folder}`;
  return { site: name, environment: environmentName, why: `${file} has errors: npx heartlab check ${name}${usual}` };
}
