/** The code of an installed package: the library, and the command. Each is loaded only on request, so that the command loads no CDK. */

export const loadLibrary = (): typeof import('../lib') => require('../lib');

export const runCommand = (): void => {
  require('./heartlab');
};
