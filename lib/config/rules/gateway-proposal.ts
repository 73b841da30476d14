import type { DeepPartial, VpnSettings } from '../model';
import { effectivePolicy, isGcm, type NAMED_POLICIES } from '../proposals';
import type { SiteRule } from './rule';

const PHASES = ['phase1', 'phase2'] as const;
const LISTS = { encryption: 'encryption', integrity: 'integrity', dhGroup: 'dhGroups' } as const;
const NARROWEST_FIRST = ['nzism', 'strong', 'eifu'] as const satisfies readonly (keyof typeof NAMED_POLICIES)[];
const SETTINGS = ['encryption', 'integrity', 'dhGroup'] as const;

/** The values that `vpn.ipsec` permits; undefined if one of them could not be read. */
function permittedValues(
  ipsec: DeepPartial<VpnSettings>['ipsec'],
  phase: (typeof PHASES)[number],
  setting: (typeof SETTINGS)[number],
): readonly (string | number)[] | undefined {
  const list: readonly (string | number | undefined)[] | undefined =
    typeof ipsec === 'string' ? effectivePolicy(ipsec)[phase][LISTS[setting]] : ipsec?.[phase]?.[LISTS[setting]];
  const read = list?.filter((value) => value !== undefined);
  return read?.length === list?.length ? read : undefined;
}

export const proposalPermitted: SiteRule = {
  id: 'proposal-permitted',
  holds: 'Every value of `vpn.gateway.proposal` is permitted by `vpn.ipsec`: otherwise the tunnels would be down.',
  *check({ site: { vpn } }) {
    const ipsec = vpn?.ipsec;
    for (const phase of PHASES) {
      for (const setting of SETTINGS) {
        const value = vpn?.gateway?.proposal?.[phase]?.[setting];
        const permitted = permittedValues(ipsec, phase, setting);
        if (value === undefined || permitted === undefined || permitted.includes(value)) continue;
        const { encryption } = vpn?.gateway?.proposal?.[phase] ?? {};
        if (phase === 'phase2' && setting === 'integrity' && encryption !== undefined && isGcm(encryption)) continue;
        const policy =
          typeof ipsec === 'string'
            ? `ipsec: ${NARROWEST_FIRST.find((name) => permittedValues(name, phase, setting)?.includes(value))}`
            : `${LISTS[setting]}: [${[...permitted, value].join(', ')}] in vpn.ipsec.${phase}`;
        yield {
          path: ['vpn', 'gateway', 'proposal', phase, setting],
          found: typeof value === 'string' ? `"${value}"` : `${value}`,
          wrong: 'is not permitted by vpn.ipsec',
          write: `write the value that the device uses with this policy, like ${setting}: ${permitted[0]}, or permit it: ${policy}`,
        };
      }
    }
  },
};

export const proposalComplete: SiteRule = {
  id: 'proposal-complete',
  holds: 'A recorded proposal has `integrity` in every phase whose encryption is not AES-GCM.',
  *check({ site: { vpn } }) {
    for (const phase of PHASES) {
      const recorded = vpn?.gateway?.proposal?.[phase];
      if (recorded?.encryption === undefined || isGcm(recorded.encryption) || 'integrity' in recorded) continue;
      const [like] = permittedValues(vpn?.ipsec, phase, 'integrity') ?? ['SHA2-256'];
      yield {
        path: ['vpn', 'gateway', 'proposal', phase, 'integrity'],
        at: 'key',
        wrong: `is missing, and ${recorded.encryption} needs it`,
        write: `write the integrity algorithm that the device uses, like integrity: ${like}`,
      };
    }
  },
};
