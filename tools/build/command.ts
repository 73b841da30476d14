import { buildState } from '../../lib/project/build-state';
import { PROJECT } from '../../lib/project/paths';
import { buildProject } from './build';

/** `npm run build`: builds dist/, unless it is current. */
if (buildState(PROJECT) !== 'current') buildProject(PROJECT);
