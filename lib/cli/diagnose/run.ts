import type { Site } from '../../config/model';
import { type Diagnosis, Examination, examineLogs } from '../../operate/diagnose';
import { UserError } from '../../project/errors';
import type { CommandOutput } from '../shared/output';
import type { DiagnoseWorld, readAwsLogs } from './aws-logs';
import { type DiagnoseRequest, diagnosisLines, emptyLogs, type ReadLogName } from './render';

/** `heartlab diagnose`: exit code 0 something is seen working, 1 a cause found or nothing proven, 2 nothing can be found. */
export async function runDiagnose(
  request: DiagnoseRequest,
  world: () => DiagnoseWorld,
  output: CommandOutput,
): Promise<0 | 1 | 2> {
  if (request.site === undefined && request.logs.length === 0) {
    const nothing: Diagnosis = { causes: [], understood: 0, lines: 0, empty: [], working: [] };
    const { reportNoSite }: typeof import('../shared/first-site') = require('../shared/first-site');
    if (reportNoSite(request.folder, output, { json: request.json ? nothing : undefined })) return 0;
    throw new UserError('name a site to fetch its logs from AWS, or files with --log FILE');
  }
  const { found, logs } = request.logs.length > 0 ? await ofFiles(request) : await ofAws(request, world(), output);
  if (request.json) output.out(JSON.stringify(found, null, 2));
  else for (const line of diagnosisLines(found, logs, request)) output.out(line);
  if (found.causes.some(({ past }) => !past)) return 1;
  return found.understood === 0 || emptyLogs(found, logs).length > 0 ? 2 : 0;
}

interface Examined {
  readonly found: Diagnosis;
  readonly logs: readonly ReadLogName[];
}

/** Loads the AWS SDK, which log files do not need. */
async function ofAws(request: DiagnoseRequest, world: DiagnoseWorld, output: CommandOutput): Promise<Examined> {
  const { readAwsLogs: read }: { readonly readAwsLogs: typeof readAwsLogs } = require('./aws-logs');
  const { site, logs } = await read(request, world, output);
  return { found: examineLogs(logs, { site }), logs };
}

/** Loads the reader of site files, which a log without a site does not need. */
function siteOf(site: string, folder: string): Site | undefined {
  const { selectSites }: typeof import('../shared/select-sites') = require('../shared/select-sites');
  return selectSites([site], folder).sites[0]?.site;
}

/** Reads the files one after the other, piece by piece. */
async function ofFiles({ site, logs, folder }: DiagnoseRequest): Promise<Examined> {
  const { readPieces }: typeof import('./read-file') = require('./read-file');
  const examination = new Examination({ site: site === undefined ? undefined : siteOf(site, folder) });
  const names = logs.map((name) => ({ path: name, name: name === '-' ? 'stdin' : name }));
  for (const { path, name } of names) {
    const file = examination.file(name);
    await readPieces(path, (piece) => file.push(piece));
    file.end();
  }
  return { found: examination.result(), logs: names };
}
