import type { GuidanceId } from './guidance';
import {
  DH_GROUP_RATINGS,
  ENCRYPTION_RATINGS,
  type GuidanceRatings,
  INTEGRITY_RATINGS,
  LIFETIME_GUIDANCE,
} from './guidance-ratings';
import type { SiteView } from './site-view';
import type { EvidenceTunnelFacts } from './tunnel-facts';

/** The ratings of the values that a site's tunnels may negotiate. */
export interface PolicyRatings {
  readonly rows: readonly RatingRow[];
  readonly lifetimes: readonly LifetimeRating[];
}

export interface RatingRow {
  readonly kind: 'encryption' | 'integrity' | 'DH group';
  readonly value: string;
  /** The phases in which it is permitted. */
  readonly phases: readonly (1 | 2)[];
  /** Undefined for a value that is not in the eIFU. */
  readonly standings: GuidanceRatings | undefined;
}

export interface LifetimeRating {
  readonly guidance: GuidanceId;
  readonly words: string;
  readonly found: string;
  readonly met: boolean;
}

const KINDS = [
  { kind: 'encryption', one: 'phase1Encryption', two: 'phase2Encryption', table: ENCRYPTION_RATINGS },
  { kind: 'integrity', one: 'phase1Integrity', two: 'phase2Integrity', table: INTEGRITY_RATINGS },
  { kind: 'DH group', one: 'phase1DhGroups', two: 'phase2DhGroups', table: DH_GROUP_RATINGS },
] as const;

/** The ratings of the effective policy; undefined without a VPN. */
export function policyRatings({ vpn }: SiteView): PolicyRatings | undefined {
  if (vpn === undefined) return undefined;
  const { tunnels } = vpn;
  const valuesOf = (name: (typeof KINDS)[number]['one' | 'two']): ReadonlySet<string> =>
    new Set(tunnels.flatMap((tunnel: EvidenceTunnelFacts) => tunnel[name] ?? []));
  const rows = KINDS.flatMap(({ kind, one, two, table }) => {
    const first = valuesOf(one);
    const second = valuesOf(two);
    const order = Object.keys(table);
    const all = [...new Set([...first, ...second])].toSorted((a, b) => position(order, a) - position(order, b));
    return all.map((value) => ({
      kind,
      value,
      phases: [...(first.has(value) ? [1 as const] : []), ...(second.has(value) ? [2 as const] : [])],
      standings: ratingsOf(value),
    }));
  });
  const found = tunnels[0].phase1Lifetime;
  const lifetimes = LIFETIME_GUIDANCE.map(({ guidance, words, longest }) => ({
    guidance,
    words,
    found: found === undefined ? 'AWS’s default' : `${found} s`,
    met: found !== undefined && Number(found) <= longest,
  }));
  return { rows, lifetimes };
}

const position = (order: readonly string[], value: string): number => {
  const index = order.indexOf(value);
  return index === -1 ? order.length : index;
};

function ratingsOf(value: string): GuidanceRatings | undefined {
  const all: Readonly<Record<string, GuidanceRatings>> = {
    ...ENCRYPTION_RATINGS,
    ...INTEGRITY_RATINGS,
    ...DH_GROUP_RATINGS,
  };
  return Object.hasOwn(all, value) ? all[value] : undefined;
}
