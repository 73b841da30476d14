import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { MANIFEST_FILE, manifestHeading, manifestPaths } from '../../handover/pack';
import { UserError } from '../../project/errors';

/**
 * Refuses a folder that contains anything but an earlier pack of the same site, because its content would be lost.
 *
 * @throws UserError
 */
export function refuseForeign(folder: string, site: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) throw new UserError(`${folder} is a file; pass another --out`);
  const there = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, sep).length));
  if (there.length === 0) return;
  const manifest = join(folder, MANIFEST_FILE);
  const text = existsSync(manifest) ? readFileSync(manifest, 'utf8') : '';
  if (text.split('\n', 1)[0] !== manifestHeading(site))
    throw new UserError(
      `${folder} is not empty and is not an earlier pack of ${site}: pass another --out, or move the folder away`,
    );
  const ours = new Set([MANIFEST_FILE, ...manifestPaths(text)]);
  const foreign = there.find((path) => !ours.has(path.replaceAll(sep, '/')));
  if (foreign !== undefined)
    throw new UserError(`${join(folder, foreign)} is not part of the pack and would be lost: move it away`);
}
