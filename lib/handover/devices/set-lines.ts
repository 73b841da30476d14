import type { ConfigurationAddition } from './device-file';

/** The syntax of Junos, PAN-OS and VyOS: `set` with a path, removed by `delete` of the path. */

/** Settings of one object of the file's own. The leaf of a comment begins with `# `. */
export const setObject = (path: string, leaves: readonly (string | undefined)[]): ConfigurationAddition => ({
  put: leaves.map((leaf) => (leaf === undefined ? undefined : setLine(path, leaf))),
  remove: [`delete ${path}`],
});

const setLine = (path: string, leaf: string): string =>
  leaf.startsWith('# ') ? `# set ${path} ${leaf.slice(2)}` : `set ${path} ${leaf}`.trimEnd();

/** Settings that other traffic may use already or later, so their removal is a comment. */
export const sharedSet = (why: string, paths: readonly string[], leaf = ''): ConfigurationAddition => ({
  put: paths.map((path) => setLine(path, leaf)),
  remove: [`# ${why}`, paths.map((path) => `#  delete ${path}`)],
});

/**
 * Settings to enter only in the case of the remark, so that they and their removal are comments.
 *
 * @param removed the paths to delete, if they aren't the same
 */
export const optionalSets = (
  remark: string,
  paths: readonly string[],
  removed: readonly string[] = paths,
): ConfigurationAddition => ({
  put: [`# ${remark}`, paths.map((path) => `#  set ${path}`)],
  remove: ['# Only if you entered these lines:', removed.map((path) => `#  delete ${path}`)],
});
