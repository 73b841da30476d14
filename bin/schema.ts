import { readFileSync, writeFileSync } from 'node:fs';
import { SITE_SCHEMA_FILE, siteJsonSchema } from '../lib/config/json-schema';
import { pageWithSettings, SETTINGS_FILE } from '../lib/config/settings-table';

/** `npm run schema`: regenerates the JSON Schema and the settings table from the schema of the site file. */
writeFileSync(SITE_SCHEMA_FILE, siteJsonSchema());
writeFileSync(SETTINGS_FILE, pageWithSettings(readFileSync(SETTINGS_FILE, 'utf8')));
