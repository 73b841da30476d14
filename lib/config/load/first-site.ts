import { join } from 'node:path';
import type { Fleet } from '../model';
import { ENVIRONMENTS_FILE, listFolder } from './folder';
import { loadFleet } from './load';

/** The fleet of a valid folder that has no site yet; undefined for every other folder. */
export function fleetWithoutSite(folder: string): Fleet | undefined {
  // This avoids reading a large folder twice.
  if (listFolder(folder).names.some((name) => name !== ENVIRONMENTS_FILE)) return undefined;
  return loadFleet(folder).fleet;
}

/**
 * The instruction to create the first site of a fleet without one.
 *
 * @param nothing what did not happen, because there is no site
 */
export function firstSiteLine(
  { folder, environments }: Pick<Fleet, 'folder' | 'environments'>,
  nothing = 'No hospital was checked',
  site = '<site>',
): string {
  const option = folder === 'sites' ? '' : ` --sites ${folder}`;
  const start =
    environments.length === 0
      ? `Fill in ${join(folder, ENVIRONMENTS_FILE)}, or run npx heartlab new --environment <name>${option}. Then start`
      : 'Start';
  return `${nothing}: there is no site in ${folder} yet. ${start} the first one: npx heartlab new ${site}${option}`;
}
