import { escapeInvisible } from '../../config/invisible';
import { AwsFailure } from '../../operate/aws/failure';
import type { QueryResult } from '../../operate/fleet';
import type { ProjectFailure, UserError } from '../../project/errors';

/** Where a command writes; tests pass their own. */
export interface CommandOutput {
  out(line: string): void;
  err(line: string): void;
}

export const processOutput: CommandOutput = {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
};

/** Reports the error in one line. Exit code 2 if AWS did not answer, else 1. */
export function failCommand(error: UserError | ProjectFailure | AwsFailure, output: CommandOutput): 1 | 2 {
  // A file's name, which the message may quote, may have any characters.
  output.err(`heartlab: ${error.message.split('\n').map(escapeInvisible).join('\n')}`);
  return error instanceof AwsFailure ? 2 : 1;
}

/**
 * Reports each cause once if every query failed, because there is nothing else to show.
 *
 * @returns whether every query failed
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
