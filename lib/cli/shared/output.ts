import type { AwsFailure } from '../../operate/aws/failure';
import { UserError } from '../../project/errors';

/** Where a verb writes; tests give their own. */
export interface CommandOutput {
  out(line: string): void;
  err(line: string): void;
}

/** The exit code of what went wrong: 1 for a mistake of the user's, 2 where AWS gave no answer. */
export function failCommand(error: UserError | AwsFailure, output: CommandOutput): 1 | 2 {
  output.err(`heartlab: ${error.message}`);
  return error instanceof UserError ? 1 : 2;
}
