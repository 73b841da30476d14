import * as z from 'zod';
import { siteSchema } from './schema/site';

/** The file of the JSON Schema. `npm run schema` writes it; a test checks that it is current. */
export const SITE_SCHEMA_FILE = 'sites/site.schema.json';

/** The JSON Schema of a site file, made from the loader's schema: editors use it for completion and checks. */
export function siteJsonSchema(): string {
  const schema = z.toJSONSchema(siteSchema, { io: 'input', target: 'draft-7', unrepresentable: 'any' });
  return `${JSON.stringify({ ...schema, title: 'HeartLab site file' }, null, 2)}\n`;
}
