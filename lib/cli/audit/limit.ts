import { join } from 'node:path';
import type { EvidenceSources } from '../../compliance/evidence/assemble';
import type { AuditEvidence } from '../../compliance/evidence/evidence';
import { ENVIRONMENTS_FILE } from '../../config/load/folder';
import type { LoadedFleet } from '../../config/load/load';
import { cellStackName, ingestStackName, platformStackName, siteStackName } from '../../config/naming/stack-contract';
import type { Problem } from '../../config/problem';
import type { SiteEntry } from '../../config/rules/rule';

const namesOf = ({ fileName, site }: SiteEntry): readonly string[] => [
  fileName,
  ...(typeof site.name === 'string' ? [site.name] : []),
];

/** Whether a text contains a name that is not a part of a longer word, as `heart` is of `heartlab`. */
function hasWord(text: string, name: string): boolean {
  const isInWord = (character = ''): boolean => /[\p{L}\p{N}]/u.test(character);
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1))
    if (!isInWord(text[at - 1]) && !isInWord(text[at + name.length])) return true;
  return false;
}

/** The keys of the evidence whose texts people write. */
const FREE_TEXTS: readonly string[] = ['reason', 'what', 'description'];

/** Evidence of named hospitals only, for their own auditors: no name, address or contact of another hospital is left in it. */
export class EvidenceLimit {
  private readonly environments: readonly string[];
  private readonly stacks: ReadonlySet<string>;
  private readonly files: ReadonlySet<string>;
  /** The names by which texts mention other hospitals. */
  private readonly others: readonly string[];
  private readonly own: readonly string[];

  /** @param names the hospitals; empty for all */
  constructor(
    private readonly names: readonly string[],
    { entries }: LoadedFleet,
    private readonly folder: string,
  ) {
    const named = entries.sites.filter(({ fileName }) => this.covers(fileName));
    this.environments = entries.environments
      .map(({ name }) => name)
      .filter((name) => names.length === 0 || named.some(({ site }) => site.environment === name));
    this.stacks = new Set([
      ...names.flatMap((name) => [siteStackName(name), cellStackName(name)]),
      ...this.environments.flatMap((name) => [platformStackName(name), ingestStackName(name)]),
    ]);
    this.files = new Set([...names.map((name) => `${name}.yaml`), ENVIRONMENTS_FILE].map((file) => join(folder, file)));
    this.others = entries.sites.filter(({ fileName }) => !this.covers(fileName)).flatMap(namesOf);
    this.own = named.flatMap(namesOf);
  }

  covers(site: string): boolean {
    return this.names.length === 0 || this.names.includes(site);
  }

  sources(all: EvidenceSources): EvidenceSources {
    if (this.names.length === 0) return all;
    return {
      ...all,
      limited: true,
      commit: { ...all.commit, changed: all.commit.changed.map((path) => this.changedFile(path)) },
      environments: all.environments.filter(({ name }) => this.environments.includes(name)),
      templates: all.templates.filter(({ stack }) => this.stacks.has(stack)),
    };
  }

  /** Without the free texts that name another hospital, such as the reason of an acknowledgement. */
  evidence(all: AuditEvidence): AuditEvidence {
    if (this.names.length === 0) return all;
    return JSON.parse(JSON.stringify(all), (key, value) =>
      FREE_TEXTS.includes(key) && typeof value === 'string' && this.mentionsOther(value)
        ? 'not shown, because it names another hospital'
        : value,
    );
  }

  /** Errors of other files remain as one line, because they stop synth for every hospital. */
  problems(all: readonly Problem[], line: (problem: Problem) => string): EvidenceSources['problems'] {
    const own = all.filter(({ file }) => this.names.length === 0 || this.files.has(file));
    const others = all.filter((one) => one.severity === 'error' && !own.includes(one)).length;
    return [
      ...own.map((one) => ({ severity: one.severity, line: this.withoutOthers(line(one), one) })),
      ...(others === 0
        ? []
        : [{ severity: 'error' as const, line: `${this.folder}: errors in files of other hospitals: ${others}` }]),
    ];
  }

  /** A line of synth, which begins with the path of a construct. */
  coversStack(line: string): boolean {
    return this.names.length === 0 || this.stacks.has(line.split(/[/:]/)[0] ?? '');
  }

  private changedFile(path: string): string {
    const inFolder = path.startsWith(join(this.folder, '/'));
    const other = (inFolder && !this.files.has(path)) || this.mentionsOther(path);
    return other ? 'a file that is not of these hospitals' : path;
  }

  private withoutOthers(line: string, { file, line: row, column }: Problem): string {
    return this.mentionsOther(line) ? `${file}:${row}:${column}  does not agree with another hospital's file` : line;
  }

  private mentionsOther(text: string): boolean {
    // A name of these hospitals may contain another's.
    const without = (name: string): string =>
      this.own.filter((own) => own.includes(name)).reduce((left, own) => left.replaceAll(own, ''), text);
    return this.others.some((name) => hasWord(without(name), name));
  }
}
