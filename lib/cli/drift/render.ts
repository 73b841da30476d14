import { siteStackName } from '../../config/naming/stack-contract';
import { notDeployed } from '../../operate/aws/stack';
import type { DriftDifference } from '../../operate/drift/differences';
import type { DeployEffect } from '../../operate/drift/kinds';
import { wrapText } from '../shared/terminal';

/** A site, or an environment, in the output of `heartlab drift --json`. docs/operating.md documents it. */
export interface DriftRow {
  readonly differences: readonly DriftDifference[];
  /** The failed comparisons, one line each. */
  readonly unknown: readonly string[];
}
export interface SiteDriftRow extends DriftRow {
  readonly site: string;
  readonly environment: string;
  /** Null: unknown. */
  readonly deployed: boolean | null;
}
export interface EnvironmentDriftRow extends DriftRow {
  readonly environment: string;
}

/** The text output of `heartlab drift`: for each difference of a site, both values and what a deploy would do. */

const DEPLOY: Readonly<Record<DeployEffect, string>> = {
  'in-place': 'a deploy changes it in place',
  replaces: 'a deploy creates a replacement',
  nothing: 'a deploy changes nothing',
  perhaps: 'a deploy may change nothing',
};

export function driftLines(
  sites: readonly SiteDriftRow[],
  environments: readonly EnvironmentDriftRow[],
  width: number,
): readonly string[] {
  return [
    ...sites.flatMap((row) =>
      row.deployed === false
        ? [`${row.site} (${row.environment}): ${notDeployed(siteStackName(row.site))}`]
        : rowLines(`${row.site} (${row.environment || '-'})`, row, width),
    ),
    ...environments.flatMap((row) => rowLines(`environment ${row.environment}`, row, width)),
    ...(sites.some(({ differences }) => differences.length > 0)
      ? ['The site file counts as correct. If a live value is intended, change the file to match it.']
      : []),
  ];
}

function rowLines(name: string, { differences, unknown }: DriftRow, width: number): readonly string[] {
  const count = differences.length;
  const head =
    count > 0 ? `${count} difference${count === 1 ? '' : 's'}` : unknown.length > 0 ? 'unknown' : 'no differences';
  return [
    `${name}: ${head}`,
    ...unknown.flatMap((why) => wrapText(why, width, '  unknown: ', '    ')),
    ...differences.flatMap((difference) => differenceLines(difference, width)),
  ];
}

function differenceLines(
  { subject, option, file, live, deploy, says }: DriftDifference,
  width: number,
): readonly string[] {
  return [
    `  ${subject}, ${option}`,
    ...wrapText(file ?? 'absent', width, '    file:   ', '            '),
    ...wrapText(live ?? 'absent', width, '    live:   ', '            '),
    ...wrapText(`${DEPLOY[deploy]}: ${says}`, width, '    deploy: ', '            '),
  ];
}
