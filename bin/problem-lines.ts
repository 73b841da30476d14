import { join } from 'node:path';
import { ENVIRONMENTS_FILE } from '../lib/config/load/folder';
import { type Problem, problemLine } from '../lib/config/problem';
import type { SynthContext } from './synth-context';

/**
 * The lines of errors and warnings. The CDK's command runs the app for `cdk list` and for one stack too, so warnings about the file of
 * a site that was not selected are only counted.
 */
export function problemLines(problems: readonly Problem[], { sites, site }: SynthContext): readonly string[] {
  const files = [ENVIRONMENTS_FILE, ...(site === undefined ? [] : [`${site}.yaml`])].map((file) => join(sites, file));
  const isShown = ({ severity, file }: Problem) => severity === 'error' || files.includes(file);
  const shown = problems.filter(isShown).map(problemLine);
  const counted = problems.length - shown.length;
  if (counted === 0) return shown;
  return [
    ...shown,
    `${counted} warning${counted === 1 ? '' : 's'} about site files: npx heartlab check --sites ${sites}`,
  ];
}
