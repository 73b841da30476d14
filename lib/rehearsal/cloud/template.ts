import * as z from 'zod';
import type { TemplateView } from '../../template/view';

/** The rehearsal can't use the template. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** The properties that the rehearsal needs of a resource; an error names the invalid ones. */
export function readProperties<T>(schema: z.ZodType<T>, id: string, properties: unknown): T {
  const parsed = schema.safeParse(properties);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${[id, ...path].join('.')}: ${message}`);
  throw new TemplateError(`the template can't be rehearsed: ${problems.join('; ')}`);
}

/** The properties of the resource with this logical id. */
export const propertiesOf = <T>(template: TemplateView, id: string, schema: z.ZodType<T>): T =>
  readProperties(schema, id, template.resource(id)?.properties);

/** Every resource of a type, with its logical id. */
export const ofType = <T>(
  template: TemplateView,
  type: string,
  schema: z.ZodType<T>,
): readonly (readonly [string, T])[] =>
  template.ofType(type).map(({ id, properties = {} }) => [id, readProperties(schema, id, properties)] as const);

/** The one resource of a type. */
export function onlyResource<T>(template: TemplateView, type: string, schema: z.ZodType<T>): readonly [string, T] {
  const [first, ...more] = ofType(template, type, schema);
  if (first === undefined || more.length > 0)
    throw new TemplateError(
      `the template has ${more.length + (first ? 1 : 0)} resources of type ${type}; a rehearsal needs exactly one`,
    );
  return first;
}

/** `{ "Ref": … }` */
export const refSchema = z.object({ Ref: z.string() });
/** `{ "Fn::GetAtt": [id, attribute] }` */
export const getAttSchema = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });
