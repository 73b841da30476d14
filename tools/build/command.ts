import { buildState } from '../../lib/project/build-state';
import { PROJECT_FOLDER } from '../../lib/project/paths';
import { buildProject } from './build';

/** `npm run build`: builds dist/, unless it is current. */
if (buildState(PROJECT_FOLDER) !== 'current') buildProject(PROJECT_FOLDER);
