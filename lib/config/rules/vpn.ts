import { addressKind } from '../addressing/ipv4';
import type { DeepPartial, VpnSettings } from '../model';
import type { DataPath, FileComplaint } from '../problem';
import { DEFAULT_AWS_ASN } from '../schema/common';
import { clashingEntries, type FleetRule, indexedItems, type SiteRule } from './rule';

interface Peer {
  readonly path: DataPath;
  readonly publicIp: string | undefined;
  readonly asn: number | undefined;
  /** False if `asn` is present, but invalid. */
  readonly asnKnown: boolean;
}

/** The current gateway and earlier ones. */
function* peers(vpn: DeepPartial<VpnSettings> | undefined): Iterable<Peer> {
  const gateway = vpn?.gateway;
  if (gateway === undefined) return;
  const peer = (
    path: DataPath,
    item: { readonly publicIp?: string | undefined; readonly asn?: number | undefined },
  ): Peer => ({
    path,
    publicIp: item.publicIp,
    asn: item.asn,
    asnKnown: item.asn !== undefined || !('asn' in item),
  });
  yield peer(['vpn', 'gateway'], gateway);
  for (const [index, item] of indexedItems(gateway.previous)) yield peer(['vpn', 'gateway', 'previous', index], item);
}

export const publicAddress: SiteRule = {
  id: 'public-address',
  holds: '`publicIp` is a public unicast address; a documentation address (RFC 5737) is allowed, with a note.',
  *check({ site }) {
    for (const { path, publicIp } of peers(site.vpn)) {
      if (publicIp !== undefined && addressKind(publicIp) === 'documentation') {
        yield {
          path: [...path, 'publicIp'],
          severity: 'note',
          found: `"${publicIp}"`,
          wrong: 'is a documentation address (RFC 5737), which is only for examples and never reachable',
          write: 'write the real one before a deploy',
        };
      }
    }
  },
};

export const asnWithBgp: SiteRule = {
  id: 'asn-with-bgp',
  holds: 'With `routing: bgp`, the gateway and every previous gateway have `asn`. With `routing: static`, none has it.',
  *check({ site }) {
    const routing = site.vpn?.routing;
    for (const { path, asn, asnKnown } of peers(site.vpn)) {
      if (routing === 'bgp' && asn === undefined && asnKnown) {
        yield {
          path: [...path, 'asn'],
          at: 'key',
          wrong: 'is missing, and `routing: bgp` needs it',
          write: "write the hospital's autonomous system number, like asn: 65010",
        };
      }
      if (routing === 'static' && asn !== undefined) {
        yield {
          path: [...path, 'asn'],
          at: 'key',
          wrong: 'has no meaning with `routing: static`',
          write: 'remove it, or write routing: bgp (fixed for life)',
        };
      }
    }
  },
};

/** Autonomous system numbers that AWS reserves (CreateCustomerGateway). */
const RESERVED_ASNS: readonly number[] = [7224, 9059, 10124, 17943];

/** Complaints about a hospital's ASN in combination with the AWS side's. */
export function asnComplaints(
  path: DataPath,
  asn: number | undefined,
  awsAsn: number | undefined,
): readonly FileComplaint[] {
  if (asn === undefined) return [];
  if (RESERVED_ASNS.includes(asn))
    return [
      {
        path,
        found: `${asn}`,
        wrong: 'is reserved by AWS',
        write: "write the hospital's own number, or a private one like 65010",
      },
    ];
  return asn === awsAsn
    ? [
        {
          path,
          found: `${asn}`,
          wrong: 'is also the AWS side’s number (awsAsn), and BGP needs two different numbers',
          write: 'write another private number, like 65010',
        },
      ]
    : [];
}

export const asnUsable: SiteRule = {
  id: 'asn-usable',
  holds: '`asn` is neither reserved by AWS (7224, 9059, 10124, 17943) nor equal to the AWS side’s.',
  *check({ site }) {
    for (const { path, asn } of peers(site.vpn)) yield* asnComplaints([...path, 'asn'], asn, site.vpn?.awsAsn);
  },
};

export const insideCidrsDiffer: SiteRule = {
  id: 'inside-cidrs-differ',
  holds: 'The inside CIDRs of a site’s two tunnels differ.',
  *check({ site }) {
    const [one, two] = site.vpn?.tunnels ?? [];
    if (one?.insideCidr !== undefined && one.insideCidr === two?.insideCidr) {
      yield {
        path: ['vpn', 'tunnels', 1, 'insideCidr'],
        found: `"${one.insideCidr}"`,
        wrong: 'is also the inside CIDR of the first tunnel',
        write: 'write another /30, such as 169.254.100.4/30',
      };
    }
  },
};

export const insideCidrsPerDevice: FleetRule = {
  id: 'inside-cidrs-per-device',
  holds:
    'Two sites behind the same public IP have different inside CIDRs. Otherwise one device would have the same tunnel address twice.',
  *check({ sites }) {
    const tunnels = sites.flatMap((entry) =>
      [...indexedItems(entry.site.vpn?.tunnels)].flatMap(([index, tunnel]) => {
        const publicIp = entry.site.vpn?.gateway?.publicIp;
        return publicIp === undefined || tunnel.insideCidr === undefined
          ? []
          : [{ entry, index, publicIp, insideCidr: tunnel.insideCidr }];
      }),
    );
    const clashes = clashingEntries(tunnels, ({ publicIp, insideCidr }) => `${publicIp} ${insideCidr}`);
    for (const { one, others } of clashes) {
      // A tunnel with the same CIDR in the same file is a problem of another rule.
      if (others === '') continue;
      yield {
        entry: one.entry,
        complaint: {
          path: ['vpn', 'tunnels', one.index, 'insideCidr'],
          found: `"${one.insideCidr}"`,
          wrong: `is also used by ${others}, behind the same device ${one.publicIp}`,
          write: 'give the newer site another pair of /30s in `tunnels`, such as 169.254.101.0/30 and 169.254.101.4/30',
        },
      };
    }
  },
};

export const phase2Shorter: SiteRule = {
  id: 'phase2-shorter',
  holds: 'Phase 2’s lifetime is shorter than phase 1’s.',
  *check({ site }) {
    const ipsec = site.vpn?.ipsec;
    if (ipsec === undefined || typeof ipsec === 'string') return;
    const one = ipsec.phase1?.lifetimeSeconds;
    const two = ipsec.phase2?.lifetimeSeconds;
    if (one !== undefined && two !== undefined && two >= one) {
      yield {
        path: ['vpn', 'ipsec', 'phase2', 'lifetimeSeconds'],
        found: `${two}`,
        wrong: `is not shorter than phase 1's ${one}`,
        write: `write fewer than ${one} seconds, or lengthen phase 1 (up to 28800)`,
      };
    }
  },
};

export const gatewayAsnLasts: SiteRule = {
  id: 'gateway-asn-lasts',
  holds:
    'With Direct Connect, `vpn.awsAsn` is 64512. With another value, removing `vpn` later would replace the gateway (a note).',
  *check({ site }) {
    const asn = site.vpn?.awsAsn;
    if ('directConnect' in site && asn !== undefined && asn !== DEFAULT_AWS_ASN) {
      yield {
        path: ['vpn', 'awsAsn'],
        severity: 'note',
        found: `${asn}`,
        wrong:
          'is the ASN of the gateway that Direct Connect also uses: removing `vpn` later would replace the gateway and cut off Direct Connect',
        write: `leave it at ${DEFAULT_AWS_ASN} while the site is new`,
      };
    }
  },
};
