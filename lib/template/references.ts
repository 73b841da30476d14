import { isIntrinsic, listOf, type TemplateValue, textOf, valueAt } from './json';

/** Stands for a part of a joined text that only the deploy determines. */
export const UNKNOWN_PART = '\u0000';

/** The names in `${…}` of a Fn::Sub that refer to the template itself. */
const VARIABLE = /\$\{([^!}][^}]*)\}/g;

function substitution(
  value: TemplateValue,
): { readonly template: string; readonly variables: TemplateValue } | undefined {
  const sub = isIntrinsic(value) ? value['Fn::Sub'] : undefined;
  const [template, variables] = listOf(sub) ?? [sub];
  return typeof template === 'string' ? { template, variables } : undefined;
}

/** The logical id in a `Ref` or `Fn::GetAtt`; undefined for any other value. */
export function referencedId(value: TemplateValue): string | undefined {
  if (!isIntrinsic(value)) return undefined;
  if (typeof value.Ref === 'string') return value.Ref;
  const attribute = value['Fn::GetAtt'];
  const [id] = typeof attribute === 'string' ? attribute.split('.') : (listOf(attribute) ?? []);
  return typeof id === 'string' ? id : undefined;
}

/** The export of another stack in a `Fn::ImportValue`. */
export const importedName = (value: TemplateValue): string | undefined =>
  isIntrinsic(value) ? textOf(value['Fn::ImportValue']) : undefined;

/** Each export that a value imports by a literal name, at any depth. */
export function importedNames(value: TemplateValue): ReadonlySet<string> {
  const name = importedName(value);
  if (name !== undefined) return new Set([name]);
  const parts = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return new Set(parts.flatMap((part: TemplateValue) => [...importedNames(part)]));
}

/** The resource and the attribute in a `Fn::GetAtt`. */
export function attributeOf(value: TemplateValue): { readonly id: string; readonly name: string } | undefined {
  const attribute = isIntrinsic(value) ? value['Fn::GetAtt'] : undefined;
  const parts = typeof attribute === 'string' ? attribute.split('.') : (listOf(attribute) ?? []);
  const [id, ...name] = parts;
  return typeof id === 'string' && name.length > 0 ? { id, name: name.join('.') } : undefined;
}

/** The logical ids that a value refers to, at any depth: of resources and of parameters. */
export function referencesIn(value: TemplateValue): readonly string[] {
  const found = new Set<string>();
  const visit = (part: TemplateValue): void => {
    const id = referencedId(part);
    if (id !== undefined) found.add(id);
    const sub = substitution(part);
    for (const [, name = ''] of sub?.template.matchAll(VARIABLE) ?? []) {
      if (valueAt(sub?.variables, name) === undefined) found.add(name.split('.')[0] ?? name);
    }
    if (Array.isArray(part)) part.forEach(visit);
    else if (typeof part === 'object' && part !== null) Object.values(part).forEach(visit);
  };
  visit(value);
  return [...found];
}

/** Equal for values that refer to the same thing: the id of a resource of the template, otherwise the value as JSON. */
export function resourceIdentity(value: TemplateValue): string | undefined {
  if (value === undefined || value === null) return undefined;
  const id = referencedId(value) ?? wholeVariable(value);
  return id === undefined ? JSON.stringify(value) : `#${id}`;
}

/** `Fn::Sub: ${Vpc}` is a reference too. */
function wholeVariable(value: TemplateValue): string | undefined {
  const name = /^\$\{([^!}]+)\}$/.exec(substitution(value)?.template ?? '')?.[1];
  return name?.split('.')[0];
}

/** The identity of a resource of the template itself. */
export const identityOf = (logicalId: string): string => `#${logicalId}`;

/** The known text, with `UNKNOWN_PART` for each part that only the deploy determines. */
export function joinedText(value: TemplateValue): string {
  if (typeof value === 'string') return value;
  if (!isIntrinsic(value)) return UNKNOWN_PART;
  const [separator, parts] = listOf(value['Fn::Join']) ?? [];
  if (typeof separator === 'string' && Array.isArray(parts)) return parts.map(joinedText).join(separator);
  return substitution(value)?.template.replace(VARIABLE, UNKNOWN_PART) ?? UNKNOWN_PART;
}
