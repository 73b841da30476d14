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

/** The items of a list with the key of an earlier item, each with its index. An item without a key repeats none. */
export function* repeatedItems<T>(
  items: readonly (T | undefined)[] | undefined,
  keyOf: (item: T) => string | number | undefined,
): Iterable<readonly [index: number, item: T]> {
  const seen = new Set<string | number>();
  for (const [index, item] of indexedItems(items)) {
    const key = keyOf(item);
    if (key === undefined) continue;
    if (seen.has(key)) yield [index, item];
    seen.add(key);
  }
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

/** The entries that should differ in a key and don't, each with its group and the names of the other files: empty if there are none. */
export function* clashingEntries<T extends { readonly entry: SiteEntry }>(
  entries: readonly T[],
  keyOf: (item: T) => string,
): Iterable<{ readonly one: T; readonly group: readonly T[]; readonly others: string }> {
  for (const group of groupBy(entries, keyOf).values()) {
    if (group.length < 2) continue;
    const names = [...new Set(group.map(({ entry }) => entry.fileName))].sort();
    for (const one of group)
      yield { one, group, others: othersText(names.filter((name) => name !== one.entry.fileName)) };
  }
}
