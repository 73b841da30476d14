import { join } from 'node:path';
import { ENVIRONMENTS_FILE } from '../lib/config/load/folder';
import { type Problem, problemLine } from '../lib/config/problem';
import type { SynthContext } from './synth-context';

/**
 * The lines of errors and warnings. The CDK's command runs the app for `cdk list` and for one stack too, so warnings about a site's file
 * are only counted unless that site was selected.
 */
export function problemLines(problems: readonly Problem[], { sites, site }: SynthContext): readonly string[] {
  const environments = join(sites, ENVIRONMENTS_FILE);
  const isShown = ({ severity, file }: Problem) => severity === 'error' || site !== undefined || file === environments;
  const shown = problems.filter(isShown).map(problemLine);
  const counted = problems.length - shown.length;
  if (counted === 0) return shown;
  return [
    ...shown,
    `${counted} warning${counted === 1 ? '' : 's'} about site files: npx heartlab check --sites ${sites}`,
  ];
}
