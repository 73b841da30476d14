import type { HeartLabRule } from '../../config/heartlab-rules';
import { WEAK_VALUES } from '../../config/proposals';
import { SOON_DAYS } from './action-items';
import type { EncryptionPath } from './encryption-path';
import type { FileAcknowledgement, RiskFact } from './evidence';
import type { PolicyRatings } from './policy-ratings';
import type { SiteView } from './site-view';
import { type EvidenceTunnelFacts, TUNNEL_LISTS } from './tunnel-facts';

interface RiskInput {
  readonly view: SiteView;
  readonly standing: PolicyRatings | undefined;
  readonly ways: readonly EncryptionPath[];
  readonly acknowledgements: readonly FileAcknowledgement[];
}

/** The risks of a site: weak algorithms, unencrypted paths and lines, acknowledgements that expire soon or have expired. */
export function riskFacts({ view, standing, ways, acknowledgements }: RiskInput): readonly RiskFact[] {
  const approvalOf = (id: HeartLabRule | undefined): RiskFact['approval'] => {
    const found = acknowledgements.find(({ rule }) => rule === id);
    return found === undefined ? undefined : approval(found);
  };
  const weak = weakAlgorithms(view, standing);
  return [
    ...(weak === '' ? [] : [{ kind: 'weak algorithms' as const, what: weak, approval: approvalOf('HeartLab-VPN3') }]),
    ...ways.flatMap(clearSegments).map(({ what, overLine }) => ({
      kind: 'clear-text path' as const,
      what,
      approval: approvalOf(overLine ? 'HeartLab-DX1' : undefined),
    })),
    ...view.lines.map(({ connection, vlan }) => ({
      kind: 'unencrypted line' as const,
      what: `Direct Connect ${connection}, VLAN ${vlan}: the template shows neither MACsec nor a VPN over this line`,
      approval: undefined,
    })),
    ...acknowledgements
      .filter(({ daysLeft }) => daysLeft <= SOON_DAYS)
      .map((one) => ({
        kind: 'acknowledgement ending' as const,
        what: `${one.rule}: ${one.reason}`,
        approval: approval(one),
      })),
  ];
}

const approval = ({ rule, approvedBy, expires, daysLeft }: FileAcknowledgement): RiskFact['approval'] => ({
  rule,
  approvedBy,
  expires,
  daysLeft,
});

/** The values of rule HeartLab-VPN3 that the tunnels permit. A list that the template lacks permits every value of AWS. */
function weakAlgorithms({ vpn }: SiteView, standing: PolicyRatings | undefined): string {
  const unspecified = Object.entries(TUNNEL_LISTS).flatMap(([key, name]) =>
    vpn?.tunnels.some((tunnel: EvidenceTunnelFacts) => tunnel[key as keyof typeof TUNNEL_LISTS] === undefined)
      ? [`${name} is not specified, so every value of AWS is permitted`]
      : [],
  );
  const weak = (standing?.rows ?? [])
    .filter(({ kind, value }) =>
      kind === 'integrity'
        ? WEAK_VALUES.integrity.some((one) => one === value)
        : kind === 'DH group' && WEAK_VALUES.dhGroups.includes(Number(value)),
    )
    .map(({ kind, value, phases }) => {
      const where = phases.length > 1 ? 'phases 1 and 2' : `phase ${phases.join()}`;
      return `${kind === 'DH group' ? `DH group ${value}` : value} (${where})`;
    });
  return [...weak, ...unspecified].join(', ');
}

/** The segments on which a port's traffic is not encrypted. Ports with the same words share one entry. */
function clearSegments({ ports, hops }: EncryptionPath): readonly { what: string; overLine: boolean }[] {
  return hops.flatMap(({ from, to, cells }) => {
    const byWords = new Map<string, string[]>();
    cells.forEach(({ level, words }, index) => {
      if (level === 'clear') byWords.set(words, [...(byWords.get(words) ?? []), ports[index]?.port ?? 'unknown']);
    });
    return [...byWords].map(([words, open]) => ({
      what: `port ${[...new Set(open)].join(', ')}, ${from} → ${to}: ${words}`,
      overLine: [from, to].some((end) => end.endsWith('by Direct Connect')),
    }));
  });
}
