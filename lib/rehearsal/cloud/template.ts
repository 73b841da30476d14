import { z } from 'zod';

/** A CloudFormation template, as far as a rehearsal reads it. */
export interface RehearsedTemplate {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
  readonly Outputs?: Readonly<Record<string, { readonly Export?: { readonly Name?: unknown } }>>;
}

/** The template is not one that a rehearsal can build. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** The properties of a resource as a rehearsal needs them; an error names what is not so. */
export function readProperties<T>(schema: z.ZodType<T>, id: string, properties: unknown): T {
  const parsed = schema.safeParse(properties);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${[id, ...path].join('.')}: ${message}`);
  throw new TemplateError(`the template can't be rehearsed: ${problems.join('; ')}`);
}

/** Every resource of a type, with its logical id. */
export const ofType = <T>(
  template: RehearsedTemplate,
  type: string,
  schema: z.ZodType<T>,
): readonly (readonly [string, T])[] =>
  Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, { Properties }]) => [id, readProperties(schema, id, Properties ?? {})] as const);

/** The one resource of a type. */
export function onlyResource<T>(template: RehearsedTemplate, type: string, schema: z.ZodType<T>): readonly [string, T] {
  const [first, ...more] = ofType(template, type, schema);
  if (first === undefined || more.length > 0)
    throw new TemplateError(
      `the template has ${more.length + (first ? 1 : 0)} resources of type ${type}, and a rehearsal needs one`,
    );
  return first;
}

/** `{ "Ref": … }` */
export const refSchema = z.object({ Ref: z.string() });
/** `{ "Fn::GetAtt": [id, attribute] }` */
export const getAtt = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });
