import { writeFileSync } from 'node:fs';
import { SITE_SCHEMA_FILE, siteJsonSchema } from '../lib/site/json-schema';

/** `npm run schema`: writes the JSON Schema of the site file anew. */
writeFileSync(SITE_SCHEMA_FILE, siteJsonSchema());
