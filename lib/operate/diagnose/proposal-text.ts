import type { Site } from '../../config/model';
import { effectivePolicy } from '../../config/proposals';

/** One proposal, with the algorithm names of the program that logged it. */
export interface LoggedProposal {
  readonly encryption: readonly string[];
  readonly integrity: readonly string[];
  readonly prf: readonly string[];
  readonly groups: readonly string[];
}

type Part = keyof LoggedProposal;

const PARTS: readonly { readonly part: Part; readonly words: string; readonly pattern: RegExp }[] = [
  {
    part: 'encryption',
    words: 'encryption',
    pattern: /^(?:3?DES|AES|CAMELLIA|CHACHA20|NULL|BLOWFISH|CAST)(?:[_-]|$)/,
  },
  { part: 'integrity', words: 'integrity', pattern: /^(?:HMAC_|SHA|MD5|AUTH_)/ },
  { part: 'prf', words: 'PRF', pattern: /^PRF_/ },
  { part: 'groups', words: 'DH group', pattern: /^(?:MODP_|ECP_|CURVE_|KE\d*_|DH_GROUP|Group\b)/ },
];

const EMPTY: LoggedProposal = { encryption: [], integrity: [], prf: [], groups: [] };

function add(proposal: LoggedProposal, text: string): LoggedProposal {
  // Only the name: what follows it on the line may be a key.
  const word = /^[\w-]{0,40}/.exec(text)?.[0] ?? '';
  // Before encryption, or AES_XCBC_96 and AES_CMAC_96 would match as ciphers.
  const part = /^AES_(?:XCBC|CMAC)/.test(word) ? 'integrity' : PARTS.find(({ pattern }) => pattern.test(word))?.part;
  return part === undefined ? proposal : { ...proposal, [part]: [...proposal[part], word] };
}

/** `IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048, IKE:…` of charon. */
export function charonProposals(text: string): readonly LoggedProposal[] {
  return text
    .split(', ')
    .slice(0, 50)
    .map((one) =>
      one
        .replace(/^(?:IKE|ESP|AH):/, '')
        .split('/')
        .reduce(add, EMPTY),
    );
}

/** `ENCRYPTION: AES-CBC-256 PRF: SHA512 INTEGRITY: SHA512 DH GROUP: DH_GROUP_384_ECP/Group 20` of IOS. */
function labelled(text: string): LoggedProposal {
  const value = (label: string): readonly string[] =>
    (new RegExp(`\\b${label}:\\s?((?:(?!\\b(?:ENCRYPTION|PRF|INTEGRITY|DH GROUP|ESN):).)*)`).exec(text)?.[1] ?? '')
      .trim()
      .split(/\s*,\s*|\s+(?!\d)/)
      .filter((word) => /^(?:3?DES|AES|NULL|SHA|MD5|HMAC|DH_GROUP|Group)[\w/ -]{0,40}$/.test(word));
  return {
    encryption: value('ENCRYPTION'),
    integrity: value('INTEGRITY'),
    prf: value('PRF'),
    groups: value('DH GROUP'),
  };
}

/** `AES-CBC-256 SHA1 SHA96 DH_GROUP_1024_MODP/Group 2` of ASA: two hashes are the PRF and the integrity, one is the integrity. */
function bare(text: string): LoggedProposal {
  const found = text
    .replace(/Don't use ESN.*|Use ESN.*/i, '')
    .trim()
    .replace(/\/Group \d+/g, '')
    .split(/\s+/)
    .reduce(add, EMPTY);
  const { integrity } = found;
  return integrity.length < 2 ? found : { ...found, prf: integrity.slice(0, 1), integrity: integrity.slice(1) };
}

/** The proposals of IOS and ASA after `Proposal 1:`. */
export const ciscoProposals = (text: string): readonly LoggedProposal[] =>
  text
    .split(/Proposal \d+:/)
    .slice(1, 50)
    .map((one) => (one.includes('ENCRYPTION:') ? labelled(one) : bare(one)));

const list = (proposals: readonly LoggedProposal[], part: Part): readonly string[] => [
  ...new Set(proposals.flatMap((proposal) => proposal[part])),
];

export const hasGroups = (proposals: readonly LoggedProposal[]): boolean =>
  proposals.some(({ groups }) => groups.length > 0);

const shown = (values: readonly string[]): string => (values.length === 0 ? 'none' : values.join(' or '));

export const NO_DIFFERENCE = 'both sides have each value, but no proposal contains all of them';

/** FortiGate logs one part a line: they are one proposal. */
const whole = (proposals: readonly LoggedProposal[]): readonly LoggedProposal[] =>
  proposals.every(({ encryption }) => encryption.length > 0)
    ? proposals
    : [
        {
          encryption: list(proposals, 'encryption'),
          integrity: list(proposals, 'integrity'),
          prf: list(proposals, 'prf'),
          groups: list(proposals, 'groups'),
        },
      ];

type Pair = readonly [LoggedProposal, LoggedProposal];

/** Whether both name a common value, or both none. */
const isCommon = ([left, right]: Pair, part: Part): boolean =>
  left[part].length + right[part].length === 0 || left[part].some((value) => right[part].includes(value));

/**
 * The parts in which no proposal of one side equals one of the other, in words, with both sides' values. Proposals with a common
 * cipher are compared, if there are any: one with a combined-mode cipher has no integrity algorithm. For the first child SA
 * the group of phase 2 is left out (RFC 7296 section 1.3.1: no key exchange in IKE_AUTH).
 */
export function proposalDifference(
  theirs: readonly LoggedProposal[],
  ours: readonly LoggedProposal[],
  options: { readonly withGroups: boolean; readonly names: readonly [string, string] },
): string {
  const all = whole(theirs).flatMap((left) => whole(ours).map((right): Pair => [left, right]));
  const alike = all.filter((pair) => isCommon(pair, 'encryption'));
  const pairs = alike.length > 0 ? alike : all;
  const parts = PARTS.filter(({ part }) => options.withGroups || part !== 'groups').filter(
    ({ part }) => !pairs.some((pair) => isCommon(pair, part)),
  );
  const [them, us] = options.names;
  if (parts.length === 0) return NO_DIFFERENCE;
  return parts
    .map(({ part, words }) => `${words}: ${them} ${shown(list(theirs, part))}, ${us} ${shown(list(ours, part))}`)
    .join('; ');
}

/** charon's names of the values in a site file. */
const CHARON_NAMES: Readonly<Record<string, string>> = {
  'AES256-GCM-16': 'AES_GCM_16_256',
  'AES128-GCM-16': 'AES_GCM_16_128',
  AES256: 'AES_CBC_256',
  AES128: 'AES_CBC_128',
  'SHA2-512': 'HMAC_SHA2_512_256',
  'SHA2-384': 'HMAC_SHA2_384_192',
  'SHA2-256': 'HMAC_SHA2_256_128',
  SHA1: 'HMAC_SHA1_96',
};
/** strongSwan's names of the Diffie-Hellman groups, by number. */
export const DH_GROUP_NAMES: Readonly<Record<number, string>> = {
  2: 'MODP_1024',
  5: 'MODP_1536',
  14: 'MODP_2048',
  15: 'MODP_3072',
  16: 'MODP_4096',
  17: 'MODP_6144',
  18: 'MODP_8192',
  19: 'ECP_256',
  20: 'ECP_384',
  21: 'ECP_521',
  22: 'MODP_1024_160',
  23: 'MODP_2048_224',
  24: 'MODP_2048_256',
};

/** The site file's values for one phase, in charon's names. Integrity is optional with GCM; a PRF is never restricted. */
export function permittedProposal(site: Site, phase: 'phase1' | 'phase2'): LoggedProposal | undefined {
  if (site.vpn === undefined) return undefined;
  const policy = effectivePolicy(site.vpn.ipsec)[phase];
  return {
    encryption: policy.encryption.map((name) => CHARON_NAMES[name] ?? name),
    integrity: policy.integrity.map((name) => CHARON_NAMES[name] ?? name),
    prf: [],
    groups: policy.dhGroups.map((group) => DH_GROUP_NAMES[group] ?? String(group)),
  };
}

/** The values of a device's proposals that the site file doesn't permit, in words; undefined if some proposal is acceptable. */
export function notPermitted(
  offered: readonly LoggedProposal[],
  allowed: LoggedProposal,
  withGroups: boolean,
): string | undefined {
  const fits = (proposal: LoggedProposal, part: Part) =>
    proposal[part].length === 0 || proposal[part].some((value) => allowed[part].includes(value));
  const parts = (['encryption', 'integrity', ...(withGroups ? (['groups'] as const) : [])] as const).filter(
    (part) => !offered.some((proposal) => fits(proposal, part)),
  );
  if (parts.length === 0) return undefined;
  const words = (part: Part) => PARTS.find((one) => one.part === part)?.words ?? part;
  return parts
    .map((part) => `${words(part)}: device ${shown(list(offered, part))}, site file ${shown(allowed[part])}`)
    .join('; ');
}
