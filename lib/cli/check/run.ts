import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { quotaWarnings } from '../../config/capacity/quota-warnings';
import { certificateDateProblems } from '../../config/certificate-dates';
import { firstSiteLine } from '../../config/load/first-site';
import { ENVIRONMENTS_FILE } from '../../config/load/folder';
import { type LoadedFleet, loadFleet } from '../../config/load/load';
import {
  compareProblems,
  type Problem,
  type ProblemNote,
  pathText,
  problemLine,
  problemText,
} from '../../config/problem';
import { expiredAcknowledgements } from '../../config/rules/acknowledge';
import { groupBy } from '../../config/rules/rule';
import type { CommandOutput } from '../shared/output';
import { refuseUnknown } from '../shared/select-sites';

export interface CheckRequest {
  /** Only what concerns these sites; none: all. */
  readonly names: readonly string[];
  readonly folder: string;
  readonly json: boolean;
  /** YYYY-MM-DD. */
  readonly today: string;
}

/** `heartlab check`: the exit code. */
export function runCheck(request: CheckRequest, output: CommandOutput): number {
  const loaded = loadFleet(request.folder);
  const known = loaded.entries.sites.map(({ fileName }) => fileName);
  refuseUnknown(request.names, loaded, request.folder);
  const names = request.names.length > 0 ? request.names.filter((name) => known.includes(name)) : known;
  const environments = request.names.length > 0 ? environmentsOf(names, loaded) : undefined;
  const all = [
    ...loaded.problems,
    ...expired(loaded, request.today),
    ...certificateDateProblems(loaded, { today: request.today }),
    ...quotaWarnings(loaded, environments),
  ].sort(compareProblems);
  const concerned = fileFilter(request);
  const others = warnsOthers(request, environments);
  const problems = all.filter((problem) => concerned(problem.file) && !others(problem));
  const notes = loaded.notes.filter(({ file }) => concerned(file));
  const { fleet } = loaded;
  const first = fleet?.sites.length === 0 ? firstSiteLine(fleet) : undefined;
  if (request.json) output.out(json(names, problems, notes));
  else if (fleet?.environments.length !== 0) print(names, problems, notes, request.folder, output);
  if (first !== undefined) (request.json ? output.err : output.out)(first);
  return problems.some(({ severity }) => severity === 'error') ? 1 : 0;
}

/** What concerns a site: its own file, the environments and the folder; not other sites' files. */
function fileFilter({ names, folder }: CheckRequest): (file: string) => boolean {
  if (names.length === 0) return () => true;
  const files = new Set([
    folder,
    join(folder, ENVIRONMENTS_FILE),
    ...names.map((name) => join(folder, `${name}.yaml`)),
  ]);
  return (file) => files.has(file);
}

/** The environments that these sites name. */
const environmentsOf = (names: readonly string[], loaded: LoadedFleet): readonly string[] =>
  loaded.entries.sites.flatMap(({ fileName, site }) => (names.includes(fileName) ? (site.environment ?? []) : []));

/** Whether a warning is of other environments alone. An error there stands in everybody's way. */
function warnsOthers({ folder }: CheckRequest, environments: readonly string[] | undefined): (of: Problem) => boolean {
  if (environments === undefined) return () => false;
  const own = environments.map((name) => pathText([name]));
  return ({ file, severity, path }) =>
    file === join(folder, ENVIRONMENTS_FILE) &&
    severity === 'warning' &&
    !own.some((name) => path === name || path.startsWith(`${name}.`));
}

function expired(loaded: LoadedFleet, today: string): readonly Problem[] {
  return loaded.entries.sites.flatMap(({ fileName, site }) =>
    expiredAcknowledgements(site, today).map((complaint) =>
      loaded.problemAt(fileName, 'acknowledgement-expired', complaint),
    ),
  );
}

function json(names: readonly string[], problems: readonly Problem[], notes: readonly ProblemNote[]): string {
  const noted = notes.map(({ position: _, ...note }) => ({ severity: 'note', ...note }));
  const listed = [...problems, ...noted].map((item) => ({ ...item, message: problemText(item) }));
  return JSON.stringify(
    { ok: !problems.some(({ severity }) => severity === 'error'), sites: names, problems: listed },
    null,
    2,
  );
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

function print(
  names: readonly string[],
  problems: readonly Problem[],
  notes: readonly ProblemNote[],
  folder: string,
  output: CommandOutput,
): void {
  for (const problem of problems) output.out(problemLine(problem));
  for (const line of noteLines(notes)) output.out(line);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const tally = [
    counted(errors, 'error'),
    counted(problems.length - errors, 'warning'),
    counted(notes.length, 'note'),
  ].join(', ');
  const which = names.length > 0 && names.length <= 10 ? ` (${names.join(', ')})` : '';
  const read = [
    ...(existsSync(folder) ? [`${counted(names.length, 'site')}${which}`] : []),
    ...(existsSync(join(folder, ENVIRONMENTS_FILE)) ? [ENVIRONMENTS_FILE] : []),
  ];
  output.out(`Checked ${read.length === 0 ? 'nothing' : read.join(' and ')} in ${folder}: ${tally}.`);
}

/** One line a kind of note: a thousand sites have thousands of them. */
function noteLines(notes: readonly ProblemNote[]): readonly string[] {
  const kinds = groupBy(notes, ({ rule }) => rule);
  return [...kinds.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const { line, column } = first.position();
    const more = same.length === 1 ? '' : ` (and ${same.length - 1} more like it; --json lists them)`;
    return [`${first.file}:${line}:${column}  note: ${problemText(first)}${more}`];
  });
}
