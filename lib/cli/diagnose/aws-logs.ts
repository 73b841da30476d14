import type { Site } from '../../config/model';
import type { ClientFactory } from '../../operate/aws/clients';
import type { NamedLog } from '../../operate/diagnose';
import { AwsConnections } from '../../operate/fleet';
import { readSiteLogs } from '../../operate/logs/site-logs';
import { UserError } from '../../project/errors';
import type { CommandOutput } from '../shared/output';
import { selectSites } from '../shared/select-sites';
import type { DiagnoseRequest } from './render';

export interface DiagnoseWorld {
  readonly factory: ClientFactory;
  readonly now: () => Date;
}

/** The logs to read, and the site that they are checked against. */
export interface DiagnoseInput {
  readonly site: Site | undefined;
  readonly logs: readonly NamedLog[];
}

const HOUR_MS = 3_600_000;

/** Reads the site's logs of the last hours from AWS. */
export async function readAwsLogs(
  request: DiagnoseRequest,
  { factory, now }: DiagnoseWorld,
  output: CommandOutput,
): Promise<DiagnoseInput> {
  const { sites, broken } = selectSites(request.site === undefined ? [] : [request.site], request.folder);
  const [placed] = sites;
  if (placed === undefined) throw new UserError(broken[0]?.why ?? `${request.site} can't be read`);
  const clients = await new AwsConnections(factory).to(placed.environment);
  const to = now();
  const parts = await readSiteLogs(clients, placed, { from: new Date(to.getTime() - request.hours * HOUR_MS), to });
  for (const one of parts) if ('failure' in one) output.err(`heartlab: a log could not be read: ${one.failure}`);
  return { site: placed.site, logs: parts.flatMap((one) => ('value' in one ? [one.value] : [])) };
}
