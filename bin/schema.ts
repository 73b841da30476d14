import { readFileSync, writeFileSync } from 'node:fs';
import { SITE_SCHEMA_FILE, siteJsonSchema } from '../lib/config/json-schema';
import { README_FILE, readmeWithTable } from '../lib/config/settings-table';

/** `npm run schema`: regenerates the JSON Schema and the settings table from the schema of the site file. */
writeFileSync(SITE_SCHEMA_FILE, siteJsonSchema());
writeFileSync(README_FILE, readmeWithTable(readFileSync(README_FILE, 'utf8')));
