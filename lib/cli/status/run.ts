import { compareAscending } from '../../config/ascending';
import type { ClientFactory } from '../../operate/aws/clients';
import { AwsConnections, type QueryResult, queryAll } from '../../operate/fleet';
import { EXIT_CODES, worstColour } from '../../operate/status/colour';
import { type EnvironmentRow, environmentRow } from '../../operate/status/environment';
import type { SiteFacts } from '../../operate/status/facts';
import { judgeStatus } from '../../operate/status/judge';
import { readSiteFacts } from '../../operate/status/read';
import { readSharedStacks } from '../../operate/status/read-stacks';
import { type StatusRow, statusRow, unaskedRow } from '../../operate/status/row';
import { reportNoSite } from '../shared/first-site';
import { type CommandOutput, reportFailures } from '../shared/output';
import { progressOf } from '../shared/progress';
import { type SelectedSite, selectSites } from '../shared/select-sites';
import type { TerminalSettings } from '../shared/terminal';
import { statusLines } from './render';

export interface StatusRequest {
  /** None: all sites. */
  readonly names: readonly string[];
  readonly folder: string;
  readonly json: boolean;
}

/** The command's dependencies; tests pass their own. */
export interface StatusDependencies {
  readonly factory: ClientFactory;
  readonly now: () => Date;
  readonly terminal: TerminalSettings;
}

/** The output, and the exit code: 0 green, 1 yellow, 2 red or unknown. */
export interface StatusReport {
  readonly code: 0 | 1 | 2;
  readonly lines: readonly string[];
}

/** If there is no site yet, reports that instead of a status, and returns true. */
export const reportEmptyStatus = ({ names, folder, json }: StatusRequest, output: CommandOutput): boolean =>
  names.length === 0 && reportNoSite(folder, output, { json: json ? { sites: [], environments: [] } : undefined });

export async function runStatus(
  request: StatusRequest,
  world: StatusDependencies,
  output: CommandOutput,
): Promise<0 | 1 | 2> {
  const { code, lines } = await statusReport(request, world, output);
  for (const line of lines) output.out(line);
  return code;
}

export async function statusReport(
  { names, folder, json }: StatusRequest,
  { factory, now, terminal }: StatusDependencies,
  output: CommandOutput,
): Promise<StatusReport> {
  const { sites, broken } = selectSites(names, folder);
  const started = now();
  const progress = await progressOf(sites.length, 'sites', output);
  const connections = new AwsConnections(factory);
  const [answers, environments] = await Promise.all([
    queryAll(sites, connections, (clients, placed) => readSiteFacts(clients, placed, started), progress.step),
    environmentRows(sites, connections, started),
  ]).finally(progress.done);
  const rows = [
    ...answers.flatMap((facts, index) => rowOf(sites[index], facts, started)),
    ...broken.map(({ site, environment, why }) => unaskedRow(site, environment, why)),
  ].sort((one, other) => compareAscending(one.site, other.site));
  if (!json && reportFailures(answers, broken, output)) return { code: 2, lines: [] };
  return {
    code: EXIT_CODES[worstColour([...rows, ...environments].map(({ colour }) => colour))],
    lines: json
      ? [JSON.stringify({ sites: rows, environments }, null, 2)]
      : statusLines(rows, environments, { details: names.length > 0, now: started, terminal }),
  };
}

function rowOf(chosen: SelectedSite | undefined, facts: QueryResult<SiteFacts>, now: Date): readonly StatusRow[] {
  return chosen === undefined ? [] : [statusRow(chosen.site, facts, judgeStatus(facts, chosen.site, now))];
}

/** The stacks that these sites share, once for each environment. */
async function environmentRows(
  sites: readonly SelectedSite[],
  connections: AwsConnections,
  now: Date,
): Promise<readonly EnvironmentRow[]> {
  const shared = [...new Set(sites.map(({ environment }) => environment))].map((environment) => ({ environment }));
  const answers = await queryAll(shared, connections, (clients, one) => readSharedStacks(clients, one, now));
  return shared
    .flatMap(({ environment }, index) => {
      const facts = answers[index];
      return facts === undefined ? [] : [environmentRow(environment.name, facts)];
    })
    .sort((one, other) => compareAscending(one.environment, other.environment));
}
