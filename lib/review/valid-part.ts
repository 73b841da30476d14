import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { ENVIRONMENTS_FILE } from '../config/load/folder';
import { runProjectProgram } from '../project/synth';
import type { WrittenAssembly } from './assembly';
import { type RevisionSynthRequest, writeAssembly } from './synth';

/**
 * The app's output. A file with an error must not hide the changes of all others: the folder is then synthesized without the error.
 * The complaints are always those of the whole folder.
 */
export async function writeValidPart(request: RevisionSynthRequest): Promise<WrittenAssembly> {
  const whole = await writeAssembly(request);
  if (whole.files !== undefined) return whole;
  const sites = `${request.outdir}-valid-sites`;
  const leftOut = await copyValidFiles(request, sites);
  const valid = await writeAssembly({ ...request, sites, outdir: `${request.outdir}-valid` });
  return valid.files === undefined ? whole : { ...whole, files: valid.files, leftOut };
}

/**
 * Copies the site files into `folder`, without the files that have an error, and returns the names of these. A file whose only
 * errors are acknowledgements, such as one that matches no finding, is copied without these acknowledgements.
 */
async function copyValidFiles({ project, sites }: RevisionSynthRequest, folder: string): Promise<readonly string[]> {
  cpSync(resolve(project, sites), folder, { recursive: true });
  const errors = await errorsOf(project, sites);
  const names = [...new Set(errors.flatMap(({ file }) => basename(file, '.yaml')))];
  return names.filter((name) => {
    const file = join(folder, `${name}.yaml`);
    if (!existsSync(file) || file === join(folder, ENVIRONMENTS_FILE)) return false;
    const places = errors
      .filter((error) => basename(error.file, '.yaml') === name)
      .map(({ path = '' }) => ACKNOWLEDGEMENT.exec(path)?.[1]);
    if (places.every((place) => place !== undefined)) {
      removeAcknowledgements(file, places.map(Number));
      return false;
    }
    rmSync(file);
    return true;
  });
}

const ACKNOWLEDGEMENT = /^acknowledge\[(\d+)\]/;

function removeAcknowledgements(file: string, places: readonly number[]): void {
  const document = parseDocument(readFileSync(file, 'utf8'));
  // From the last to the first, so that the places of the others stay.
  for (const place of [...new Set(places)].sort((a, b) => b - a)) document.deleteIn(['acknowledge', place]);
  writeFileSync(file, String(document));
}

interface CheckedProblem {
  readonly severity: string;
  readonly file: string;
  readonly path?: string;
}

/** Uses the side's own command, with a date on which nothing has expired. */
async function errorsOf(project: string, sites: string): Promise<readonly CheckedProblem[]> {
  const { out } = await runProjectProgram(project, 'heartlab', [
    'check',
    '--json',
    '--sites',
    sites,
    '--date',
    '2000-01-01',
  ]);
  try {
    const { problems = [] }: { readonly problems?: readonly CheckedProblem[] } = JSON.parse(out);
    return problems.filter(({ severity }) => severity === 'error');
  } catch {
    return [];
  }
}
