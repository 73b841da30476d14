/** A mistake of the user. Reported in one line, without a stack trace; exit code 1. */
export class UserError extends Error {}

/** Git, the file system or synth failed, so that the command has no result. */
export class ProjectFailure extends Error {
  override readonly name = 'ProjectFailure';
}

/**
 * Runs `work`. An error for which `messageOf` returns a message becomes a {@link UserError} with that message; any other error is
 * thrown as it is.
 */
export async function asUserErrors<T>(
  work: () => T | Promise<T>,
  messageOf: (error: unknown) => string | undefined,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const message = messageOf(error);
    throw message === undefined ? error : new UserError(message);
  }
}
