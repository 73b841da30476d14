import { linkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../project/errors';

/** Writes every file or none: it links drafts to the final names, which fails if a name exists. */
export function writeNewFiles(
  folder: string,
  files: readonly { readonly name: string; readonly content: string }[],
): void {
  const paths = files.map(({ name, content }) => {
    const file = join(folder, name);
    return { file, draft: `${file}.${process.pid}.draft`, content };
  });
  const linked: string[] = [];
  try {
    for (const { file, draft, content } of paths) inFile(file, () => writeFileSync(draft, content, { flag: 'wx' }));
    for (const { file, draft } of paths) {
      inFile(file, () => linkSync(draft, file));
      linked.push(file);
    }
  } catch (error) {
    for (const file of linked) rmSync(file);
    throw error;
  } finally {
    for (const { draft } of paths) rmSync(draft, { force: true });
  }
}

/** Reports a failure of the file system as a mistake in the file's name. */
export function inFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    throw new UserError(
      code === 'EEXIST'
        ? `${file} exists already, and is never overwritten`
        : `${file} can't be written (${String(code)})`,
    );
  }
}
