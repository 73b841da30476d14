import { buildState } from '../../lib/project/build-state';
import { PROJECT_FOLDER } from '../../lib/project/paths';
import { buildProject } from '../../tools/build/build';

/** Builds dist/ before the tests if it is not current: tests that start a command start what a user starts. */
export default (): void => {
  if (buildState(PROJECT_FOLDER) !== 'current') buildProject(PROJECT_FOLDER);
};
