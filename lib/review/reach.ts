import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { loadFleetFor } from '../config/certificate-dates';
import { HEARTLAB_RULES, isHeartLabRule } from '../config/heartlab-rules';
import { ENVIRONMENTS_FILE } from '../config/load/folder';
import type { LoadedFleet } from '../config/load/load';
import type { Fleet, Site } from '../config/model';
import { sourceHash } from '../project/build-state';
import { plainWords, type SafeText, safeText } from './safe-text';

/**
 * The sites that a change can reach. The templates of a site are a function of the code, its file, its environment and the
 * environment's certificate files. If all of these are the same on both sides, so are the templates.
 */

export interface ReviewReach {
  /** The sites that were synthesized on either side; undefined: all. */
  readonly sites?: readonly string[];
  /** The number of sites that can't differ, and were not synthesized. */
  readonly unreached: number;
  readonly why: SafeText;
}

export interface SomeSites {
  readonly names: readonly string[];
  readonly certificates: readonly string[];
  readonly unreached: readonly Site[];
}

export interface ReachedSites {
  readonly reach: ReviewReach;
  /** Undefined: every site must be synthesized. */
  readonly some?: SomeSites;
}

export interface ReviewSide {
  /** The project's folder. */
  readonly project: string;
  /** The folder of the site files, relative to the project. */
  readonly sites: string;
}

export interface ReachRequest {
  readonly before: ReviewSide;
  readonly after: ReviewSide;
  /** YYYY-MM-DD */
  readonly today: string;
}

export const everySite = (why: SafeText): ReviewReach => ({
  unreached: 0,
  why: safeText`Every site was synthesized on both sides, because ${why}.`,
});

/** Both sides must be folders here: the output of code that ran elsewhere never decides what is compared. */
export function reachedSites({ before, after, today }: ReachRequest): ReachedSites {
  if (sourceHash(before.project) !== sourceHash(after.project) || !sameFile(before.project, after.project, 'cdk.json'))
    return { reach: everySite(safeText`the code, the packages or cdk.json differ`) };
  const [from, to] = [before, after].map((side) => loadFleetFor(resolve(side.project, side.sites), { today }));
  if (from?.fleet === undefined || to?.fleet === undefined)
    return { reach: everySite(safeText`a site file, environments.yaml or a certificate file has an error`) };
  return reachedIn({ ...from, fleet: from.fleet }, { ...to, fleet: to.fleet });
}

type ValidFleet = Pick<LoadedFleet, 'certificates'> & { readonly fleet: Fleet };

function reachedIn(from: ValidFleet, to: ValidFleet): ReachedSites {
  const changed = changedEnvironments(from, to);
  const earlier = new Map(from.fleet.sites.map((site) => [site.site, site]));
  const unreached = to.fleet.sites.filter(
    (site) => !changed.has(site.environment) && !needsFindings(site) && isDeepStrictEqual(earlier.get(site.site), site),
  );
  if (unreached.length === 0) return { reach: everySite(safeText`the change can reach each of them`) };
  const same = new Set(unreached.map(({ site }) => site));
  const all = [...from.fleet.sites, ...to.fleet.sites].map(({ site }) => site);
  const names = [...new Set(all)].filter((name) => !same.has(name)).sort();
  const certificates = [...new Set([...from.certificates, ...to.certificates].map(({ named }) => named))];
  if (certificates.some((named) => !isLocalPath(named)))
    return { reach: everySite(safeText`a certificate file lies outside the folder of the site files`) };
  return {
    some: { names, certificates, unreached },
    reach: {
      sites: names,
      unreached: unreached.length,
      why: safeText`${plainWords(`${names.length} of ${names.length + same.size}`)} sites were synthesized on both sides: ${listed(names)}. The change can't reach the others: their settings, environment, certificate files and code are the same on both sides.`,
    },
  };
}

const isLocalPath = (named: string): boolean => !isAbsolute(named) && !normalize(named).startsWith('..');

const MOST_NAMES = 20;

const listed = (names: readonly string[]): string => {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return names.length === 0 ? 'none' : `${names.slice(0, MOST_NAMES).join(', ')}${more}`;
};

/** Only the synthesized template shows whether these acknowledgements still match a finding. */
const needsFindings = ({ acknowledge }: Site): boolean =>
  acknowledge.some(({ rule }) => !isHeartLabRule(rule) || !HEARTLAB_RULES[rule].fromFile);

/** The names of the environments that differ, or whose certificate files do. */
function changedEnvironments(from: ValidFleet, to: ValidFleet): ReadonlySet<string> {
  const names = [...from.fleet.environments, ...to.fleet.environments].map(({ name }) => name);
  const same = (name: string): boolean => {
    const [one, two] = [from, to].map(({ fleet }) => fleet.environments.find((place) => place.name === name));
    return (
      isDeepStrictEqual(one, two) &&
      to.certificates
        .filter(({ environment }) => environment === name)
        .every(({ named }) => sameFile(from.fleet.folder, to.fleet.folder, named))
    );
  };
  return new Set(names.filter((name) => !same(name)));
}

function sameFile(one: string, two: string, name: string): boolean {
  const before = join(one, name);
  const after = join(two, name);
  return existsSync(before) && existsSync(after) && readFileSync(before).equals(readFileSync(after));
}

/** Writes a folder with only the sites that the change can reach. The stacks of every environment are synthesized too. */
export function writeReachedSites(folder: string, few: string, { names, certificates }: SomeSites): void {
  for (const file of [ENVIRONMENTS_FILE, ...certificates, ...names.map((name) => `${name}.yaml`)]) {
    if (!existsSync(join(folder, file))) continue;
    mkdirSync(dirname(join(few, file)), { recursive: true });
    copyFileSync(join(folder, file), join(few, file));
  }
}
