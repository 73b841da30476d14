import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

export interface OutputFile {
  /** Relative to the folder. */
  readonly path: string;
  readonly content: string | Uint8Array;
  /**
   * Its exact permissions.
   * @default - those that the umask leaves
   */
  readonly mode?: number;
}

/**
 * Replaces a folder whole or not at all: the files are written into a folder beside it, which then takes its name. After an error
 * the former folder is there as before.
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
      // A secret file is secret from its first byte; the umask must not change its mode afterwards.
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
