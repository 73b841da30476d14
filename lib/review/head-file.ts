import { lstatSync, readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { SITE_NAME } from '../config/schema/common';
import { ProjectFailure } from '../project/errors';
import { REVIEWED_FILE, type WrittenAssembly } from './assembly';

/**
 * The output of the app of a pull request, in one file. A job without permissions runs that app and writes the file; a job that
 * runs only the base's code reads it. Its content is untrusted, except for what is checked here and in `assembly.ts`. Both sides
 * must understand it across a change of this code, so it contains only texts and no types of our model.
 */
const schema = z.strictObject({
  version: z.literal(1),
  failed: z.boolean(),
  complaints: z.array(z.string()),
  files: z.record(z.string().regex(REVIEWED_FILE), z.string()).optional(),
  leftOut: z.array(z.string().regex(SITE_NAME)).optional(),
});

/** A longer text can take more memory than a runner has. The seven example sites need 1 MB. */
const LARGEST_BYTES = 256 * 1024 * 1024;

export function writeHeadFile(file: string, written: WrittenAssembly): void {
  const text = JSON.stringify({ version: 1, ...written });
  try {
    writeFileSync(file, text);
  } catch {
    throw new ProjectFailure(`${file} can't be written; name a file in a folder that exists`);
  }
}

export function readHeadFile(file: string): WrittenAssembly {
  const fail = (wrong: string): never => {
    throw new ProjectFailure(
      `${file} ${wrong}; write it with \`heartlab review --write-head\` in a checkout of the pull request`,
    );
  };
  // Links are refused: the target is not the file that was handed over.
  const status = lstatSync(file, { throwIfNoEntry: false });
  if (status === undefined)
    return fail('does not exist: the job that synthesizes the pull request failed, or the path is wrong');
  if (!status.isFile()) return fail('is not a regular file');
  if (status.size > LARGEST_BYTES) return fail(`has ${status.size} bytes; at most ${LARGEST_BYTES} are read`);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return fail('is not JSON');
  }
  const checked = schema.safeParse(value);
  if (!checked.success)
    return fail(
      `has a format that this code can't read, at ${JSON.stringify(checked.error.issues[0]?.path.join('.') ?? '')}`,
    );
  const { files, complaints, failed, leftOut } = checked.data;
  return { files, complaints, failed, leftOut };
}
