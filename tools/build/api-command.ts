import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_FOLDER } from '../../lib/project/paths';
import { extractApi } from './api';
import { API_PAGE, apiPage } from './api-page';

/** `npm run api`: regenerates docs/api.md from the declarations of dist/. */
writeFileSync(
  join(PROJECT_FOLDER, API_PAGE),
  apiPage(extractApi(PROJECT_FOLDER), readFileSync(join(PROJECT_FOLDER, 'lib/index.ts'), 'utf8')),
);
