/** Where a verb writes; tests give their own. */
export interface Output {
  out(line: string): void;
  err(line: string): void;
}

/** A mistake of the user's: told in one line, without a stack trace. */
export class UserError extends Error {}

export function fail(error: UserError, output: Output): number {
  output.err(`heartlab: ${error.message}`);
  return 1;
}
