import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { EVIDENCE_FORMAT } from '../../compliance/evidence/evidence';
import { UserError } from '../shared/output';

/** The folder of the evidence: written whole or not at all, and never over something else. */

export const EVIDENCE_FILES = ['evidence.json', 'index.html'] as const;
export type EvidenceFiles = Readonly<Record<(typeof EVIDENCE_FILES)[number], string>>;

/** Refuses a folder that holds anything but evidence. */
export function refuseOthers(folder: string): void {
  // A link would be replaced by the folder, and what it leads to be left.
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return;
  const holds = lstatSync(folder).isDirectory() ? readdirSync(folder) : ['something that is no folder'];
  const others = holds.filter((name) => !EVIDENCE_FILES.some((own) => own === name));
  if (others.length > 0 || (holds.length > 0 && !isEvidence(folder)))
    throw new UserError(
      `${folder} holds something other than evidence (${(others.length > 0 ? others : holds).toSorted().slice(0, 3).join(', ')}); name another folder with --out`,
    );
}

function isEvidence(folder: string): boolean {
  try {
    const { format }: { readonly format?: unknown } = JSON.parse(readFileSync(join(folder, 'evidence.json'), 'utf8'));
    return typeof format === 'string' && format.startsWith(EVIDENCE_FORMAT.replace(/\d+$/, ''));
  } catch {
    return false;
  }
}

/** Written beside it and then moved, so that nobody ever reads half of it. */
export function writeEvidence(folder: string, files: EvidenceFiles): void {
  const target = resolve(folder);
  mkdirSync(dirname(target), { recursive: true });
  const beside = mkdtempSync(join(dirname(target), `.${basename(target)}-`));
  try {
    const [written, former] = [join(beside, 'new'), join(beside, 'former')];
    mkdirSync(written);
    for (const name of EVIDENCE_FILES) writeFileSync(join(written, name), files[name]);
    if (existsSync(target)) renameSync(target, former);
    renameSync(written, target);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}
