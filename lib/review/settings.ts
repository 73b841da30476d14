import { allSettings, type SettingRow } from '../config/settings-table';
import { isJsonObject, type JsonObject, sameJson } from '../template/json';
import { type Impact, impactOf } from './impact';

/** What differs between two site files, in the words of the file. */
export interface SettingChange {
  /** `vpn.tunnels[0].keyGeneration`, `directConnect.virtualInterfaces[primary].mtu` */
  readonly path: string;
  /** As one would write it; "absent" where nothing is. */
  readonly before: string;
  readonly after: string;
  /** What the schema says that a change of it does. Of a group of settings, and of one that is unknown: cloud. */
  readonly impact: Impact;
}

const SETTINGS: ReadonlyMap<string, SettingRow> = new Map(allSettings().map((setting) => [setting.path, setting]));

/** Flagged for the sake of wrong values; a right one is one of two words. */
const NEVERTHELESS_SHOWN = ['dicom.stow.auth'];

/** Told apart: whole acknowledgements come and go. */
const ELSEWHERE = ['acknowledge'];

/**
 * Lists whose items have a name to be known by. Of others the whole list is one value.
 * Tunnels are a pair and known by their place.
 */
const NAMED: Readonly<Record<string, (item: JsonObject, index: number) => string>> = {
  'directConnect.virtualInterfaces': ({ name }) => String(name),
  'vpn.tunnels': (_, index) => String(index),
};

/**
 * Where the setting as a whole says more than a part of it can do: what such a change does shows in the template, by whose
 * rules it is judged. Additions to `deliverTo` open a port of the hospital's; taking away opens none.
 */
const TOLD_BY_TEMPLATE: Readonly<Record<string, Impact>> = { 'dicom.deliverTo': 'cloud' };

/** Absent means this. */
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
  let told = false;
  for (const name of new Set([...after.keys(), ...before.keys()])) {
    const from = before.get(name);
    const to = after.get(name);
    const of = `${path}[${name}]`;
    const inner =
      from === undefined || to === undefined ? [leaf(from, to, of, pattern)] : changes(from, to, of, `${pattern}[]`);
    for (const change of inner) {
      told = true;
      yield change;
    }
  }
  if (!told)
    yield { path, before: [...before.keys()].join(', '), after: [...after.keys()].join(', '), impact: 'cloud' };
}

const byName = (
  list: readonly unknown[],
  name: (item: JsonObject, index: number) => string,
): ReadonlyMap<string, unknown> =>
  new Map(list.map((item, index) => [name(isJsonObject(item) ? item : {}, index), item]));

const presence = (value: unknown): string => (value === undefined ? 'absent' : 'there');

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

/** YAML on one line, as the file has it. Virtual interfaces hide the name of their key. */
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
