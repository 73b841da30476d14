import { readFileSync, writeFileSync } from 'node:fs';
import { SITE_SCHEMA_FILE, siteJsonSchema } from '../lib/config/json-schema';
import { README_FILE, readmeWithTable } from '../lib/config/settings-table';

/** `npm run schema`: writes anew what is made from the schema of the site file, for editors and for readers. */
writeFileSync(SITE_SCHEMA_FILE, siteJsonSchema());
writeFileSync(README_FILE, readmeWithTable(readFileSync(README_FILE, 'utf8')));
