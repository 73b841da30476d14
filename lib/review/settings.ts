import { allSettings, type SettingRow } from '../config/settings-table';
import { isJsonObject, type JsonObject, sameJson } from '../template/json';
import { type HospitalImpact, impactOf } from './impact';

/** A difference between two site files, in the terms of the file. */
export interface SettingChange {
  /** `vpn.tunnels[0].keyGeneration`, `directConnect.virtualInterfaces[primary].mtu` */
  readonly path: string;
  /** In the syntax of the file; "absent" if there is no value. */
  readonly before: string;
  readonly after: string;
  /** The impact in the schema. A group of settings and an unknown setting have the impact `cloud`. */
  readonly impact: HospitalImpact;
}

const SETTINGS: ReadonlyMap<string, SettingRow> = new Map(allSettings().map((setting) => [setting.path, setting]));

/** Settings that are marked as secret only because of wrong values; a valid one is one of two words. */
const NEVERTHELESS_SHOWN = ['dicom.stow.auth'];

/** Reported separately: acknowledgements are added and removed as a whole. */
const ELSEWHERE = ['acknowledge'];

/** Lists whose items have a name; tunnels are identified by their position. Any other list is compared as one value. */
const NAMED: Readonly<Record<string, (item: JsonObject, index: number) => string>> = {
  'directConnect.virtualInterfaces': ({ name }) => String(name),
  'vpn.tunnels': (_, index) => String(index),
};

/**
 * Settings whose impact in the schema is worse than that of some changes. The effects of such a change are determined from the
 * template. Additions to `deliverTo` open a port at the hospital; removals open none. A new order of `ports` changes no port.
 */
const TOLD_BY_TEMPLATE: Readonly<Record<string, HospitalImpact>> = {
  'dicom.deliverTo': 'cloud',
  'dicom.dimse.ports': 'cloud',
};

/** The values of absent settings. */
const STANDARDS: Readonly<Record<string, unknown>> = { 'dicom.stow.passwordGeneration': 1 };

export function settingChanges(before: JsonObject, after: JsonObject): readonly SettingChange[] {
  return [...changes(before, after, '', '')];
}

function* changes(before: unknown, after: unknown, path: string, pattern: string): Iterable<SettingChange> {
  if (sameJson(before, after) || ELSEWHERE.includes(pattern)) return;
  const whole = path === 'vpn' || path === 'directConnect';
  if ((isJsonObject(before) || isJsonObject(after)) && isJsonObject(before ?? {}) && isJsonObject(after ?? {})) {
    if (whole && (before === undefined || after === undefined)) {
      yield { path, before: presence(before), after: presence(after), impact: 'hospital' };
      return;
    }
    const from = isJsonObject(before) ? before : {};
    const to = isJsonObject(after) ? after : {};
    for (const key of new Set([...Object.keys(to), ...Object.keys(from)])) {
      const dot = path === '' ? '' : '.';
      yield* changes(from[key], to[key], `${path}${dot}${key}`, `${pattern}${dot}${key}`);
    }
    return;
  }
  const name = NAMED[pattern];
  if (name !== undefined && Array.isArray(before) && Array.isArray(after)) {
    yield* items(byName(before, name), byName(after, name), path, pattern);
    return;
  }
  yield leaf(before, after, path, pattern);
}

function* items(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
  path: string,
  pattern: string,
): Iterable<SettingChange> {
  let reported = false;
  for (const name of new Set([...after.keys(), ...before.keys()])) {
    const from = before.get(name);
    const to = after.get(name);
    const of = `${path}[${name}]`;
    const inner =
      from === undefined || to === undefined ? [leaf(from, to, of, pattern)] : changes(from, to, of, `${pattern}[]`);
    for (const change of inner) {
      reported = true;
      yield change;
    }
  }
  if (!reported)
    yield { path, before: [...before.keys()].join(', '), after: [...after.keys()].join(', '), impact: 'cloud' };
}

const byName = (
  list: readonly unknown[],
  name: (item: JsonObject, index: number) => string,
): ReadonlyMap<string, unknown> =>
  new Map(list.map((item, index) => [name(isJsonObject(item) ? item : {}, index), item]));

const presence = (value: unknown): string => (value === undefined ? 'absent' : 'present');

function leaf(before: unknown, after: unknown, path: string, pattern: string): SettingChange {
  const setting = SETTINGS.get(pattern);
  const hidden = setting?.secret === true && !NEVERTHELESS_SHOWN.includes(pattern);
  const text = (value: unknown, other: string): string =>
    hidden && typeof value === 'string' ? other : value === undefined ? 'absent' : toFlowYaml(value);
  const meant = STANDARDS[pattern];
  const equal = meant !== undefined && sameJson(before ?? meant, after ?? meant);
  return {
    path,
    before: text(before, 'a name'),
    after: text(after, 'another name'),
    impact: equal
      ? 'nothing'
      : (TOLD_BY_TEMPLATE[pattern] ?? (setting === undefined ? 'cloud' : impactOf(setting.effect))),
  };
}

/** YAML on one line, like in the file. The key names of virtual interfaces are hidden. */
export function toFlowYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toFlowYaml).join(', ')}]`;
  if (isJsonObject(value)) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return `{ ${entries.map(([key, inner]) => `${key}: ${key === 'authKeySecret' ? '…' : toFlowYaml(inner)}`).join(', ')} }`;
  }
  return typeof value === 'string' && /^[\w@./-][\w @./:-]*$/.test(value) && !/: |^\d+$/.test(value)
    ? value
    : (JSON.stringify(value) ?? 'absent');
}
