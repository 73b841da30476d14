import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { MANIFEST_FILE, manifestHeading, manifestPaths } from '../../handover/pack';
import type { PackFile } from '../../handover/pack-file';
import { UserError } from '../shared/output';

/**
 * Refuses a folder that holds anything but a former pack of the same site: it would be lost.
 *
 * @throws UserError
 */
export function refuseForeign(folder: string, site: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) throw new UserError(`${folder} is a file; give another --out`);
  const there = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, sep).length));
  if (there.length === 0) return;
  const manifest = join(folder, MANIFEST_FILE);
  const text = existsSync(manifest) ? readFileSync(manifest, 'utf8') : '';
  if (text.split('\n', 1)[0] !== manifestHeading(site))
    throw new UserError(`${folder} is not empty and no former pack of ${site}: give another --out, or move it away`);
  const ours = new Set([MANIFEST_FILE, ...manifestPaths(text)]);
  const foreign = there.find((path) => !ours.has(path.replaceAll(sep, '/')));
  if (foreign !== undefined)
    throw new UserError(`${join(folder, foreign)} is not of the pack and would be lost: move it away`);
}

/**
 * Writes the pack whole or not at all: into a folder beside, which then takes the name. A former pack of the site goes.
 *
 * @throws UserError
 */
export function writePack(out: string, site: string, files: readonly PackFile[]): void {
  const folder = resolve(out);
  refuseForeign(folder, site);
  const beside = (word: string): string => join(dirname(folder), `.${basename(folder)}.${process.pid}.${word}`);
  const [draft, former] = [beside('draft'), beside('former')];
  try {
    for (const { path, content, mode } of files) {
      const file = join(draft, path);
      mkdirSync(dirname(file), { recursive: true });
      // Secret from its first byte; then exactly this mode, whatever the umask.
      writeFileSync(file, content, { mode: mode === 0o600 ? 0o600 : 0o644 });
      chmodSync(file, mode);
    }
    if (existsSync(folder)) renameSync(folder, former);
    try {
      renameSync(draft, folder);
    } catch (error) {
      if (existsSync(former)) renameSync(former, folder);
      throw error;
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    throw new UserError(`${out} can't be written (${code})`);
  } finally {
    rmSync(draft, { recursive: true, force: true });
    rmSync(former, { recursive: true, force: true });
  }
}
