import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

export interface OutputFile {
  /** Relative to the folder. */
  readonly path: string;
  readonly content: string | Uint8Array;
  /**
   * The exact permissions.
   * @default - the permissions that the umask leaves
   */
  readonly mode?: number;
}

/**
 * Replaces a whole folder or nothing: the files are written into a new folder, which then gets its name. After an error, the
 * previous folder is unchanged.
 */
export function replaceFolder(folder: string, files: readonly OutputFile[]): void {
  const target = resolve(folder);
  mkdirSync(dirname(target), { recursive: true });
  const beside = mkdtempSync(join(dirname(target), `.${basename(target)}-`));
  const written = join(beside, 'new');
  const former = join(beside, 'former');
  try {
    for (const { path, content, mode } of files) {
      const file = join(written, path);
      mkdirSync(dirname(file), { recursive: true });
      // The mode is set at creation, so that a secret file is never readable by others. It must not depend on the umask.
      writeFileSync(file, content, { mode });
      if (mode !== undefined) chmodSync(file, mode);
    }
    if (existsSync(target)) renameSync(target, former);
    try {
      renameSync(written, target);
    } catch (error) {
      if (existsSync(former)) renameSync(former, target);
      throw error;
    }
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}
