import { escapeInvisible } from '../lib/config/problem';
import { FleetError } from '../lib/constructs/common/errors';

/**
 * What the person at the terminal reads of an error: a line for each reason, and a stack trace only for a bug of ours, which is for
 * those who mend it.
 */
export function failureLines(error: unknown): readonly string[] {
  if (error instanceof FleetError) return error.lines.map(escapeInvisible);
  if (isSystemError(error))
    return [escapeInvisible(`${error.message}; check that path, its permissions, and that the disk has room`)];
  if (error instanceof Error && error.name === 'CloudAssemblyError' && / must be a directory$/.test(error.message))
    return [escapeInvisible(`${error.message}, because the CDK writes there; name another folder with --output`)];
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    'This is a bug in the project, or a value of -c that the CDK can not read: no site file should cause it. Deploy nothing; report the command and the lines below to those who maintain the project.',
    ...stack.split('\n').map(escapeInvisible),
  ];
}

/** What the operating system refused: a missing file, a folder that can't be written, a full disk. */
const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error && 'message' in error;
