import { stringify } from 'yaml';
import { loadFleet } from '../../../lib/config/load/load';
import { type Problem, problemLine } from '../../../lib/config/problem';
import { documentedEnvironment, documentedSite, edit, folderOf } from './site-folder';

/** The file of the documented environment. */
export const ENVIRONMENTS = { 'environments.yaml': { sydney: documentedEnvironment() } };
/** The text of the documented site file. */
export const SITE = stringify(documentedSite());

/** The lines of the problems of a folder with the documented environment, without the folder. */
export function linesOf(files: Readonly<Record<string, unknown>>): readonly string[] {
  const folder = folderOf({ ...ENVIRONMENTS, ...files });
  return loadFleet(folder).problems.map((problem) => problemLine(problem).replace(`${folder}/`, ''));
}

/** The problems of auckland-heart.yaml after one line of the documented file was replaced. */
export function linesAfter(line: string, by: string): readonly string[] {
  expect(SITE).toContain(line);
  return linesOf({ 'auckland-heart.yaml': SITE.replace(line, by) });
}

/** The schema's errors in the documented site file with another value. */
export const schemaErrors = (path: string, value: unknown): readonly Problem[] =>
  loadFleet(folderOf({ ...ENVIRONMENTS, 'auckland-heart.yaml': edit(documentedSite(), path, value) })).problems.filter(
    ({ rule }) => rule === 'schema',
  );
