import { join, relative } from 'node:path';
import { DEFAULT_POOL, nextFreeCloudCidr } from '../../config/addressing/free-cidr';
import { parseBlock } from '../../config/addressing/ipv4';
import { type LoadedFleet, loadFleet } from '../../config/load/load';
import { newSiteText } from '../../config/new-site';
import { problemText, showValue } from '../../config/problem';
import { databaseHoldsCells, ingestHoldsCells } from '../../config/rules/ingest';
import { DEFAULT_INSIDE_CIDRS } from '../../config/schema/vpn';
import { deviceComplaints } from '../../handover/devices/problems';
import { UserError } from '../../project/errors';
import {
  answersHaveVpn,
  DELIVERY_FORM,
  type FlagProblem,
  firstOf,
  flagOfPath,
  formProblems,
  INTERFACE_FORM,
  type NewAnswers,
  type NewOptions,
  partsOf,
} from './answers';

/** A hospital to write a file for. */
export interface NewHospital {
  readonly site: string;
  readonly answers: NewAnswers;
}

/** A file that is not written yet. */
export interface SiteDraft {
  readonly name: string;
  readonly content: string;
  readonly cloudCidr: string;
}

type Folder = Pick<NewOptions, 'sites' | 'pool'>;

/** The texts of the new files. What no answer sets is chosen so that it is free: beside the folder's sites, and each other. */
export function draftSites(hospitals: readonly NewHospital[], { sites, pool }: Folder, loaded: LoadedFleet) {
  const existing = loaded.entries.sites.map(({ site }) => site);
  const cloudCidrs = [
    ...existing.flatMap(({ network }) => network?.cloudCidr ?? []),
    ...hospitals.flatMap(({ answers }) => answers['--cloud-cidr'] ?? []),
  ];
  const insideCidrs = existing.flatMap(({ vpn }) =>
    (vpn?.tunnels ?? []).map((tunnel) => ({ publicIp: vpn?.gateway?.publicIp, cidr: tunnel?.insideCidr })),
  );
  const path = relative(sites, join('sites', 'site.schema.json')) || 'site.schema.json';
  const schemaPath = path.startsWith('.') ? path : `./${path}`;
  return hospitals.map(({ site, answers }): SiteDraft => {
    const publicIp = firstOf(answers, '--public-ip');
    // The whole address space is reported as a mistake; it leaves no address free.
    const cloudCidr =
      answers['--cloud-cidr']?.[0] ??
      freeCidr(loaded, pool ?? DEFAULT_POOL, [
        ...cloudCidrs,
        ...(answers['--cidr'] ?? []).filter((cidr) => parseBlock(cidr)?.prefix !== 0),
      ]);
    const behind = insideCidrs.filter((used) => used.publicIp === publicIp).map(({ cidr }) => cidr);
    const pair = PAIRS.find((two) => two.every((cidr) => !behind.includes(cidr))) ?? DEFAULT_INSIDE_CIDRS;
    cloudCidrs.push(cloudCidr);
    insideCidrs.push(...pair.map((cidr) => ({ publicIp, cidr })));
    const content = newSiteText({
      site,
      name: firstOf(answers, '--name'),
      environment: firstOf(answers, '--environment'),
      contacts: answers['--contact'] ?? [],
      hospitalCidrs: answers['--cidr'] ?? [],
      cloudCidr,
      vpn: answersHaveVpn(answers)
        ? {
            publicIp,
            device: firstOf(answers, '--device'),
            insideCidrs: pair,
            routing: firstOf(answers, '--routing'),
            asn: answers['--asn']?.[0],
            ipsec: firstOf(answers, '--ipsec'),
          }
        : undefined,
      virtualInterfaces: partsOf(answers['--virtual-interface'], INTERFACE_FORM).map(
        ([connectionId = '', vlan = '', asn = '']) => ({ connectionId, vlan, asn }),
      ),
      auth: firstOf(answers, '--auth'),
      dimsePorts: answers['--dimse'] ?? [],
      callingAeTitles: answers['--ae-title'] ?? [],
      deliverTo: partsOf(answers['--deliver-to'], DELIVERY_FORM).map(([aeTitle = '', address = '', port = '']) => ({
        aeTitle,
        address,
        port,
      })),
      schemaPath,
    });
    return { name: `${site}.yaml`, content, cloudCidr };
  });
}

/** Limits of an environment that new sites can exceed. */
const LIMITS: readonly string[] = [ingestHoldsCells.id, databaseHoldsCells.id];

/**
 * The mistakes of each hospital, by the rules of the loader and of `heartlab check`, in the order of the hospitals. An exceeded
 * limit of an environment is reported for the last one.
 */
export function draftProblems(
  hospitals: readonly NewHospital[],
  drafts: readonly SiteDraft[],
  sites: string,
): readonly (readonly FlagProblem[])[] {
  const checked = loadFleet(sites, drafts);
  const exceeded = checked.problems.filter(({ rule }) => LIMITS.includes(rule));
  return hospitals.map(({ site, answers }, index) => {
    const file = join(sites, `${site}.yaml`);
    const value = checked.sites.find((other) => other.site === site);
    const devices = (value === undefined ? [] : deviceComplaints(value)).map((complaint) =>
      checked.problemAt(site, 'device-supports', complaint),
    );
    const found = [...checked.problems, ...devices].filter(
      (problem) => problem.file === file && problem.severity === 'error',
    );
    return [
      ...formProblems(answers, showValue),
      ...[...found, ...(index === hospitals.length - 1 ? exceeded : [])].map((problem) => {
        const flag = problem.rule === 'has-connection' ? '--virtual-interface' : flagOfPath(problem.path);
        return { flag, text: problemText(flag === undefined ? problem : { ...problem, path: '' }) };
      }),
    ];
  });
}

/** The tunnels' inside CIDRs: the default pair, or the next pair that no other site behind the same device uses. */
const PAIRS = Array.from(
  { length: 100 },
  (_, index) => [`169.254.${100 + index}.0/30`, `169.254.${100 + index}.4/30`] as const,
);

function freeCidr(loaded: LoadedFleet, pool: string, inUse: readonly string[]): string {
  if (parseBlock(pool) === undefined)
    throw new UserError(`--pool ${showValue(pool)} is not an IPv4 CIDR block; write it like ${DEFAULT_POOL}`);
  const unknown = loaded.entries.sites.filter(({ site }) => site.network?.cloudCidr === undefined);
  if (unknown.length > 0) {
    throw new UserError(
      `the cloudCidr of ${unknown.map(({ fileName }) => fileName).join(', ')} can't be read, so no free one can be chosen; correct it first (\`heartlab check\`), or pass --cloud-cidr`,
    );
  }
  const free = nextFreeCloudCidr(pool, inUse);
  if (free === undefined) throw new UserError(`no free /26 is left in ${pool}; pass another --pool`);
  return free;
}
