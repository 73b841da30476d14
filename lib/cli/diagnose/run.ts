import { readFileSync, statSync } from 'node:fs';
import { examineLogs } from '../../operate/diagnose';
import { UserError } from '../../project/errors';
import { reportNoSite } from '../shared/first-site';
import type { CommandOutput } from '../shared/output';
import { selectSites } from '../shared/select-sites';
import type { DiagnoseWorld, Material, readAwsLogs } from './aws-logs';
import { type DiagnoseRequest, diagnosisLines, emptyLogs } from './render';

/** A log of one incident is smaller than this. */
const LARGEST_FILE_BYTES = 200 * 1024 * 1024;

/** `heartlab diagnose`: exit code 0 no cause found, 1 a cause found, 2 no cause can be found or excluded. */
export async function runDiagnose(
  request: DiagnoseRequest,
  world: () => DiagnoseWorld,
  output: CommandOutput,
): Promise<0 | 1 | 2> {
  if (request.site === undefined && request.logs.length === 0) {
    const nothing = { causes: [], understood: 0, lines: 0, empty: [] };
    if (reportNoSite(request.folder, output, { json: request.json ? nothing : undefined })) return 0;
    throw new UserError('name a site to fetch its logs from AWS, or files with --log FILE');
  }
  const { site, logs } = request.logs.length > 0 ? fromFiles(request) : await fromAws(request, world(), output);
  const found = examineLogs(logs, { site });
  const { causes, understood, lines, empty } = found;
  if (request.json) output.out(JSON.stringify({ causes, understood, lines, empty }, null, 2));
  else for (const line of diagnosisLines(found, logs, request)) output.out(line);
  if (causes.some(({ past }) => !past)) return 1;
  return understood === 0 || emptyLogs(found, logs).length > 0 ? 2 : 0;
}

/** Loads the AWS SDK, which log files do not need. */
const fromAws: typeof readAwsLogs = (...given) => {
  const { readAwsLogs: read }: typeof import('./aws-logs') = require('./aws-logs');
  return read(...given);
};

function fromFiles({ site, logs, folder }: DiagnoseRequest): Material {
  const found = site === undefined ? undefined : selectSites([site], folder).sites[0]?.site;
  return { site: found, logs: logs.map((name) => ({ name: name === '-' ? 'stdin' : name, text: readText(name) })) };
}

function readText(name: string): string {
  try {
    if (name === '-') return readFileSync(0, 'utf8');
    const { size } = statSync(name);
    if (size > LARGEST_FILE_BYTES)
      throw new UserError(
        `${name} has ${Math.round(size / 1024 ** 2)} MB; cut it to the time of the incident (200 MB at most)`,
      );
    return readFileSync(name, 'utf8');
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${name} can't be read: name a log file, or - for stdin`);
  }
}
