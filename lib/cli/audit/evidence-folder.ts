import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVIDENCE_FORMAT } from '../../compliance/evidence/evidence';
import { CONTROLS_PAGE, FRONT_PAGE, PAGE_FOLDERS } from '../../compliance/evidence/html/words';
import { UserError } from '../../project/errors';

export const EVIDENCE_JSON = 'evidence.json';

/** @throws UserError if the folder contains anything but evidence, because it would be lost */
export function refuseOtherFolder(folder: string): void {
  // A symbolic link would be replaced, and its target would stay.
  const there = lstatSync(folder, { throwIfNoEntry: false });
  if (there === undefined) return;
  if (!there.isDirectory()) throw new UserError(`${folder} is not a folder; name another folder with --out`);
  const holds = readdirSync(folder);
  const others = holds.filter((name) => !isOfEvidence(folder, name));
  if (others.length > 0 || (holds.length > 0 && !isEvidence(folder)))
    throw new UserError(
      `${folder} contains something other than evidence (${(others.length > 0 ? others : holds).toSorted().slice(0, 3).join(', ')}); name another folder with --out`,
    );
}

function isOfEvidence(folder: string, name: string): boolean {
  if ([EVIDENCE_JSON, FRONT_PAGE, CONTROLS_PAGE].includes(name)) return true;
  const path = join(folder, name);
  return (
    PAGE_FOLDERS.some((one) => one === name) &&
    lstatSync(path).isDirectory() &&
    readdirSync(path).every((page) => page.endsWith('.html'))
  );
}

function isEvidence(folder: string): boolean {
  try {
    const { format }: { readonly format?: unknown } = JSON.parse(readFileSync(join(folder, EVIDENCE_JSON), 'utf8'));
    return typeof format === 'string' && format.startsWith(EVIDENCE_FORMAT.replace(/\d+$/, ''));
  } catch {
    return false;
  }
}
