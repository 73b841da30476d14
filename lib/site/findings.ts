import type { HeartLabRule } from './heartlab-rules';
import type { PartialSite, Partly, SiteVpn } from './model';
import { DIMSE_PORTS } from './ports';
import type { Path } from './problem';
import { effectivePolicy, type IpsecPolicy, weakValues } from './proposals';
import { listed } from './rules/rule';

/** Something that a site may do only if it acknowledges it, found from its file alone. */
export interface Finding {
  readonly rule: HeartLabRule;
  readonly path: Path;
  /** What is so, and why it matters. */
  readonly wrong: string;
  /** How to be rid of it. */
  readonly write: string;
}

/** A policy in full, if all of it could be read. */
function wholePolicy(ipsec: Partly<SiteVpn>['ipsec']): IpsecPolicy | undefined {
  if (ipsec === undefined) return undefined;
  if (typeof ipsec === 'string') return effectivePolicy(ipsec);
  const phase = <K extends 'phase1' | 'phase2'>(name: K): IpsecPolicy[K] | undefined => {
    const { encryption = [], integrity = [], dhGroups = [], lifetimeSeconds = 0 } = ipsec[name] ?? {};
    const read = {
      encryption: [...listed(encryption)],
      integrity: [...listed(integrity)],
      dhGroups: [...listed(dhGroups)],
    };
    return {
      encryption: read.encryption.map(([, value]) => value),
      integrity: read.integrity.map(([, value]) => value),
      dhGroups: read.dhGroups.map(([, value]) => value),
      lifetimeSeconds,
    } as IpsecPolicy[K];
  };
  const [phase1, phase2] = [phase('phase1'), phase('phase2')];
  return phase1 === undefined || phase2 === undefined ? undefined : { phase1, phase2 };
}

/** HeartLab-VPN3, DX1 and DX3: the findings that follow from the file, of as much of it as could be read. */
export function fileFindings(site: PartialSite): readonly Finding[] {
  const findings: Finding[] = [];
  const policy = wholePolicy(site.vpn?.ipsec);
  const weak = policy === undefined ? [] : weakValues(policy);
  if (weak.length > 0) {
    findings.push({
      rule: 'HeartLab-VPN3',
      path: ['vpn', 'ipsec'],
      wrong: `permits ${weak.join('; ')}: AWS uses the weakest value that both sides offer`,
      write: 'write ipsec: strong (or nzism)',
    });
  }
  const interfaces = [...listed(site.directConnect?.virtualInterfaces)];
  const clear = [...listed(site.dicom?.dimse?.ports)]
    .map(([, port]) => port)
    .filter((port) => !DIMSE_PORTS[port].encrypted);
  if (interfaces.length > 0 && clear.length > 0) {
    findings.push({
      rule: 'HeartLab-DX1',
      path: ['dicom', 'dimse', 'ports'],
      wrong: `sends images unencrypted over Direct Connect on port ${clear.join(', ')}: Direct Connect encrypts nothing`,
      write: 'use port 2762 (TLS) or STOW-RS',
    });
  }
  if (interfaces.length === 1 && !('vpn' in site)) {
    findings.push({
      rule: 'HeartLab-DX3',
      path: ['directConnect', 'virtualInterfaces'],
      wrong: 'is one virtual interface with no VPN behind it: when it fails, the hospital is cut off',
      write: 'add a second interface on another connection, or `vpn`',
    });
  }
  return findings;
}
