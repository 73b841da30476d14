import type { PartialEnvironment, PartialSite } from '../model';
import type { FileComplaint } from '../problem';

/** The readable part of one site file, and the file's name without `.yaml`. */
export interface SiteEntry {
  readonly fileName: string;
  readonly site: PartialSite;
}

/** The readable part of one environment. */
export interface EnvironmentEntry {
  readonly name: string;
  readonly environment: PartialEnvironment;
}

/** The readable part of the folder. */
export interface FleetEntries {
  readonly sites: readonly SiteEntry[];
  readonly environments: readonly EnvironmentEntry[];
}

/** A rule for the settings of one file. */
export interface SiteRule {
  /** The `rule` of every problem of this rule. */
  readonly id: string;
  /** The condition that must hold, as a sentence, for the documentation of the rules. */
  readonly holds: string;
  check(entry: SiteEntry, fleet: FleetEntries): Iterable<FileComplaint>;
}

/** A rule across files, with a complaint in each file concerned. */
export interface FleetRule {
  readonly id: string;
  readonly holds: string;
  check(fleet: FleetEntries): Iterable<{ readonly entry: SiteEntry; readonly complaint: FileComplaint }>;
}

/** A rule for the settings of one environment; paths begin below the environment's name. */
export interface EnvironmentRule {
  readonly id: string;
  readonly holds: string;
  check(entry: EnvironmentEntry, fleet: FleetEntries): Iterable<FileComplaint>;
}

/** The environment that a site names, if it could be read. */
export function environmentOf(entry: SiteEntry, fleet: FleetEntries): EnvironmentEntry | undefined {
  return fleet.environments.find(({ name }) => name === entry.site.environment);
}

/** The readable items of a list, each with its index. */
export function* indexedItems<T>(
  items: readonly (T | undefined)[] | undefined,
): Iterable<readonly [index: number, item: T]> {
  for (const [index, item] of (items ?? []).entries()) if (item !== undefined) yield [index, item];
}

/** The items grouped by key, in the order of first appearance. */
export function groupBy<T>(
  items: Iterable<T>,
  keyOf: (item: T) => string | number,
): ReadonlyMap<string | number, readonly T[]> {
  const groups = new Map<string | number, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** The names of other files of a group, at most three. */
export function othersText(names: readonly string[]): string {
  const distinct = [...new Set(names)].sort();
  return distinct.length <= 3
    ? distinct.join(', ')
    : `${distinct.slice(0, 3).join(', ')} and ${distinct.length - 3} more`;
}

/** The entries of a group that should differ and don't, each with the names of the other files: empty if there are none. */
export function* clashingEntries<T extends { readonly entry: SiteEntry }>(
  group: readonly T[],
): Iterable<{ readonly one: T; readonly others: string }> {
  if (group.length < 2) return;
  const names = [...new Set(group.map(({ entry }) => entry.fileName))].sort();
  for (const one of group) yield { one, others: othersText(names.filter((name) => name !== one.entry.fileName)) };
}
