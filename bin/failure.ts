import { FleetError } from '../lib/config/fleet-error';
import { escapeInvisible } from '../lib/config/invisible';

export const printLines = (lines: readonly string[]): boolean =>
  process.stderr.write(lines.map((line) => `${line}\n`).join(''));

/** The error message for the user, one line for each reason. Only a bug of the project has a stack trace, for maintainers. */
export function failureLines(error: unknown): readonly string[] {
  if (error instanceof FleetError) return error.lines.map(escapeInvisible);
  if (isSystemError(error))
    return [escapeInvisible(`${error.message}; check that path, its permissions, and that the disk has room`)];
  if (error instanceof Error && error.name === 'CloudAssemblyError' && / must be a directory$/.test(error.message))
    return [escapeInvisible(`${error.message}, because the CDK writes there; name another folder with --output`)];
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    "This is a bug in the project, or a value of -c that the CDK can't read; a site file should never cause it. Do not deploy. Report the command and the lines below to the maintainers.",
    ...stack.split('\n').map(escapeInvisible),
  ];
}

/** An error of the operating system, such as a missing file, a read-only folder or a full disk. */
const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error && 'message' in error;
