import { join } from 'node:path';
import { quotaWarnings } from '../../config/capacity/quota-warnings';
import { certificateDateProblems } from '../../config/certificate-dates';
import { firstSiteLine } from '../../config/load/first-site';
import { ENVIRONMENTS_FILE } from '../../config/load/folder';
import { type LoadedFleet, loadFleet } from '../../config/load/load';
import { compareProblems, type Problem, pathText } from '../../config/problem';
import { expiredAcknowledgements } from '../../config/rules/acknowledge';
import { deviceComplaints } from '../../handover/devices/problems';
import type { CommandOutput } from '../shared/output';
import { refuseUnknown } from '../shared/select-sites';
import { checkJson, checkLines } from './render';

export interface CheckRequest {
  /** The sites to report on. None: all. */
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
    ...deviceProblems(loaded),
  ].sort(compareProblems);
  const concerned = fileFilter(request);
  const others = warnsOthers(request, environments);
  const problems = all.filter((problem) => concerned(problem.file) && !others(problem));
  const notes = loaded.notes.filter(({ file }) => concerned(file));
  const { fleet } = loaded;
  const first = fleet?.sites.length === 0 ? firstSiteLine(fleet) : undefined;
  const result = { names, problems, notes };
  if (request.json) output.out(checkJson(result));
  else if (fleet?.environments.length !== 0) for (const line of checkLines(result, request.folder)) output.out(line);
  if (first !== undefined) (request.json ? output.err : output.out)(first);
  return problems.some(({ severity }) => severity === 'error') ? 1 : 0;
}

/** Selects the files of the given sites: their own, the environments' and the folder, but not those of other sites. */
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

/** Whether a warning concerns only other environments. An error in environments.yaml blocks every site. */
function warnsOthers({ folder }: CheckRequest, environments: readonly string[] | undefined): (of: Problem) => boolean {
  if (environments === undefined) return () => false;
  const own = environments.map((name) => pathText([name]));
  return ({ file, severity, path }) =>
    file === join(folder, ENVIRONMENTS_FILE) &&
    severity === 'warning' &&
    !own.some((name) => path === name || path.startsWith(`${name}.`));
}

/** Needs a valid fleet: a file with errors is corrected first. */
function deviceProblems(loaded: LoadedFleet): readonly Problem[] {
  return (loaded.fleet?.sites ?? []).flatMap((site) =>
    deviceComplaints(site).map((complaint) => loaded.problemAt(site.site, 'device-supports', complaint)),
  );
}

function expired(loaded: LoadedFleet, today: string): readonly Problem[] {
  return loaded.entries.sites.flatMap(({ fileName, site }) =>
    expiredAcknowledgements(site, today).map((complaint) =>
      loaded.problemAt(fileName, 'acknowledgement-expired', complaint),
    ),
  );
}
