import { existsSync, linkSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DEFAULT_POOL, nextFreeCloudCidr } from '../../config/addressing/free-cidr';
import { parseBlock } from '../../config/addressing/ipv4';
import { firstSiteLine } from '../../config/load/first-site';
import { type LoadedFleet, loadFleet } from '../../config/load/load';
import { newSiteText } from '../../config/new-site';
import { type Problem, problemLine, problemText, showValue } from '../../config/problem';
import { SITE_NAME } from '../../config/schema/common';
import { DEFAULT_INSIDE_CIDRS } from '../../config/schema/vpn';
import { UserError } from '../../project/errors';
import type { CommandOutput } from '../shared/output';
import { cliFlagOf, completeAnswers, type NewOptions } from './answers';
import { type AskQuestion, terminalAsk } from './prompts';

/** `heartlab new`: the exit code. Nothing is written if the file would have errors. */
export async function newSite(
  site: string,
  options: NewOptions,
  output: CommandOutput,
  ask: AskQuestion | undefined = terminalAsk(),
): Promise<number> {
  if (!SITE_NAME.test(site)) {
    throw new UserError(
      `${showValue(site)} is not a site name; use 3 to 32 lower-case letters, digits and hyphens, beginning with a letter, like auckland-heart`,
    );
  }
  const file = join(options.sites, `${site}.yaml`);
  if (existsSync(file))
    throw new UserError(`${file} exists already, and is never overwritten; choose another name, or edit the file`);
  const loaded = loadFleet(options.sites);
  const unreadable = loaded.problems.find(({ file: place }) => place === options.sites && !existsSync(options.sites));
  if (unreadable !== undefined) throw new UserError(problemLine(unreadable));
  const environments = loaded.environments.map(({ name }) => name);
  if (loaded.fleet?.environments.length === 0) {
    output.out(firstSiteLine(loaded.fleet, 'Nothing was written', site));
    return 0;
  }
  if (environments.length === 0) {
    throw new UserError(
      `${join(options.sites, 'environments.yaml')} has no valid environment; \`heartlab check\` lists the errors`,
    );
  }
  if (options.aeTitle !== undefined && options.dimse === undefined)
    throw new UserError('--ae-title lists who may send by DIMSE; add --dimse with the ports to open');
  const answers = await completeAnswers(site, options, environments, ask);
  // Loaded again: another site file may have been added during the prompts.
  const now = loadFleet(options.sites);
  const cloudCidr = options.cloudCidr ?? freeCidr(now, options.pool ?? DEFAULT_POOL, answers.hospitalCidrs);
  const insideCidrs = freeInsideCidrs(now, answers.publicIp);
  const schemaPath = relative(options.sites, join('sites', 'site.schema.json')) || 'site.schema.json';
  const content = newSiteText({
    ...answers,
    site,
    cloudCidr,
    insideCidrs,
    schemaPath: schemaPath.startsWith('.') ? schemaPath : `./${schemaPath}`,
  });
  const checked = loadFleet(options.sites, { name: `${site}.yaml`, content });
  const wrong = checked.problems.filter((problem) => problem.file === file && problem.severity === 'error');
  if (wrong.length > 0) {
    for (const problem of wrong) output.err(flagLine(problem));
    throw new UserError(
      `nothing was written: ${file} would have ${wrong.length === 1 ? 'this error' : 'these errors'}`,
    );
  }
  writeNew(file, content);
  const usual = options.sites === 'sites';
  const check = usual ? '' : ` --sites ${options.sites}`;
  const deploy = usual ? '' : ` -c sites=${options.sites}`;
  output.out(
    `Wrote ${file}: cloudCidr ${cloudCidr}. Next: npx heartlab check ${site}${check}, then npx cdk deploy --exclusively SiteStack-${site}${deploy}.`,
  );
  return 0;
}

/** The file does not exist yet, so a problem names the flag instead of the line. */
function flagLine(problem: Problem): string {
  const path = cliFlagOf(problem.path) ?? problem.path;
  return problemText({ ...problem, path });
}

/** Writes the whole file or nothing: it links a draft to the final name, which fails if that name exists. */
function writeNew(file: string, content: string): void {
  const draft = `${file}.${process.pid}.draft`;
  try {
    writeFileSync(draft, content, { flag: 'wx' });
    linkSync(draft, file);
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    throw new UserError(
      code === 'EEXIST'
        ? `${file} exists already, and is never overwritten`
        : `${file} can't be written (${String(code)})`,
    );
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The tunnels' inside CIDRs: the default pair, or the next pair that no other site behind the same device uses. */
function freeInsideCidrs(loaded: LoadedFleet, publicIp: string): readonly [string, string] {
  const behind = loaded.entries.sites.filter(({ site }) => site.vpn?.gateway?.publicIp === publicIp);
  const used = new Set(behind.flatMap(({ site }) => (site.vpn?.tunnels ?? []).map((tunnel) => tunnel?.insideCidr)));
  const pairs = Array.from(
    { length: 100 },
    (_, index) => [`169.254.${100 + index}.0/30`, `169.254.${100 + index}.4/30`] as const,
  );
  return pairs.find((pair) => pair.every((cidr) => !used.has(cidr))) ?? DEFAULT_INSIDE_CIDRS;
}

function freeCidr(loaded: LoadedFleet, pool: string, hospitalCidrs: readonly string[]): string {
  if (parseBlock(pool) === undefined)
    throw new UserError(`--pool ${showValue(pool)} is not an IPv4 CIDR block; write it like ${DEFAULT_POOL}`);
  const unknown = loaded.entries.sites.filter(({ site }) => site.network?.cloudCidr === undefined);
  if (unknown.length > 0) {
    throw new UserError(
      `the cloudCidr of ${unknown.map(({ fileName }) => fileName).join(', ')} can't be read, so no free one can be chosen; correct it first (\`heartlab check\`), or pass --cloud-cidr`,
    );
  }
  const inUse = [...loaded.entries.sites.flatMap(({ site }) => site.network?.cloudCidr ?? []), ...hospitalCidrs];
  const free = nextFreeCloudCidr(pool, inUse);
  if (free === undefined) throw new UserError(`no free /26 is left in ${pool}; pass another --pool`);
  return free;
}
