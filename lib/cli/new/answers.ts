import { DEVICE_IDS } from '../../config/devices';
import { parseWith } from '../../config/load/schema-complaints';
import type { NewSite } from '../../config/new-site';
import { POLICY_NAMES } from '../../config/proposals';
import { siteSchema } from '../../config/schema/site';
import { UserError } from '../../project/errors';
import type { AskQuestion } from './prompts';

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

/** The settings of a new site that flags or prompts give; the others are computed. */
export type NewSiteAnswers = Omit<NewSite, 'site' | 'cloudCidr' | 'insideCidrs' | 'schemaPath'>;

/** The setting that each flag sets. */
const SETTINGS = {
  '--public-ip': ['vpn', 'gateway', 'publicIp'],
  '--cidr': ['network', 'hospitalCidrs'],
  '--device': ['vpn', 'gateway', 'device'],
  '--name': ['name'],
  '--contact': ['contacts', 'network'],
  '--environment': ['environment'],
  '--routing': ['vpn', 'routing'],
  '--asn': ['vpn', 'gateway', 'asn'],
  '--ipsec': ['vpn', 'ipsec'],
  '--auth': ['dicom', 'stow', 'auth'],
  '--dimse': ['dicom', 'dimse', 'ports'],
  '--ae-title': ['dicom', 'dimse', 'callingAeTitles'],
  '--cloud-cidr': ['network', 'cloudCidr'],
} as const;

type Flag = keyof typeof SETTINGS;

/** The flag for the setting at a path, such as `network.hospitalCidrs[0]`; undefined if there is none. */
export function cliFlagOf(path: string): string | undefined {
  return Object.entries(SETTINGS).find(([, keys]) => {
    const own = keys.join('.');
    return path === own || path.startsWith(`${own}[`);
  })?.[0];
}

/** A prompt for a setting without a flag. The eIFU's three required facts come first. */
interface Question {
  readonly flag: Flag;
  readonly message: string;
  readonly choices?: readonly string[];
  readonly many?: true;
}

/** Takes the answers from flags, and prompts for the others. Without a terminal, one error lists every missing flag. */
export async function completeAnswers(
  site: string,
  options: NewOptions,
  environments: readonly string[],
  ask: AskQuestion | undefined,
): Promise<NewSiteAnswers> {
  const missing: string[] = [];
  const get = async (given: readonly string[] | undefined, question: Question): Promise<readonly string[]> => {
    if (given !== undefined) return given;
    if (ask !== undefined) {
      return ask({
        ...question,
        message: question.many === true ? `${question.message} (separate them by commas)` : question.message,
        wrong: (answer) =>
          wrongAnswer(SETTINGS[question.flag], question.many === true ? answer : (answer[0] ?? ''), site),
      });
    }
    missing.push(question.flag);
    return [];
  };
  const one = async (given: string | undefined, question: Question): Promise<string> =>
    (await get(given === undefined ? undefined : [given], question))[0] ?? '';
  const publicIp = await one(options.publicIp, {
    flag: '--public-ip',
    message: "Public IP address of the hospital's router or firewall",
  });
  const hospitalCidrs = await get(options.cidr, {
    flag: '--cidr',
    message: "Local IPv4 CIDR blocks: the hospital's subnets that need connectivity",
    many: true,
  });
  const device = await one(options.device, {
    flag: '--device',
    message: 'Gateway device model',
    choices: DEVICE_IDS,
  });
  const name = await one(options.name, { flag: '--name', message: "The hospital's name" });
  const contacts = await get(options.contact, {
    flag: '--contact',
    message: "E-mail addresses of the hospital's network administrators",
    many: true,
  });
  const only = environments.length === 1 ? environments[0] : undefined;
  const environment = await one(options.environment ?? only, {
    flag: '--environment',
    message: 'Environment',
    choices: environments,
  });
  const routing = await one(options.routing, {
    flag: '--routing',
    message: 'Routing (fixed for life)',
    choices: ['bgp', 'static'],
  });
  const asn =
    routing === 'bgp' && options.asn === undefined
      ? await one(undefined, {
          flag: '--asn',
          message: "The hospital's BGP autonomous system number",
        })
      : options.asn;
  const ipsec = await one(options.ipsec, {
    flag: '--ipsec',
    message: 'IPsec policy (eifu needs an acknowledgement in the file)',
    choices: POLICY_NAMES.filter((policy) => policy !== 'eifu'),
  });
  const auth = await one(options.auth, {
    flag: '--auth',
    message: 'How the PACS authenticates to STOW-RS',
    choices: ['mtls', 'basic'],
  });
  if (missing.length > 0)
    throw new UserError(
      `missing: ${missing.join(', ')}; add them (heartlab new --help has an example), or run the command in a terminal, which prompts for them`,
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
    asn: asn === undefined ? undefined : Number(asn),
    dimsePorts: options.dimse ?? [],
    callingAeTitles: options.aeTitle ?? [],
  };
}

/** The schema's complaint about one answer, as a sentence; undefined if the answer is valid. */
function wrongAnswer(
  path: readonly (string | number)[],
  answer: string | readonly string[],
  site: string,
): string | undefined {
  const leaf = path.at(-1) === 'asn' ? Number(answer) : answer;
  const data = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), leaf);
  const { complaints } = parseWith(siteSchema, { site, ...(typeof data === 'object' ? data : {}) }, 'a site file');
  const own = complaints.find((complaint) => path.every((part, index) => complaint.path[index] === part));
  return own === undefined
    ? undefined
    : [own.found, own.wrong, '-', own.write].filter((part) => part !== undefined).join(' ');
}
