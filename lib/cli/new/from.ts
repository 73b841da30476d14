import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { escapeInvisible } from '../../config/invisible';
import { firstSiteLine } from '../../config/load/first-site';
import { nearestName } from '../../config/load/nearest';
import { LARGEST_FILE_BYTES } from '../../config/load/yaml-text';
import { isMapping } from '../../config/mapping';
import { showValue } from '../../config/problem';
import { SITE_NAME } from '../../config/schema/common';
import { validJson } from '../../config/valid-json';
import { UserError } from '../../project/errors';
import { removedFiles } from '../../project/git';
import type { CommandOutput } from '../shared/output';
import {
  answersOf,
  answersOfCells,
  folderText,
  LIST_COLUMNS,
  missingFlags,
  type NewOptions,
  refuseOtherFlags,
} from './answers';
import { draftProblems, draftSites, type NewHospital } from './drafts';
import { readFolder, removedSiteProblem, withOnlyEnvironment } from './run';
import { writeNewFiles } from './write';

type ParseCsv = typeof import('csv-parse/sync');

/** One hospital of the file: the texts of its columns, and its place for errors. */
interface Row {
  readonly place: string;
  readonly cells: readonly (readonly [column: string, text: string])[];
}

/** `heartlab new --from FILE`: the exit code. Reports the errors of every row; writes every site file, or none. */
export function newSites(from: string, options: NewOptions, output: CommandOutput): number {
  const { sites } = options;
  const loaded = readFolder(sites);
  if (loaded.fleet?.environments.length === 0) {
    output.out(firstSiteLine(loaded.fleet, 'Nothing was written'));
    return 0;
  }
  const forAll = answersOf(options);
  refuseOtherFlags(forAll, 'site');
  const rows = /\.json$/i.test(from) ? jsonRows(from) : csvRows(from);
  const errors: string[] = [];
  const hospitals = rows.map(({ place, cells }): NewHospital & { readonly place: string } => {
    const site = cells.find(([column]) => column === 'site')?.[1] ?? '';
    const unknown = cells.find(([column]) => !LIST_COLUMNS.includes(column));
    if (unknown !== undefined) throw new UserError(`${from}: ${unknownColumn(unknown[0])}`);
    return { place, site, answers: withOnlyEnvironment({ ...forAll, ...answersOfCells(cells) }, loaded) };
  });
  const removed = removedFiles(sites);
  const nameErrors = hospitals.map(({ site }, index) =>
    siteErrors(site, hospitals.slice(0, index), { sites, removed }),
  );
  for (const [index, { place, answers }] of hospitals.entries()) {
    errors.push(...(nameErrors[index] ?? []).map((error) => `${place}, site: ${error}`));
    for (const flag of missingFlags(answers))
      errors.push(`${place}, ${flag.slice(2)}: is empty; write it, or pass ${flag} for all rows`);
  }
  const named = hospitals.filter((_, index) => nameErrors[index]?.length === 0);
  const drafts = draftSites(named, options, loaded);
  for (const [index, problems] of draftProblems(named, drafts, sites).entries()) {
    const { place = '', answers = {} } = named[index] ?? {};
    const missing = missingFlags(answers);
    for (const { flag, text } of problems)
      if (flag === undefined) errors.push(`${place}: ${text}`);
      else if (!missing.includes(flag)) errors.push(`${place}, ${flag.slice(2)}: ${text}`);
  }
  if (errors.length > 0) {
    for (const error of errors.toSorted(byRow(rows))) output.err(error);
    throw new UserError(
      `nothing was written: ${from} has ${errors.length === 1 ? '1 error' : `${errors.length} errors`}`,
    );
  }
  writeNewFiles(sites, drafts);
  for (const { name, cloudCidr } of drafts) output.out(`Wrote ${join(sites, name)}: cloudCidr ${cloudCidr}.`);
  output.out(`Next: npx heartlab check${folderText(sites)}, then a pull request.`);
  return 0;
}

/** Errors in the order of the rows. */
function byRow(rows: readonly Row[]): (a: string, b: string) => number {
  const orderOf = (error: string): number =>
    rows.findIndex(({ place }) => error.startsWith(`${place},`) || error.startsWith(`${place}:`));
  return (a, b) => orderOf(a) - orderOf(b);
}

function siteErrors(
  site: string,
  before: readonly NewHospital[],
  { sites, removed }: { readonly sites: string; readonly removed: ReturnType<typeof removedFiles> },
): readonly string[] {
  if (!SITE_NAME.test(site) || site === 'environments')
    return [
      `${showValue(site)} is not a site name; use 3 to 32 lower-case letters, digits and hyphens, like auckland-heart`,
    ];
  if (before.some((other) => other.site === site))
    return [`${showValue(site)} is in an earlier row too; write another name`];
  const file = join(sites, `${site}.yaml`);
  if (existsSync(file)) return [`${file} exists already, and is never overwritten; remove the row`];
  const problem = removedSiteProblem(site, sites, removed);
  return problem === undefined ? [] : [problem];
}

function unknownColumn(column: string): string {
  const guess = nearestName(column, LIST_COLUMNS);
  const known = guess === undefined ? `use one of ${LIST_COLUMNS.join(', ')}` : `did you mean ${guess}?`;
  return `${showValue(column)} is not a column; ${known}`;
}

function readText(from: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(from);
  } catch {
    throw new UserError(`${escapeInvisible(from)} can't be read; name a CSV or JSON file`);
  }
  if (bytes.length > LARGEST_FILE_BYTES)
    throw new UserError(`${from} is larger than ${LARGEST_FILE_BYTES} bytes; split it into several files`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${from} is not UTF-8; save it as "CSV UTF-8"`);
  }
}

/** Rows are counted as in a spreadsheet: the first is the header. */
function csvRows(from: string): readonly Row[] {
  const { parse, CsvError }: ParseCsv = require('csv-parse/sync');
  let records: readonly (readonly string[])[];
  try {
    records = parse(readText(from), { relax_column_count: true, trim: true });
  } catch (error) {
    if (error instanceof CsvError) throw new UserError(`${from} is not CSV: ${notCsv(error.message)}`);
    throw error;
  }
  const [header = [], ...rows] = records;
  const twice = header.find((column, index) => header.indexOf(column) !== index);
  if (twice !== undefined) throw new UserError(`${from}: the column ${showValue(twice)} appears twice; remove one`);
  if (!header.includes('site'))
    throw new UserError(
      `${from} has no column site in its first row; write a comma between cells; the columns are ${LIST_COLUMNS.join(', ')}`,
    );
  const long = rows.findIndex((row) => row.length > header.length);
  if (long !== -1)
    throw new UserError(
      `${from} row ${long + 2} has ${rows[long]?.length} cells, and the header ${header.length}; put a cell with a comma in quotes`,
    );
  const filled = rows.map((cells, index) => ({ place: `${from} row ${index + 2}`, cells }));
  return atLeastOne(
    from,
    filled
      .filter(({ cells }) => cells.some((cell) => cell !== ''))
      .map(({ place, cells }) => ({
        place,
        cells: header.map((column, index) => [column, cells[index] ?? ''] as const),
      })),
  );
}

function jsonRows(from: string): readonly Row[] {
  const data = validJson(readText(from));
  if (data === undefined)
    throw new UserError(`${from} is not JSON; write a list of objects, each with site, name, public-ip, …`);
  return atLeastOne(
    from,
    [data].flat().map((item, index) => {
      const place = `${from} entry ${index + 1}`;
      if (!isMapping(item)) throw new UserError(`${place} is not an object; write { "site": "…", … }`);
      return { place, cells: Object.entries(item).map(([column, value]) => [column, textOf(value)] as const) };
    }),
  );
}

/** The parser's message without the value, which may be anything. */
const notCsv = (message: string): string => escapeInvisible(message.replace(/,? (?:value|got) .*$/s, ''));

const textOf = (value: unknown): string =>
  Array.isArray(value) ? value.map(String).join(';') : value === null ? '' : String(value);

function atLeastOne(from: string, rows: readonly Row[]): readonly Row[] {
  if (rows.length === 0) throw new UserError(`${from} lists no hospital; write a row for each`);
  return rows;
}
