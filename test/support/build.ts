import { buildState } from '../../lib/project/build-state';
import { PROJECT } from '../../lib/project/paths';
import { buildProject } from '../../tools/build/build';

/** Builds dist/ before the tests if it is not current: tests that start a command start what a user starts. */
export default (): void => {
  if (buildState(PROJECT) !== 'current') buildProject(PROJECT);
};
