import { existsSync, linkSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DEVICE_IDS } from '../../lib/site/devices';
import { DEFAULT_POOL, nextFreeCloudCidr } from '../../lib/site/free-cidr';
import { parseBlock } from '../../lib/site/ipv4';
import { newSiteText } from '../../lib/site/new-site';
import { problemLine, show } from '../../lib/site/problem';
import { POLICY_NAMES } from '../../lib/site/proposals';
import { type Loaded, loadFleet } from '../../lib/site/read/load';
import { hold } from '../../lib/site/read/schema-complaints';
import { SITE_NAME } from '../../lib/site/schema/common';
import { siteSchema } from '../../lib/site/schema/site';
import { DEFAULT_INSIDE_CIDRS } from '../../lib/site/schema/vpn';
import { type Output, UserError } from './output';
import { type Ask, terminalAsk } from './prompts';

/** The flags of `heartlab new`, as commander names them. */
export interface NewOptions {
  readonly sites: string;
  readonly publicIp?: string;
  readonly cidr?: readonly string[];
  readonly device?: string;
  readonly name?: string;
  readonly environment?: string;
  readonly contact?: readonly string[];
  readonly routing?: string;
  readonly asn?: number;
  readonly ipsec?: string;
  readonly auth?: string;
  readonly dimse?: readonly string[];
  readonly aeTitle?: readonly string[];
  readonly cloudCidr?: string;
  readonly pool?: string;
}

/** `heartlab new`: the exit code. Nothing is written unless the whole file is right. */
export async function newSite(
  site: string,
  options: NewOptions,
  output: Output,
  ask: Ask | undefined = terminalAsk(),
): Promise<number> {
  if (!SITE_NAME.test(site)) {
    throw new UserError(
      `${show(site)} is not a site name; use 3 to 32 lower-case letters, digits and hyphens, beginning with a letter, like auckland-heart`,
    );
  }
  const file = join(options.sites, `${site}.yaml`);
  if (existsSync(file))
    throw new UserError(`${file} exists already, and is never overwritten; choose another name, or edit it`);
  const loaded = loadFleet(options.sites);
  const unreadable = loaded.problems.find(({ file: place }) => place === options.sites && !existsSync(options.sites));
  if (unreadable !== undefined) throw new UserError(problemLine(unreadable));
  const environments = loaded.environments.map(({ name }) => name);
  if (environments.length === 0) {
    throw new UserError(
      `${join(options.sites, 'environments.yaml')} names no environment that is free of errors; \`heartlab check\` says what is wrong there`,
    );
  }
  if (options.aeTitle !== undefined && options.dimse === undefined)
    throw new UserError('--ae-title says who may send by DIMSE; give --dimse too, the ports that are opened for it');
  const answers = await complete(site, options, environments, ask);
  // Read anew: a colleague's file may have come while somebody was typing.
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
    for (const problem of wrong) output.err(problemLine(problem));
    throw new UserError(
      `nothing was written: ${file} would have ${wrong.length === 1 ? 'this error' : 'these errors'}`,
    );
  }
  writeNew(file, content);
  const usual = options.sites === 'sites';
  const [check, deploy] = usual ? ['', ''] : [` --sites ${options.sites}`, ` -c sites=${options.sites}`];
  output.out(
    `Wrote ${file}: cloudCidr ${cloudCidr}. Next: npx heartlab check ${site}${check}, then npx cdk deploy SiteStack-${site}${deploy}.`,
  );
  return 0;
}

/** Whole and by this call, or not at all: written beside, then linked to its name, which fails if the name is taken. */
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

/** The tunnels' inside CIDRs: the usual pair, or the next one that no other site behind the same device has. */
function freeInsideCidrs(loaded: Loaded, publicIp: string): readonly [string, string] {
  const behind = loaded.entries.sites.filter(({ site }) => site.vpn?.gateway?.publicIp === publicIp);
  const used = new Set(behind.flatMap(({ site }) => (site.vpn?.tunnels ?? []).map((tunnel) => tunnel?.insideCidr)));
  const pairs = Array.from(
    { length: 100 },
    (_, index) => [`169.254.${100 + index}.0/30`, `169.254.${100 + index}.4/30`] as const,
  );
  return pairs.find((pair) => pair.every((cidr) => !used.has(cidr))) ?? DEFAULT_INSIDE_CIDRS;
}

function freeCidr(loaded: Loaded, pool: string, hospitalCidrs: readonly string[]): string {
  if (parseBlock(pool) === undefined)
    throw new UserError(`--pool ${show(pool)} is not an IPv4 CIDR block; write it like ${DEFAULT_POOL}`);
  const unknown = loaded.entries.sites.filter(({ site }) => site.network?.cloudCidr === undefined);
  if (unknown.length > 0) {
    throw new UserError(
      `the cloudCidr of ${unknown.map(({ fileName }) => fileName).join(', ')} can't be read, so no free one can be chosen; mend it first (\`heartlab check\`), or give --cloud-cidr`,
    );
  }
  const inUse = [...loaded.entries.sites.flatMap(({ site }) => site.network?.cloudCidr ?? []), ...hospitalCidrs];
  const free = nextFreeCloudCidr(pool, inUse);
  if (free === undefined) throw new UserError(`no free /26 is left in ${pool}; give another --pool`);
  return free;
}

interface Answers {
  readonly name: string;
  readonly environment: string;
  readonly contacts: readonly string[];
  readonly publicIp: string;
  readonly hospitalCidrs: readonly string[];
  readonly device: string;
  readonly routing: string;
  readonly asn?: number;
  readonly ipsec: string;
  readonly auth: string;
  readonly dimsePorts: readonly string[];
  readonly callingAeTitles: readonly string[];
}

/** A question for a setting that no flag gives. The eIFU's three required facts come first. */
interface Question {
  readonly flag: string;
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly choices?: readonly string[];
  readonly many?: true;
}

/** From flags, and for what is missing from questions; without a terminal, one error that names every missing flag. */
async function complete(
  site: string,
  options: NewOptions,
  environments: readonly string[],
  ask: Ask | undefined,
): Promise<Answers> {
  const missing: string[] = [];
  const get = async (given: readonly string[] | undefined, question: Question): Promise<readonly string[]> => {
    if (given !== undefined) return given;
    if (ask !== undefined) {
      return ask({
        ...question,
        wrong: (answer) => wrongAnswer(question.path, question.many === true ? answer : (answer[0] ?? ''), site),
      });
    }
    missing.push(question.flag);
    return [];
  };
  const one = async (given: string | undefined, question: Question): Promise<string> =>
    (await get(given === undefined ? undefined : [given], question))[0] ?? '';
  const publicIp = await one(options.publicIp, {
    flag: '--public-ip',
    path: ['vpn', 'gateway', 'publicIp'],
    message: "Public IP address of the hospital's router or firewall",
  });
  const hospitalCidrs = await get(options.cidr, {
    flag: '--cidr',
    path: ['network', 'hospitalCidrs'],
    message: "Local IPv4 CIDR blocks: the hospital's subnets that need connectivity",
    many: true,
  });
  const device = await one(options.device, {
    flag: '--device',
    path: ['vpn', 'gateway', 'device'],
    message: 'Gateway device model',
    choices: DEVICE_IDS,
  });
  const name = await one(options.name, { flag: '--name', path: ['name'], message: "The hospital's name" });
  const contacts = await get(options.contact, {
    flag: '--contact',
    path: ['contacts', 'network'],
    message: "E-mail addresses of the hospital's network administrators",
    many: true,
  });
  const only = environments.length === 1 ? environments[0] : undefined;
  const environment = await one(options.environment ?? only, {
    flag: '--environment',
    path: ['environment'],
    message: 'Environment',
    choices: environments,
  });
  const routing = await one(options.routing, {
    flag: '--routing',
    path: ['vpn', 'routing'],
    message: 'Routing (fixed for life)',
    choices: ['bgp', 'static'],
  });
  const asn =
    routing === 'bgp' && options.asn === undefined
      ? await one(undefined, {
          flag: '--asn',
          path: ['vpn', 'gateway', 'asn'],
          message: "The hospital's BGP autonomous system number",
        })
      : options.asn;
  const ipsec = await one(options.ipsec, {
    flag: '--ipsec',
    path: ['vpn', 'ipsec'],
    message: 'IPsec policy (eifu needs an acknowledgement in the file)',
    choices: POLICY_NAMES.filter((policy) => policy !== 'eifu'),
  });
  const auth = await one(options.auth, {
    flag: '--auth',
    path: ['dicom', 'stow', 'auth'],
    message: 'How the PACS authenticates to STOW-RS',
    choices: ['mtls', 'basic'],
  });
  if (missing.length > 0)
    throw new UserError(
      `missing: ${missing.join(', ')}; give them (heartlab new --help shows an example), or run it in a terminal to be asked`,
    );
  return {
    publicIp,
    hospitalCidrs,
    device,
    name,
    contacts,
    environment,
    routing,
    ipsec,
    auth,
    ...(asn === undefined ? {} : { asn: Number(asn) }),
    dimsePorts: options.dimse ?? [],
    callingAeTitles: options.aeTitle ?? [],
  };
}

/** What the schema says of one answer, as a sentence; undefined if it is right. */
function wrongAnswer(
  path: readonly (string | number)[],
  answer: string | readonly string[],
  site: string,
): string | undefined {
  const leaf = path.at(-1) === 'asn' ? Number(answer) : answer;
  const data = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), leaf);
  const { complaints } = hold(siteSchema, { site, ...(typeof data === 'object' ? data : {}) }, 'a site file');
  const own = complaints.find((complaint) => path.every((part, index) => complaint.path[index] === part));
  return own === undefined
    ? undefined
    : [own.found, own.wrong, '-', own.write].filter((part) => part !== undefined).join(' ');
}
