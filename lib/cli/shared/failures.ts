import type { QueryResult } from '../../operate/fleet';
import type { CommandOutput } from './output';

/**
 * Where no account gave any answer there is nothing to show but why, once for each cause.
 *
 * @returns whether that is so
 */
export function reportFailures(
  answers: readonly QueryResult<unknown>[],
  others: readonly unknown[],
  output: CommandOutput,
): boolean {
  const failures = answers.flatMap((answer) => ('failure' in answer ? [answer.failure] : []));
  if (others.length > 0 || failures.length === 0 || failures.length < answers.length) return false;
  for (const failure of new Set(failures)) output.err(`heartlab: ${failure}`);
  return true;
}
