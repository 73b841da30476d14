import * as z from 'zod';
import { ENVIRONMENT_NAME, environmentSchema } from './schema/environment';
import { siteSchema } from './schema/site';

/** The files of the JSON Schemas. `npm run schema` writes them; a test checks that they are current. */
export const SITE_SCHEMA_FILE = 'sites/site.schema.json';
export const ENVIRONMENTS_SCHEMA_FILE = 'sites/environments.schema.json';

/** The JSON Schema of a site file, made from the loader's schema: editors use it for completion and checks. */
export const siteJsonSchema = (): string => jsonSchema(siteSchema, 'HeartLab site file');

/** The JSON Schema of environments.yaml. A file of comments only is valid: it has no environment yet. */
export const environmentsJsonSchema = (): string =>
  jsonSchema(z.record(z.string().regex(ENVIRONMENT_NAME), environmentSchema).nullable(), 'HeartLab environments');

function jsonSchema(schema: z.ZodType, title: string): string {
  const made = z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' });
  return `${JSON.stringify({ ...made, title }, null, 2)}\n`;
}
