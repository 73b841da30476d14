import { z } from 'zod';
import { siteSchema } from './schema/site';

/** Where the JSON Schema of a site file stands; `npm run schema` writes it, a test holds it to be current. */
export const SITE_SCHEMA_FILE = 'sites/site.schema.json';

/** The JSON Schema of a site file, from the schema that the loader uses: editors complete and check while typing. */
export function siteJsonSchema(): string {
  const schema = z.toJSONSchema(siteSchema, { io: 'input', target: 'draft-7', unrepresentable: 'any' });
  return `${JSON.stringify({ ...schema, title: 'HeartLab site file' }, null, 2)}\n`;
}
