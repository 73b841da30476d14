import { parseInterfaceAddress } from '../addressing/ipv4';
import type { DataPath } from '../problem';
import { clashingEntries, type FleetRule, indexedItems, repeatedItems, type SiteEntry, type SiteRule } from './rule';
import { asnComplaints } from './vpn';

const interfacePath = (index: number): DataPath => ['directConnect', 'virtualInterfaces', index];

function interfacesOf({ site }: SiteEntry) {
  return [...indexedItems(site.directConnect?.virtualInterfaces)];
}

export const interfaceAsnUsable: SiteRule = {
  id: 'interface-asn-usable',
  holds: 'The `asn` of a virtual interface is neither reserved by AWS nor equal to that of the Direct Connect gateway.',
  *check(entry) {
    for (const [index, { asn }] of interfacesOf(entry)) {
      yield* asnComplaints([...interfacePath(index), 'asn'], asn, entry.site.directConnect?.awsAsn);
    }
  },
};

export const interfaceNamesDiffer: SiteRule = {
  id: 'interface-names-differ',
  holds: 'The virtual interfaces of a site have different names.',
  *check(entry) {
    for (const [index, { name }] of repeatedItems(entry.site.directConnect?.virtualInterfaces, (one) => one.name))
      yield {
        path: [...interfacePath(index), 'name'],
        found: `"${name}"`,
        wrong: 'is the name of another virtual interface of this site',
        write: 'write another name, like secondary',
      };
  },
};

export const interfacesOnDifferentConnections: SiteRule = {
  id: 'interfaces-on-different-connections',
  holds: 'Two or more virtual interfaces use different connections (a warning: on one connection they fail together).',
  *check(entry) {
    const ids = interfacesOf(entry).map(([, { connectionId }]) => connectionId);
    const [first] = ids;
    if (ids.length > 1 && first !== undefined && ids.every((id) => id === first)) {
      yield {
        path: ['directConnect', 'virtualInterfaces'],
        at: 'key',
        severity: 'warning',
        wrong: `all use ${first}, and fail together with it`,
        write: 'order a second connection at another location',
      };
    }
  },
};

export const peeringOneSubnet: SiteRule = {
  id: 'peering-one-subnet',
  holds: 'The two BGP peer addresses of a virtual interface are different addresses of one subnet.',
  *check(entry) {
    for (const [index, { peering }] of interfacesOf(entry)) {
      if (peering?.hospital === undefined || peering.aws === undefined) continue;
      const hospital = parseInterfaceAddress(peering.hospital);
      const aws = parseInterfaceAddress(peering.aws);
      if (hospital === undefined || aws === undefined) continue;
      const path = [...interfacePath(index), 'peering', 'aws'];
      if (hospital.block.text !== aws.block.text) {
        yield {
          path,
          found: `"${peering?.aws}"`,
          wrong: `is not in the subnet of the hospital's ${peering?.hospital}`,
          write: `write the other address of ${hospital.block.text}`,
        };
      } else if (hospital.address === aws.address) {
        yield {
          path,
          found: `"${peering?.aws}"`,
          wrong: "is also the hospital's address",
          write: `write the other address of ${hospital.block.text}`,
        };
      }
    }
  },
};

/** The interfaces of the fleet, grouped by a value that must be unique on a connection. */
function* uniquePerConnection(
  sites: readonly SiteEntry[],
  keyOf: (
    item: NonNullable<ReturnType<typeof interfacesOf>[number][1]>,
  ) => readonly { readonly key: string; readonly below: DataPath; readonly shown: string }[],
  what: string,
) {
  const all = sites.flatMap((entry) =>
    interfacesOf(entry).flatMap(([index, item]) =>
      item.connectionId === undefined
        ? []
        : keyOf(item).map(({ key, below, shown }) => ({
            entry,
            path: [...interfacePath(index), ...below],
            interfaceName: item.name ?? `number ${index + 1}`,
            shown,
            connectionId: item.connectionId,
            key,
          })),
    ),
  );
  for (const { one, group, others } of clashingEntries(all, ({ connectionId, key }) => `${connectionId} ${key}`)) {
    const own = group.filter((other) => other !== one && other.entry === one.entry);
    const ownText = own.map(({ interfaceName }) => `this site's own interface ${interfaceName}`);
    yield {
      entry: one.entry,
      complaint: {
        path: one.path,
        found: one.shown,
        wrong: `is already used on ${one.connectionId} by ${[...ownText, ...(others === '' ? [] : [others])].join(' and by ')}`,
        write: `write another ${what}: it must be unique on the connection`,
      },
    };
  }
}

export const vlansDiffer: FleetRule = {
  id: 'vlans-differ',
  holds: 'VLANs are unique on their Direct Connect connection in the whole fleet.',
  *check({ sites }) {
    yield* uniquePerConnection(
      sites,
      ({ vlan }) => (vlan === undefined ? [] : [{ key: `${vlan}`, below: ['vlan'], shown: `${vlan}` }]),
      'VLAN',
    );
  },
};

export const peersDiffer: FleetRule = {
  id: 'peers-differ',
  holds: 'BGP peer addresses are unique on their Direct Connect connection in the whole fleet.',
  *check({ sites }) {
    yield* uniquePerConnection(
      sites,
      ({ peering }) =>
        (['hospital', 'aws'] as const).flatMap((side) => {
          const text = peering?.[side];
          const parsed = text === undefined ? undefined : parseInterfaceAddress(text);
          // Another rule compares the two addresses of one interface.
          return parsed === undefined || (side === 'aws' && peering?.hospital === peering?.aws)
            ? []
            : [{ key: `${parsed.address}`, below: ['peering', side], shown: `"${text}"` }];
        }),
      'subnet',
    );
  },
};
