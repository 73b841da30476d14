import type { Command } from 'commander';
import { firstSiteLine, fleetWithoutSite } from '../../config/load/first-site';
import type { CommandOutput } from './output';

export interface NoSiteReport {
  /**
   * What did not happen, because there is no site.
   * @default - no hospital was checked
   */
  readonly nothing?: string;
  /**
   * The machine-readable output if there is nothing to report: the line then goes to stderr.
   * @default - only the line
   */
  readonly json?: unknown;
}

/** If the folder has no site yet, prints the instruction to create the first one, and returns true. */
export function reportNoSite(folder: string, output: CommandOutput, { nothing, json }: NoSiteReport = {}): boolean {
  const fleet = fleetWithoutSite(folder);
  if (fleet === undefined) return false;
  const line = firstSiteLine(fleet, nothing);
  if (json === undefined) output.out(line);
  else {
    output.out(JSON.stringify(json, null, 2));
    output.err(line);
  }
  return true;
}

/**
 * The site that a command requires. It is declared optional, so that a folder without a site gets the instruction to create one:
 * then this returns undefined. Otherwise a missing name is commander's own error, and ends the process.
 */
export function requiredSite(
  site: string | undefined,
  folder: string,
  command: Command,
  output: CommandOutput,
  report: NoSiteReport,
): string | undefined {
  if (site === undefined && !reportNoSite(folder, output, report))
    command.error("error: missing required argument 'site'");
  return site;
}
