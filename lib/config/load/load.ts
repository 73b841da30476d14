import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isMapping } from '../mapping';
import type { Environment, Fleet, PartialEnvironment, PartialSite, Site } from '../model';
import type { FileComplaint } from '../problem';
import { compareProblems, type DataPath, type Problem, type ProblemNote, pathText } from '../problem';
import { ENVIRONMENT_RULES, FLEET_RULES, SITE_RULES } from '../rules';
import type { EnvironmentEntry, FleetEntries, SiteEntry } from '../rules/rule';
import { environmentSchema } from '../schema/environment';
import { siteSchema } from '../schema/site';
import type { YamlText } from './careful-yaml';
import { type CertificateFile, readCertificates } from './certificates';
import { atStart, type DraftFile, ENVIRONMENTS_FILE, listFolder } from './folder';
import { type ParseResult, parseWith } from './schema-complaints';
import { LARGEST_FILE_BYTES, readYaml, tooLarge } from './yaml-text';

/** The content of a folder of site files. */
export interface LoadedFleet {
  /** Absent if any file has an error. */
  readonly fleet: Fleet | undefined;
  /** The sites that have no errors themselves, even if others have. */
  readonly sites: readonly Site[];
  /** The environments that have no errors themselves. */
  readonly environments: readonly Environment[];
  /** Errors and warnings of all files, by file and position. */
  readonly problems: readonly Problem[];
  /** The readable part of every file, even if it has errors. */
  readonly entries: FleetEntries;
  /** The certificate files that environments name. Their dates are checked by callers that have a clock. */
  readonly certificates: readonly CertificateFile[];
  /** Notes, by file and rule. */
  readonly notes: readonly ProblemNote[];
  /** Adds the position to a complaint of a later check: in a site's file, by its name, or in `environments`. */
  problemAt(fileName: string, rule: string, complaint: FileComplaint): Problem;
}

interface SiteFile extends SiteEntry {
  /** False if nothing could be read. The rules then report nothing, because every setting would be missing. */
  readonly understood: boolean;
  readonly file: string;
  readonly text: YamlText;
  readonly value: Site | undefined;
}

/**
 * Reads and checks a whole folder, and reports every error of every file at once. Any content gives a fleet or a list of
 * problems. Drafts are checked as if they were in the folder.
 */
export function loadFleet(folder: string, drafts: readonly DraftFile[] = []): LoadedFleet {
  const problems: Problem[] = [];
  const listing = listFolder(folder, drafts);
  const contents = new Map(drafts.map(({ name, content }) => [name, content]));
  problems.push(...listing.problems);
  const environmentsFile = join(folder, ENVIRONMENTS_FILE);
  const files = listing.names
    .filter((name) => name !== ENVIRONMENTS_FILE)
    .map((name) => readSite(folder, name, problems, contents.get(name)));
  const places = listing.readable
    ? readEnvironments(
        folder,
        listing.names.includes(ENVIRONMENTS_FILE),
        contents.get(ENVIRONMENTS_FILE),
        files,
        problems,
      )
    : undefined;
  const entries = { sites: files, environments: places?.entries ?? [] };
  const notes: ProblemNote[] = [];
  for (const file of files.filter(({ understood }) => understood)) {
    for (const { id, check } of SITE_RULES) {
      if (id === 'environment-exists' && places === undefined) continue;
      for (const complaint of check(file, entries)) {
        if (complaint.severity === 'note') notes.push(noteOf(file, id, complaint));
        else problems.push(problemOf(file.file, file.text, id, complaint));
      }
    }
  }
  for (const { id, check } of FLEET_RULES) {
    for (const { entry, complaint } of check(entries)) {
      const file = files.find((candidate) => candidate === entry);
      if (file === undefined) continue;
      if (complaint.severity === 'note') notes.push(noteOf(file, id, complaint));
      else problems.push(problemOf(file.file, file.text, id, complaint));
    }
  }
  const sites = files.flatMap(({ value }) => value ?? []);
  const good = problems.every(({ severity }) => severity !== 'error') && places !== undefined;
  return {
    fleet: good ? { sites, environments: places.environments, folder } : undefined,
    sites,
    environments: places?.environments ?? [],
    problems: problems.sort(compareProblems),
    entries,
    certificates: places?.certificates ?? [],
    notes,
    problemAt: (fileName, rule, complaint) => {
      const path = join(folder, `${fileName}.yaml`);
      const text = path === environmentsFile ? places?.text : files.find(({ file }) => file === path)?.text;
      return problemOf(path, text, rule, complaint);
    },
  };
}

function noteOf(
  { file, text }: SiteFile,
  rule: string,
  { path, at = 'value', found, wrong, write }: FileComplaint,
): ProblemNote {
  return {
    rule,
    file,
    path: pathText(path),
    found,
    wrong,
    write,
    position: () => text.locate(path, at),
  };
}

function problemOf(
  file: string,
  text: YamlText | undefined,
  rule: string,
  complaint: FileComplaint,
  root: DataPath = [],
): Problem {
  const { path, at = 'value', found, wrong, write } = complaint;
  const severity = complaint.severity === 'warning' ? 'warning' : 'error';
  const { line, column } = text?.locate([...root, ...path], at) ?? { line: 1, column: 1 };
  return {
    severity,
    rule,
    file,
    line,
    column,
    path: pathText([...root, ...path]),
    found,
    wrong,
    write,
  };
}

function readText(file: string, problems: Problem[], content: string | undefined): YamlText | undefined {
  let text: YamlText;
  if (content !== undefined) text = readYaml(Buffer.from(content));
  else
    try {
      const status = statSync(file);
      if (!status.isFile()) throw new TypeError('not a file');
      const { size } = status;
      // A file that is too large for any reader isn't read at all; a pipe or a device has no size and can't be read as a file.
      text = size > LARGEST_FILE_BYTES ? tooLarge(size) : readYaml(readFileSync(file));
    } catch {
      problems.push(atStart(file, 'file', 'the file can’t be read', 'check its permissions, and that it is a file'));
      return undefined;
    }
  reportSyntax(text, file, problems);
  return text;
}

function reportSyntax(text: YamlText, file: string, problems: Problem[]): void {
  for (const { line, column, path, wrong, write } of text.problems) {
    problems.push({ severity: 'error', rule: 'yaml', file, line, column, path: pathText(path), wrong, write });
  }
}

function readSite(folder: string, name: string, problems: Problem[], content: string | undefined): SiteFile {
  const file = join(folder, name);
  const fileName = name.slice(0, -'.yaml'.length);
  const text = readText(file, problems, content);
  const bare = { file, fileName, text: text ?? NOTHING, site: {}, understood: false, value: undefined };
  if (text === undefined || !('data' in text)) return bare;
  const parsed = parseWith(siteSchema, text.data, 'a site file');
  for (const complaint of parsed.complaints) problems.push(problemOf(file, text, 'schema', complaint));
  return isMapping(text.data)
    ? { ...bare, understood: true, site: partial<PartialSite>(parsed), value: parsed.value }
    : bare;
}

const NOTHING: YamlText = { problems: [], locate: () => ({ line: 1, column: 1 }) };

/** The valid part of a file with errors; empty if the file is not a mapping. */
function partial<T>(parsed: ParseResult<unknown>): T {
  const { partial: data } = parsed;
  return (isMapping(data) ? data : {}) as T;
}

interface Environments {
  readonly environments: readonly Environment[];
  readonly entries: readonly EnvironmentEntry[];
  readonly certificates: readonly CertificateFile[];
  readonly text: YamlText;
}

/** Undefined if the file can't be read as a mapping: then no site gets a complaint about the environment that it names. */
function readEnvironments(
  folder: string,
  exists: boolean,
  content: string | undefined,
  sites: readonly SiteEntry[],
  problems: Problem[],
): Environments | undefined {
  const file = join(folder, ENVIRONMENTS_FILE);
  if (!exists) {
    problems.push(
      atStart(
        file,
        'file',
        'the file is missing',
        'create it: it lists the accounts and Regions in which sites are deployed (see docs/settings.md)',
      ),
    );
    return undefined;
  }
  const text = readText(file, problems, content);
  if (text === undefined || !('data' in text)) return undefined;
  const { data } = text;
  // The file has only comments: it is not filled in yet, and no site needs it.
  if (data === null && sites.length === 0) return { environments: [], entries: [], certificates: [], text };
  if (!isMapping(data) || Object.keys(data).length === 0) {
    problems.push(
      atStart(
        file,
        'schema',
        'the file is not a mapping of environments',
        'write `name:` lines, each with account, region, availabilityZones and ingest',
      ),
    );
    return undefined;
  }
  const environments: Environment[] = [];
  const entries: EnvironmentEntry[] = [];
  const certificates: CertificateFile[] = [];
  for (const [name, value] of Object.entries(data)) {
    const parsed = parseWith(environmentSchema, value, 'an environment');
    if (parsed.value !== undefined) environments.push({ ...parsed.value, name });
    const entry: EnvironmentEntry = { name, environment: partial<PartialEnvironment>(parsed) };
    entries.push(entry);
    const complaints = parsed.complaints.map((complaint) => ({ id: 'schema', complaint }));
    const broken = ENVIRONMENT_RULES.flatMap(({ id, check }) =>
      [...check(entry, { sites, environments: entries })].map((complaint) => ({ id, complaint })),
    );
    const read = readCertificates(folder, name, entry.environment);
    certificates.push(...read.files);
    for (const { id, complaint } of [...complaints, ...broken, ...read.complaints])
      problems.push(problemOf(file, text, id, complaint, [name]));
  }
  return { environments, entries, certificates, text };
}
