import { SITE_OUTPUTS } from '../config/naming/stack-contract';
import { VPN_TUNNELS_TYPE } from '../config/tunnels';
import { isJsonObject, textOf } from '../template/json';
import { type ChangeEffect, type HospitalAction, type HospitalImpact, worstImpact } from './impact';
import { appendsAddress, inPlacePart } from './letter/in-place';
import { TEST_STUDY } from './letter/letter';
import {
  ADDED_RESOURCES,
  type ImpactStackKind,
  IN_PLACE,
  IN_PLACE_OF_DOOR,
  isNoticed,
  wordsOf,
} from './resource-impact';
import { plainWords, type SafeText, safeText } from './safe-text';
import type { SettingChange } from './settings';
import type { PartChange, ResourceChange, TemplateChanges } from './template-diff';
import { type TunnelContext, tunnelEffects } from './tunnels';

export interface TemplateContext extends TunnelContext {
  readonly settings: readonly SettingChange[];
}

/** The effects of a site's template changes on its hospital. A change without a rule is listed by name, as cloud side only. */
export function* templateEffects(changes: TemplateChanges, context: TemplateContext): Iterable<ChangeEffect> {
  const connection = changes.resources.some(
    ({ type, kind }) => type === 'AWS::EC2::VPNConnection' && (kind === 'added' || kind === 'removed'),
  );
  const rest: ResourceChange[] = [];
  for (const change of changes.resources) {
    if (isName(change.before, change.after, context)) continue;
    // Tunnels that are added or removed with their connection are reported with it.
    if (change.type === VPN_TUNNELS_TYPE && change.kind === 'updated') yield* tunnelEffects(change, context);
    else if (change.type === VPN_TUNNELS_TYPE && connection) rest.push(change);
    else {
      const effects = [...resourceEffects(change, 'site', isInSettings(change, context))];
      if (effects.length === 0) rest.push(change);
      yield* effects;
    }
  }
  const parts: PartChange[] = [];
  for (const part of changes.parts) {
    if (part.section === 'Outputs' && part.id === SITE_OUTPUTS.hostName && part.before !== undefined)
      yield newUrl(part, context);
    else if (!isName(part.before, part.after, context)) parts.push(part);
  }
  yield* namedEffects(rest, parts);
  if (changes.formOnly) {
    yield {
      impact: 'cloud',
      key: 'form',
      says: safeText`the template differs only in form, which CloudFormation may ignore`,
    };
  }
}

/** The letter describes the changed settings of Direct Connect, not each of its resources. */
const isInSettings = ({ type }: ResourceChange, { settings }: TemplateContext): boolean =>
  type.startsWith('AWS::DirectConnect::') && settings.some(({ path }) => path.startsWith('directConnect'));

/**
 * The effects of one resource change that are worse than cloud side only.
 * @param described whether the letter describes it already.
 */
export function* resourceEffects(
  change: ResourceChange,
  where: ImpactStackKind,
  described = false,
): Iterable<ChangeEffect> {
  const { id, type, kind } = change;
  const added = ADDED_RESOURCES[type];
  if (kind === 'added') {
    if (where === 'site' && added !== undefined) {
      yield {
        impact: 'hospital',
        key: `added ${id}`,
        says: safeText`${id} is added: ${plainWords(added)}`,
      };
    }
    return;
  }
  if (kind !== 'updated') {
    if (!isNoticed(change, kind === 'removed' ? 'removed' : 'replaced', where)) return;
    const { says, letter } = wordsOf(change, kind === 'removed');
    yield {
      impact: 'hospital',
      key: `${kind} ${id}`,
      says: safeText`${id} (${type}) is ${plainWords(kind)}: ${plainWords(says)}`,
      ...(described ? {} : letter),
    };
    return;
  }
  const rules = (where === 'site' ? IN_PLACE : IN_PLACE_OF_DOOR)[type];
  const noticed = change.properties.filter(({ name }) => (rules?.[name] ?? rules?.['*'] ?? 'cloud') !== 'cloud');
  if (noticed.length === 0) return;
  const impact: HospitalImpact = worstImpact(noticed.map(({ name }) => rules?.[name] ?? rules?.['*'] ?? 'cloud'));
  const names = noticed.map(({ name }) => name).join(', ');
  yield {
    impact,
    key: `updated ${id} ${names}`,
    says: appendsAddress(change)
      ? safeText`${id} (${type}) gets one more address: ${names}. The other addresses stay`
      : safeText`${id} (${type}) changes in place: ${names}`,
    ...(impact === 'hospital' && !described ? inPlacePart(change) : {}),
  };
}

function newUrl({ before, after }: PartChange, { after: site, environment }: TemplateContext): ChangeEffect {
  const hostOf = (output: unknown): string =>
    (isJsonObject(output) ? textOf(output.Value) : undefined) ?? '[host name]';
  const [old, now] = [hostOf(before), hostOf(after)];
  const step = (when: HospitalAction['when'], text: string): HospitalAction => ({ when, text });
  return {
    impact: 'hospital',
    key: 'url',
    says: safeText`the PACS needs a new URL: ${stowUrl(now)}`,
    values: [`Host name of HeartLab: ${old} → ${now}`],
    actions: [
      ...(environment?.ingest.hostedZoneId === undefined
        ? [step('before', `Create a record for ${now} in your DNS, with the same addresses as for ${old}.`)]
        : []),
      step('together', `In your PACS, replace the URL ${stowUrl(old)} by ${stowUrl(now)}.`),
      ...(site?.dicom.dimse === undefined
        ? []
        : [step('together', `In the DIMSE destinations of your PACS, replace the host ${old} by ${now}.`)]),
    ],
    sees: environment?.ingest.hostedZoneId === undefined ? [] : [`After our change, ${old} no longer resolves.`],
    checks: [TEST_STUDY],
  };
}

const stowUrl = (host: string): string => `https://${host}/dicomweb/studies`;

/** The hospital's name is only in descriptions and titles. A difference in it alone is reported as the setting `name`. */
function isName(before: unknown, after: unknown, context: TemplateContext): boolean {
  const old = context.before?.name;
  const now = context.after?.name;
  return (
    old !== undefined &&
    now !== undefined &&
    old !== now &&
    before !== undefined &&
    nameless(before, old) === nameless(after, now)
  );
}

/** JSON without the name. The name may be escaped twice: a dashboard's body is JSON in a string. */
function nameless(value: unknown, name: string): string {
  const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
  const spellings = [inJson(inJson(name)), inJson(name)];
  return spellings.reduce((text, spelling) => text.replaceAll(spelling, '\0'), JSON.stringify(value) ?? '');
}

const VERBS = {
  added: 'added',
  removed: 'removed',
  replaced: 'replaced',
  'may be replaced': 'possibly replaced',
  updated: 'changed in place',
} as const;

/** The remaining changes, listed by name. */
export function* namedEffects(
  resources: readonly ResourceChange[],
  parts: readonly PartChange[],
): Iterable<ChangeEffect> {
  for (const [kind, verb] of Object.entries(VERBS)) {
    const ids = resources.filter((change) => change.kind === kind).map(({ id }) => id);
    if (ids.length === 0) continue;
    yield {
      impact: 'cloud',
      key: `${kind} ${ids.join()}`,
      says: safeText`${firstNames(ids)} ${plainWords(verb)}, not noticed by the hospital`,
    };
  }
  if (parts.length > 0) {
    const names = parts.map(({ section, id }) => (id === '' ? section : `${section} ${id}`));
    yield {
      impact: 'cloud',
      key: `parts ${names.join()}`,
      says: safeText`${firstNames(names)} changed in the template`,
    };
  }
}

const MOST_NAMES = 3;

/** The differences of the template, which are shown too, have every name. */
const firstNames = ([first = '', ...others]: readonly string[]): SafeText => {
  const shown = others.slice(0, MOST_NAMES - 1).reduce((text, name) => safeText`${text}, ${name}`, safeText`${first}`);
  const more = others.length + 1 - MOST_NAMES;
  return more > 0 ? safeText`${shown} and ${plainWords(`${more} more`)}` : shown;
};
