import { compareAscending } from '../../config/ascending';
import type { LoadedFleet } from '../../config/load/load';
import type { Environment } from '../../config/model';
import type { ClientFactory } from '../../operate/aws/clients';
import { readSiteDrift, type SiteDrift } from '../../operate/drift/read';
import { trustStoreDrift } from '../../operate/drift/trust-store';
import { AwsConnections, type QueryResult, queryAll } from '../../operate/fleet';
import { reportNoSite } from '../shared/first-site';
import { type CommandOutput, reportFailures } from '../shared/output';
import { progressOf } from '../shared/progress';
import { type SiteSelection, selectSites } from '../shared/select-sites';
import { type DriftRow, driftLines, type EnvironmentDriftRow, type SiteDriftRow } from './render';

export interface DriftRequest {
  /** None: all sites. */
  readonly names: readonly string[];
  readonly folder: string;
  readonly json: boolean;
}

/** `heartlab drift`: the exit code. 0: no differences. 1: differences. 2: an incomplete comparison. */
export async function runDrift(
  { names, folder, json }: DriftRequest,
  factory: ClientFactory,
  output: CommandOutput,
  width = 100,
): Promise<0 | 1 | 2> {
  if (names.length === 0 && reportNoSite(folder, output, { json: json ? { sites: [], environments: [] } : undefined }))
    return 0;
  const choice = selectSites(names, folder);
  const connections = new AwsConnections(factory);
  const progress = await progressOf(choice.sites.length, 'sites', output);
  const [found, environments] = await Promise.all([
    queryAll(choice.sites, connections, readSiteDrift, progress.step),
    environmentRows(choice, connections),
  ]).finally(progress.done);
  const sites = siteRows(choice, found);
  if (json) output.out(JSON.stringify({ sites, environments }, null, 2));
  else if (!reportFailures(found, choice.broken, output))
    for (const line of driftLines(sites, environments, width)) output.out(line);
  const rows: readonly DriftRow[] = [...sites, ...environments];
  if (rows.some(({ unknown }) => unknown.length > 0)) return 2;
  return rows.some((row) => row.differences.length > 0) || sites.some(({ deployed }) => deployed === false) ? 1 : 0;
}

function siteRows({ sites, broken }: SiteSelection, found: readonly QueryResult<SiteDrift>[]): readonly SiteDriftRow[] {
  const read = found.flatMap((answer, index): readonly SiteDriftRow[] => {
    const chosen = sites[index];
    if (chosen === undefined) return [];
    const { site, environment } = chosen.site;
    return 'failure' in answer
      ? [{ site, environment, deployed: null, differences: [], unknown: [answer.failure] }]
      : [{ site, environment, ...answer.value }];
  });
  const unread = broken.map(({ site, environment, why }) => ({
    site,
    environment,
    deployed: null,
    differences: [],
    unknown: [why],
  }));
  return [...read, ...unread].sort((one, other) => compareAscending(one.site, other.site));
}

async function environmentRows(
  { loaded, sites }: SiteSelection,
  connections: AwsConnections,
): Promise<readonly EnvironmentDriftRow[]> {
  const managed = [...new Set(sites.map(({ environment }) => environment))].filter(({ ingest }) => ingest.managed);
  const found = await queryAll(
    managed.map((environment) => ({ environment })),
    connections,
    (clients, { environment }) => trustStoreDrift(clients, environment.name, trustedFiles(loaded, environment)),
  );
  return managed.map(({ name }, index) => {
    const answer = found[index];
    if (answer === undefined) return { environment: name, differences: [], unknown: [] };
    return 'failure' in answer
      ? { environment: name, differences: [], unknown: [answer.failure] }
      : { environment: name, differences: answer.value, unknown: [] };
  });
}

function trustedFiles({ certificates }: LoadedFleet, { name, ingest }: Environment) {
  const bundle = certificates.find(({ environment, kind }) => environment === name && kind === 'client-ca-bundle');
  return {
    certificates: bundle?.items.length ?? 0,
    revocationLists: ingest.managed?.revocationLists.length ?? 0,
  };
}
