import { fullDiff, type ResourceDifference, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { compareAscending } from '../config/ascending';
import { CELL_METADATA_KEY, SITE_METADATA_KEY } from '../config/naming/stack-contract';
import { isJsonObject, type JsonObject, sameJson, type TemplateValue } from '../template/json';
import type { TemplateView } from '../template/view';

/** The differences between two templates of one stack, as our own data. */

export type ResourceChangeKind = 'added' | 'removed' | 'replaced' | 'may be replaced' | 'updated';

export interface PropertyChange {
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly replaces: boolean;
}

export interface ResourceChange {
  readonly id: string;
  readonly type: string;
  readonly kind: ResourceChangeKind;
  readonly properties: readonly PropertyChange[];
  /** The differences outside of properties: Metadata, DependsOn, policies. */
  readonly attributes: readonly string[];
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
}

/** A part of a template other than a resource. */
export interface PartChange {
  /** `Outputs`, `Description`… */
  readonly section: string;
  /** Empty if the section is one value. */
  readonly id: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface TemplateChanges {
  readonly resources: readonly ResourceChange[];
  readonly parts: readonly PartChange[];
  /** True if the texts differ but the meaning doesn't: `1` became `"1"`. */
  readonly formOnly: boolean;
}

export const NO_CHANGES: TemplateChanges = { resources: [], parts: [], formOnly: false };

const KINDS: Readonly<Record<ResourceImpact, ResourceChangeKind>> = {
  [ResourceImpact.WILL_CREATE]: 'added',
  [ResourceImpact.WILL_IMPORT]: 'added',
  [ResourceImpact.WILL_DESTROY]: 'removed',
  [ResourceImpact.WILL_ORPHAN]: 'removed',
  [ResourceImpact.WILL_REPLACE]: 'replaced',
  [ResourceImpact.MAY_REPLACE]: 'may be replaced',
  [ResourceImpact.WILL_UPDATE]: 'updated',
  // Only something outside of properties differs: CloudFormation may or may not act on it.
  [ResourceImpact.NO_CHANGE]: 'updated',
};

export function templateChanges({ json: before }: TemplateView, { json: after }: TemplateView): TemplateChanges {
  if (sameJson(before, after)) return NO_CHANGES;
  const diff = fullDiff(...affectedResources(before.Resources, after.Resources));
  const resources = diff.resources.logicalIds
    .map((id) => resourceChange(id, diff.resources.get(id)))
    .filter((change) => change !== undefined)
    .sort((a, b) => compareAscending(a.id, b.id));
  const parts = partChanges(before, after);
  const formOnly = resources.length + parts.length === 0 && !sameJson(withoutSite(before), withoutSite(after));
  return { resources, parts, formOnly };
}

/**
 * Templates of only the resources that differ, and of those that refer to them, because the replacement of a resource can replace
 * these. fullDiff copies and compares all that it gets, several times.
 */
function affectedResources(before: TemplateValue, after: TemplateValue): [JsonObject, JsonObject] {
  const from = isJsonObject(before) ? before : {};
  const to = isJsonObject(after) ? after : {};
  const affected = new Set(Object.keys({ ...from, ...to }).filter((id) => !sameJson(from[id], to[id])));
  const others = new Map(Object.entries(to).map(([id, resource]) => [id, JSON.stringify(resource)]));
  // The loop reaches what it adds to the set.
  for (const id of affected)
    for (const [other, text] of others) if (!affected.has(other) && text.includes(id)) affected.add(other);
  const only = (resources: JsonObject): JsonObject => ({
    Resources: Object.fromEntries(Object.entries(resources).filter(([id]) => affected.has(id))),
  });
  return [only(from), only(to)];
}

function resourceChange(id: string, difference: ResourceDifference): ResourceChange | undefined {
  const updates = Object.entries(difference.propertyUpdates);
  const others = Object.keys(difference.otherChanges).filter((name) => name !== 'Type');
  if (difference.isUpdate && updates.length === 0 && others.length === 0 && !difference.resourceTypeChanged)
    return undefined;
  return {
    id,
    type: difference.newResourceType ?? difference.oldResourceType ?? 'of no type',
    kind: difference.resourceTypeChanged ? 'replaced' : KINDS[difference.changeImpact],
    properties: updates.map(([name, update]) => ({
      name,
      before: update.oldValue,
      after: update.newValue,
      replaces:
        update.changeImpact === ResourceImpact.WILL_REPLACE || update.changeImpact === ResourceImpact.MAY_REPLACE,
    })),
    attributes: others,
    before: difference.oldValue,
    after: difference.newValue,
  };
}

function partChanges(before: JsonObject, after: JsonObject): readonly PartChange[] {
  const sections = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(compareAscending);
  return sections
    .filter((section) => section !== 'Resources')
    .flatMap((section): readonly PartChange[] => {
      const one = before[section];
      const two = after[section];
      if (sameJson(one, two)) return [];
      if (!isJsonObject(one ?? {}) || !isJsonObject(two ?? {})) return [{ section, id: '', before: one, after: two }];
      const from = isJsonObject(one) ? one : {};
      const to = isJsonObject(two) ? two : {};
      return [...new Set([...Object.keys(from), ...Object.keys(to)])]
        .sort(compareAscending)
        .filter((id) => !sameJson(from[id], to[id]) && id !== SITE_METADATA_KEY && id !== CELL_METADATA_KEY)
        .map((id) => ({ section, id, before: from[id], after: to[id] }));
    });
}

/** The template without its copy of the site file, whose changes are reported as settings. */
function withoutSite(template: JsonObject): JsonObject {
  const { Metadata, ...rest } = template;
  if (!isJsonObject(Metadata)) return template;
  const { [SITE_METADATA_KEY]: _, [CELL_METADATA_KEY]: __, ...others } = Metadata;
  return { ...rest, ...(Object.keys(others).length === 0 ? {} : { Metadata: others }) };
}
