import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadFleet } from '../../config/load/load';
import { nearestName } from '../../config/load/nearest';
import { cellStackName, siteStackName } from '../../config/naming/stack-contract';
import { UserError } from '../../project/errors';
import { closeOnExit } from '../../rehearsal/lab/cleanup';
import type { RehearsalTarget } from '../../rehearsal/target';
import { TemplateView } from '../../template/view';
import type { CommandOutput } from '../shared/output';
import { synthesizeAssembly } from '../shared/synthesize';

export type RehearsalSite = Pick<RehearsalTarget, 'fleet' | 'site' | 'environment'>;

/** @throws UserError if the site files have errors, or no site with this name has a VPN */
export function findRehearsalSite(name: string, folder: string): RehearsalSite {
  const { fleet } = loadFleet(folder);
  if (fleet === undefined)
    throw new UserError(`the site files in ${folder} have errors: npx heartlab check --sites ${folder} shows them`);
  const site = fleet.sites.find((one) => one.site === name);
  const environment = fleet.environments.find((one) => one.name === site?.environment);
  if (site === undefined || environment === undefined) {
    const guess = nearestName(
      name,
      fleet.sites.map((one) => one.site),
    );
    throw new UserError(
      `there is no site ${name} in ${folder}${guess === undefined ? '' : `; did you mean ${guess}?`}`,
    );
  }
  if (site.vpn === undefined) throw new UserError(`${name} has no VPN: there is nothing to rehearse`);
  return { fleet, site, environment };
}

/** Synthesizes the site in a temporary folder. */
export async function synthesizeTarget(
  found: RehearsalSite,
  folder: string,
  output: CommandOutput,
): Promise<RehearsalTarget> {
  const name = found.site.site;
  const outdir = mkdtempSync(join(tmpdir(), 'heartlab-synth-'));
  const remove = (): void => rmSync(outdir, { recursive: true, force: true });
  const forget = closeOnExit(remove);
  output.err(`synthesizing ${name}`);
  try {
    return { ...found, ...(await synthesizedTemplates(name, folder, outdir)) };
  } finally {
    forget();
    remove();
  }
}

/** The templates of one site: its own, and its cell's if the environment creates one. */
export async function synthesizedTemplates(
  site: string,
  sites: string,
  outdir: string,
): Promise<Pick<RehearsalTarget, 'template' | 'cell'>> {
  await synthesizeAssembly({ site, sites }, outdir);
  const file = (stack: string): string => join(outdir, `${stack}.template.json`);
  const read = (stack: string): TemplateView => new TemplateView(JSON.parse(readFileSync(file(stack), 'utf8')));
  const cell = cellStackName(site);
  return { template: read(siteStackName(site)), cell: existsSync(file(cell)) ? read(cell) : undefined };
}
