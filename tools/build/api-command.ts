import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../../lib/project/paths';
import { extractApi } from './api';
import { API_PAGE, apiPage } from './api-page';

/** `npm run api`: regenerates docs/api.md from the declarations of dist/. */
writeFileSync(
  join(PROJECT, API_PAGE),
  apiPage(extractApi(PROJECT), readFileSync(join(PROJECT, 'lib/index.ts'), 'utf8')),
);
