import { readFileSync, writeFileSync } from 'node:fs';
import {
  ENVIRONMENTS_SCHEMA_FILE,
  environmentsJsonSchema,
  SITE_SCHEMA_FILE,
  siteJsonSchema,
} from '../lib/config/json-schema';
import { INTERFACES_FILE, settingsInterfaces } from '../lib/config/settings-interfaces';
import { pageWithSettings, SETTINGS_FILE } from '../lib/config/settings-table';
import { DEVICES_PAGE, pageWithDevices } from '../lib/handover/devices/device-table';

/** `npm run schema`: regenerates the JSON Schemas, the settings table, the interfaces and the table of devices. */
writeFileSync(SITE_SCHEMA_FILE, siteJsonSchema());
writeFileSync(ENVIRONMENTS_SCHEMA_FILE, environmentsJsonSchema());
writeFileSync(SETTINGS_FILE, pageWithSettings(readFileSync(SETTINGS_FILE, 'utf8')));
writeFileSync(INTERFACES_FILE, settingsInterfaces());
writeFileSync(DEVICES_PAGE, pageWithDevices(readFileSync(DEVICES_PAGE, 'utf8')));
