import type { HeartLabRule } from './heartlab-rules';
import type { DeepPartial, PartialSite, VpnSettings } from './model';
import { DICOM_TLS_PORT, DIMSE_PORTS } from './ports';
import type { DataPath } from './problem';
import {
  type EncryptionAlgorithm,
  effectivePolicy,
  type IntegrityAlgorithm,
  type IpsecPolicy,
  type PhasePolicy,
  weakValues,
} from './proposals';
import { indexedItems } from './rules/rule';

/** A finding that follows from a site file alone. The site must acknowledge it. */
export interface FileFinding {
  readonly rule: HeartLabRule;
  readonly path: DataPath;
  /** The finding, and why it matters. */
  readonly wrong: string;
  /** How to resolve the finding. */
  readonly write: string;
}

/** The complete policy; undefined if a part of it could not be read. */
function wholePolicy(ipsec: DeepPartial<VpnSettings>['ipsec']): IpsecPolicy | undefined {
  if (ipsec === undefined) return undefined;
  if (typeof ipsec === 'string') return effectivePolicy(ipsec);
  const one = wholePhase(ipsec.phase1);
  const two = wholePhase(ipsec.phase2);
  return one === undefined || two === undefined ? undefined : { phase1: one, phase2: two };
}

interface ReadPhase<Group extends number> {
  readonly encryption?: readonly (EncryptionAlgorithm | undefined)[] | undefined;
  readonly integrity?: readonly (IntegrityAlgorithm | undefined)[] | undefined;
  readonly dhGroups?: readonly (Group | undefined)[] | undefined;
  readonly lifetimeSeconds?: number | undefined;
}

function wholePhase<Group extends number>(phase: ReadPhase<Group> | undefined): PhasePolicy<Group> | undefined {
  const encryption = whole(phase?.encryption);
  const integrity = whole(phase?.integrity);
  const dhGroups = whole(phase?.dhGroups);
  if (encryption === undefined || integrity === undefined || dhGroups === undefined) return undefined;
  return { encryption, integrity, dhGroups, lifetimeSeconds: phase?.lifetimeSeconds ?? 0 };
}

/** The list, if all of its items could be read. */
function whole<T>(items: readonly (T | undefined)[] | undefined): readonly T[] | undefined {
  const read = [...indexedItems(items)].map(([, item]) => item);
  return items !== undefined && read.length === items.length ? read : undefined;
}

/** The result of one rule for a file: a finding, none, or undecided because a required value could not be read. */
type Judgement = FileFinding | 'none' | 'undecided';

function vpn3(site: PartialSite): Judgement {
  if (!('vpn' in site)) return 'none';
  const policy = wholePolicy(site.vpn?.ipsec);
  if (policy === undefined) return 'undecided';
  const weak = weakValues(policy);
  return weak.length === 0
    ? 'none'
    : {
        rule: 'HeartLab-VPN3',
        path: ['vpn', 'ipsec'],
        wrong: `permits ${weak.join('; ')}: AWS uses the weakest value that both sides offer`,
        write: 'write ipsec: strong (or nzism)',
      };
}

function dx1(site: PartialSite): Judgement {
  if (!('directConnect' in site)) return 'none';
  if (site.dicom === undefined) return 'undecided';
  const { dimse, deliverTo } = site.dicom;
  const received = 'dimse' in site.dicom ? whole(dimse?.ports) : [];
  const sent = 'deliverTo' in site.dicom ? whole(deliverTo)?.map((delivery) => delivery.port) : [];
  const inClear = received?.filter((port) => !DIMSE_PORTS[port].encrypted) ?? [];
  const outClear = (sent ?? []).flatMap((port) => (port === undefined || port === DICOM_TLS_PORT ? [] : [port]));
  if (inClear.length > 0)
    return {
      rule: 'HeartLab-DX1',
      path: ['dicom', 'dimse', 'ports'],
      wrong: `sends images unencrypted over Direct Connect on port ${inClear.join(', ')}: Direct Connect does not encrypt traffic`,
      write: 'use port 2762 (TLS) or STOW-RS',
    };
  if (outClear.length > 0)
    return {
      rule: 'HeartLab-DX1',
      path: ['dicom', 'deliverTo'],
      wrong: `sends results unencrypted over Direct Connect to port ${[...new Set(outClear)].join(', ')}: Direct Connect does not encrypt traffic`,
      write: 'configure the PACS to accept DICOM over TLS on port 2762',
    };
  return received === undefined || sent === undefined || sent.includes(undefined) ? 'undecided' : 'none';
}

function dx3(site: PartialSite): Judgement {
  if (!('directConnect' in site) || 'vpn' in site) return 'none';
  const interfaces = site.directConnect?.virtualInterfaces;
  if (interfaces === undefined) return 'undecided';
  return interfaces.length > 1
    ? 'none'
    : {
        rule: 'HeartLab-DX3',
        path: ['directConnect', 'virtualInterfaces'],
        wrong:
          'has only one virtual interface, and no VPN as its backup: if the interface fails, the hospital is cut off',
        write: 'add a second interface on another connection, or `vpn`',
      };
}

const JUDGES = { 'HeartLab-VPN3': vpn3, 'HeartLab-DX1': dx1, 'HeartLab-DX3': dx3 } as const;

/** The findings of HeartLab-VPN3, DX1 and DX3 in the readable part of a site file. */
export function fileFindings(site: PartialSite): readonly FileFinding[] {
  return Object.values(JUDGES).flatMap((judge) => {
    const judgement = judge(site);
    return typeof judgement === 'string' ? [] : [judgement];
  });
}

/** True if the site file certainly has no finding of a rule: an acknowledgement of the rule is then stale. */
export function surelyAbsent(site: PartialSite, rule: string): boolean {
  const judge = Object.entries(JUDGES).find(([id]) => id === rule)?.[1];
  return judge !== undefined && judge(site) === 'none';
}
